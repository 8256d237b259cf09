// How often labels were right, by the pictures that people judged.
import { byId, el, percent } from './dom.js';
import { get } from './api.js';
import { chosen } from './choices.js';

const between = ({ judged, right, low, high }) => (judged ? `${percent(right / judged)} (${percent(low)} to ${percent(high)})` : '–');

function rows(head, lines) {
  const cell = (tag, text, i) => el(tag, { class: i > 0 ? 'num' : '', text });
  return [el('thead', {}, el('tr', {}, ...head.map((text, i) => cell('th', text, i)))),
    el('tbody', {}, ...lines.map(line => el('tr', {}, ...line.map((text, i) => cell(i ? 'td' : 'th', text, i)))))];
}

const counts = ({ judged, right, unknown }) => [judged, right, unknown].map(n => n.toLocaleString());

let requests = 0;

/** Reads it again. */
export async function loadAccuracy() {
  requests += 1;
  const mine = requests;
  const choice = chosen();
  const query = new URLSearchParams(['set', 'source'].filter(key => choice[key]).map(key => [key, choice[key]]));
  try {
    const answer = await get(`/api/feedback/accuracy?${query}`);
    if (mine !== requests) return;
    byId('accuracy-note').textContent = !answer.complete ? 'The gateway still reads what people said: numbers grow.' : answer.all.judged
      ? `${between(answer.all)} of ${answer.all.judged} judged pictures. People choose what they judge: judge some of all before you take it for that of all pictures.`
      : 'Nobody has said what a picture of this set shows.';
    byId('accuracy').hidden = !answer.all.judged;
    byId('accuracy').replaceChildren(...rows(['shows', 'judged', 'right', 'UNKNOWN', 'share (95 %)', 'instead'],
      answer.classes.map(c => [c.name === null ? 'none of the classes' : c.name, ...counts(c.shares), between(c.shares), c.instead || '–'])));
    byId('versions').hidden = !answer.all.judged;
    byId('versions').replaceChildren(...rows(['labelled by', 'judged', 'right', 'UNKNOWN', 'share (95 %)'],
      answer.versions.map(v => [`${v.model} ${v.model_version}, revision ${v.class_set_revision}`, ...counts(v.shares), between(v.shares)])));
    query.set('set', answer.class_set);
    byId('export-csv').href = `/api/feedback/export?${query}`;
    query.set('format', 'label-studio');
    byId('export-label-studio').href = `/api/feedback/export?${query}`;
  } catch (error) {
    byId('accuracy-note').textContent = `${error.message} ${error.hint || ''}`;
  }
}
