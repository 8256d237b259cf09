// Why a picture got its label: asked of the gateway when somebody opens the picture, and shown beside what is there.
import { bar, el, percent, words } from './dom.js';
import { get } from './api.js';
import { badge } from './frames.js';
import { heatMap } from './heat.js';

const MINUS = '−';
const number = value => value.toFixed(2).replace('-', MINUS);

function signs(found, most, wanted) {
  const line = (name, value, kind) => [el('span', { class: 'quiet', text: name }), bar(Math.abs(value) / most, value < 0 ? 'unknown' : kind),
    el('span', { class: 'number', text: number(value) })];
  return el('ul', { class: 'signs' }, ...found.map(sign => el('li', {},
    el('span', { class: 'text', text: words(sign.attribute) }),
    ...line('seen', sign.value, ''), ...line(wanted, sign.expected, 'expected'))));
}

/** The evidence in two groups, of bars that can be compared. */
function evidence(why) {
  const apart = why.best_is_of === 'EXAMPLES';
  const most = Math.max(0.01, ...why.evidence.flatMap(sign => [Math.abs(sign.value), Math.abs(sign.expected)]));
  const group = (title, speaks) => {
    const found = why.evidence.filter(sign => sign.speaks === speaks);
    return found.length > 0 && el('section', {}, el('h3', { text: title }), signs(found, most, apart ? 'sets apart' : 'expected'));
  };
  return [apart && el('p', { class: 'quiet', text: `${why.best} was made of pictures: its values say what sets it apart from other classes, not what it looks like.` }),
    group(`What spoke for ${why.best}`, 'for'), group('What spoke against it', 'against')];
}

function nearest(why) {
  return [el('h3', { text: why.outcome === 'UNKNOWN' ? 'Nearest classes, none near enough: similarity, score' : 'Nearest classes: similarity, score' }),
    el('ol', { class: 'counts near' }, ...why.nearest.map(near => el('li', {},
      el('span', { class: 'text', title: near.name }, el('span', { text: `${near.name} ` }), badge(near.seen)),
      bar(near.similarity, near.seen ? '' : 'unseen'),
      el('span', { class: 'number', title: 'similarity', text: number(near.similarity) }),
      el('span', { class: 'number', title: 'score', text: percent(near.score).replace('-', MINUS) }))))];
}

function ofThreshold({ value, similarity, above }, best) {
  if (value <= -1) return `Its class set calls nothing unknown; the similarity to ${best} is ${number(similarity)}.`;
  return above < 0
    ? `It would have been ${best} with a threshold of ${number(similarity)} or less: that of the set is ${number(value)}.`
    : `It would have been UNKNOWN with a threshold above ${number(similarity)}: that of the set is ${number(value)}.`;
}

function ofAttributes(attributes) {
  if (!attributes) return 'No few attributes would have made another class the best.';
  const seen = attributes.altered.map(({ attribute, value, instead }) => `${words(attribute)} ${number(instead)} instead of ${number(value)}`);
  const list = seen.length > 1 ? `${seen.slice(0, -1).join(', ')} and ${seen.at(-1)}` : seen[0];
  return `Had it seen ${list}, ${attributes.runner_up} would have been the best class${attributes.unknown ? ', but not near enough' : ''}.`;
}

/** What would have changed the answer, in sentences. */
function otherwise({ best, would_change: { threshold, penalty, attributes } }) {
  const sentences = [ofAttributes(attributes), ofThreshold(threshold, best)];
  if (penalty.decided) {
    sentences.splice(1, 0, `Without the penalty of seen classes (γ ${number(penalty.gamma)}) ${penalty.otherwise} would have been the best.`);
  }
  return [el('h3', { text: 'What would have changed it' }), ...sentences.map(text => el('p', { text }))];
}

/** What is to be known of the answer itself; nothing where all is as it was. */
function caveat(why) {
  if (why.agrees === null) {
    return `The class set is at revision ${why.revision_now} now, and this is of it; the label is of revision ${why.class_set_revision}.`;
  }
  return why.agrees ? '' : `The model gives another answer now: ${why.outcome === 'UNKNOWN' ? 'UNKNOWN, nearest ' : ''}${why.best}.`
    + ' A class may have been replaced since, or the picture sent again.';
}

const address = label => `/api/labels/${encodeURIComponent(label.event_id)}/why?${new URLSearchParams({
  source: label.source_id, class_set: label.class_set, model_version: label.model_version, revision: label.class_set_revision,
})}`;

/**
 * Asks, and puts the answer in its places; what is there stays where there is none.
 * @param {Object} label what is explained
 * @param {Object} places elements: "frame" with the picture, "said", "looked", "nearest", "evidence", "otherwise"
 */
export async function explain(label, places) {
  places.said.textContent = 'asking the model …';
  try {
    const why = await get(address(label));
    places.said.textContent = caveat(why);
    places.said.hidden = !places.said.textContent;
    places.evidence.replaceChildren(...evidence(why).filter(Boolean));
    places.nearest.replaceChildren(...nearest(why));
    places.otherwise.replaceChildren(...otherwise(why));
    places.looked.replaceChildren(why.attention ? heatMap(places.frame, why.attention)
      : el('p', { class: 'quiet', text: `No map of where it looked: ${why.attention_missing}.` }));
  } catch (error) {
    places.said.textContent = `Why is not known here: ${error.message}${error.hint ? ` (${error.hint})` : ''}`;
  }
}
