// Review: pictures the model did not know or was unsure of, grouped by likeness; some are chosen, and what they show is said.
import { byId, el } from './dom.js';
import { get } from './api.js';
import { choose, chosen } from './choices.js';
import { isOpen, whenOpened } from './views.js';
import { pictureFrame } from './frames.js';
import { showDetails } from './details.js';
import { setPicked, startJudging } from './judging.js';
import { loadAccuracy } from './accuracy.js';

const AGAIN_MS = 1000;
const BUSY_MS = 5000;
const SOON_MS = 300;
const FIELDS = { set: 'review-set', source: 'review-source', kind: 'review-kind', groups: 'review-groups-wanted' };

const picked = new Map();
let timer = null;
let soon = null;
/** Pictures that came later are not looked at, so that what somebody is choosing from stays; null = look at all. */
let until = null;
let requests = 0;

const keyOf = label => `${label.source_id}\t${label.event_id}`;

function note(text, failed = false) {
  byId('review-note').textContent = text;
  byId('review-note').classList.toggle('failed', failed);
}

function tell() {
  setPicked([...picked.values()]);
  for (const group of byId('review-groups').children) {
    const boxes = [...group.querySelectorAll('.pickable input')];
    const all = group.querySelector('.all input');
    all.checked = boxes.every(box => box.checked);
    all.indeterminate = !all.checked && boxes.some(box => box.checked);
  }
}

function pick(label, on) {
  if (on) picked.set(keyOf(label), label);
  else picked.delete(keyOf(label));
}

function picture(label) {
  const said = label.label === null ? `UNKNOWN${label.top[0] ? `, nearest ${label.top[0].name}` : ''}` : `${label.label}, margin ${label.margin.toFixed(2)}`;
  const box = el('input', {
    type: 'checkbox', 'aria-label': `Choose picture ${label.event_id}: ${said}`, on: { change: event => { pick(label, event.target.checked); tell(); } },
  });
  box.checked = picked.has(keyOf(label));
  return el('li', { class: 'pickable' },
    el('label', {}, pictureFrame(label), el('span', { class: 'line' }, box, el('span', { text: said, title: `${said}; ${label.source_id}` }))),
    el('button', { type: 'button', class: 'more', text: 'why', 'aria-label': `Details of picture ${label.event_id}`, on: { click: () => showDetails(label) } }));
}

function group({ agreement, nearest, labels }) {
  const near = nearest.map(({ name, cosine }) => `${name} ${cosine.toFixed(2)}`).join(', ');
  const everything = el('input', {
    type: 'checkbox', on: { change: event => { labels.forEach(label => pick(label, event.target.checked)); redraw(); } },
  });
  return el('li', { class: 'likes' },
    el('div', { class: 'bar' },
      el('label', { class: 'check all' }, everything, el('span', { text: labels.length === 1 ? '1 picture' : `${labels.length} pictures` })),
      el('span', { class: 'quiet', text: [labels.length > 1 && `alike by ${agreement.toFixed(2)}`, near && `nearest: ${near}`].filter(Boolean).join(' · ') })),
    el('ul', { class: 'thumbs' }, ...labels.map(picture)));
}

let shown = [];

const described = groups => groups.map(({ labels }) => labels.map(keyOf).join('\n')).join('\n\n');

function redraw() {
  byId('review-groups').replaceChildren(...shown.map(group));
  tell();
}

function told({ found, waiting, unusable, problem, model }) {
  if (!found) return 'Nothing to look at: the labels that the gateway remembers were sure, or somebody looked at them.';
  return [`${found} pictures`, model && `compared by ${model}`, waiting > 0 && `${waiting} still to be looked at`,
    unusable > 0 && `${unusable} without a picture that can be compared`, problem].filter(Boolean).join(', ');
}

function fill(sets, sources) {
  const choice = chosen();
  const options = (id, values, value) => {
    const all = values.some(([v]) => v === value) ? values : [...values, [value, value]];
    byId(id).replaceChildren(...all.map(([v, text]) => el('option', { value: v, text })));
    byId(id).value = value;
  };
  options(FIELDS.set, sets.sets.map(({ name }) => [name, name]), choice.set || sets.default_set);
  options(FIELDS.source, [['', 'all sources'], ...sources.map(name => [name, name])], choice.source);
  for (const key of ['kind', 'groups']) byId(FIELDS[key]).value = choice[key];
}

async function load() {
  clearTimeout(timer);
  if (!isOpen('review')) return;
  const choice = chosen();
  requests += 1;
  const mine = requests;
  try {
    const query = new URLSearchParams({ kind: choice.kind });
    for (const key of ['set', 'source', 'groups']) if (choice[key]) query.set(key, choice[key]);
    if (until) query.set('until', until);
    const [answer, sets, known] = await Promise.all([get(`/api/review?${query}`), get('/api/sets'), get('/api/history/sources')]);
    if (mine !== requests) return;
    fill(sets, [...new Set(known.series.map(s => s.source_id).filter(Boolean))]);
    until = answer.until;
    const before = described(shown);
    shown = answer.groups;
    const there = new Set(shown.flatMap(({ labels }) => labels.map(keyOf)));
    for (const key of picked.keys()) if (!there.has(key)) picked.delete(key);
    // what is the same stays as it is, under somebody's finger
    if (described(shown) !== before) redraw();
    else tell();
    note(told(answer), Boolean(answer.problem));
    if (answer.waiting > 0) timer = setTimeout(load, answer.problem ? BUSY_MS : AGAIN_MS);
  } catch (error) {
    if (mine === requests) note(`${error.message} ${error.hint || ''}`, true);
  }
}

function anew() {
  until = null;
  return load();
}

function changed(key, value) {
  choose({ [key]: value, ...(key === 'set' ? { source: '' } : {}) });
  picked.clear();
  anew();
  loadAccuracy();
}

/** Somebody said what pictures show, here or elsewhere; often many at once. What else one chooses from stays. */
export function judged() {
  clearTimeout(soon);
  soon = setTimeout(() => { if (isOpen('review')) { load(); loadAccuracy(); } }, SOON_MS);
}

export function startReview() {
  for (const [key, id] of Object.entries(FIELDS)) byId(id).addEventListener('change', event => changed(key, event.target.value));
  byId('review-again').addEventListener('click', anew);
  startJudging(() => { picked.clear(); until = null; judged(); });
  whenOpened('review', () => { anew(); loadAccuracy(); });
}
