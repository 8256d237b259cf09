// Everything a label says, in a dialog.
import { bar, byId, el, millis, percent } from './dom.js';
import { badge, pictureFrame } from './frames.js';
import { isKept, toggleKept } from './kept.js';

function table(head, rows) {
  const cell = (tag, value, i) => el(tag, { class: i > 0 ? 'num' : '', text: value });
  return el('table', {},
    head ? el('thead', {}, el('tr', {}, ...head.map((h, i) => cell('th', h, i)))) : null,
    el('tbody', {}, ...rows.map(row => el('tr', {}, ...row.map((v, i) => cell('td', v, i))))));
}

function section(title, ...content) {
  return el('section', {}, el('h3', { text: title }), ...content);
}

function candidates(label) {
  return el('ol', { class: 'counts' }, ...label.top.map(t => el('li', {},
    el('span', { class: 'text', title: t.name }, el('span', { text: `${t.name} ` }), badge(t.seen)),
    bar(t.score, t.seen ? '' : 'unseen'),
    el('span', { class: 'number', text: percent(t.score) }))));
}

let shown = null;

function keeping(kept) {
  byId('details-keep').textContent = kept ? 'let it go' : 'keep this picture';
  byId('details-keep').setAttribute('aria-pressed', String(kept));
}

const micros = value => millis(value / 1000);

export function showDetails(label) {
  shown = label;
  keeping(isKept(label));
  byId('details-title').textContent = label.label === null ? 'UNKNOWN' : label.label;
  const facts = [
    ['similarity to the best class', label.similarity.toFixed(3)],
    ['margin to the second', label.margin.toFixed(3)],
    ['model', `${label.model} ${label.model_version}`],
    ['class set', `${label.class_set}, revision ${label.class_set_revision}`],
    ['source', label.source_id],
    ['captured', new Date(label.captured_at).toLocaleString()],
    ['event', label.event_id],
  ];
  if (label.truth) facts.unshift(['truth', label.truth]);
  const times = [
    ['waiting in Kafka', micros(label.timings.queue_us)],
    ['decoding', micros(label.timings.decode_us)],
    ['waiting for its batch', micros(label.timings.batch_wait_us)],
    [`inference, batch of ${label.batch_size}`, micros(label.timings.inference_us)],
    ['captured to labelled', millis(label.latency_ms)],
  ];
  byId('details-body').replaceChildren(
    el('div', {}, pictureFrame(label), section('About', table(null, facts))),
    el('div', {},
      section(label.label === null ? 'Nearest classes, none near enough' : 'Best classes', candidates(label)),
      label.evidence.length > 0 && section('What spoke for it', table(['attribute', 'seen', 'expected'],
        label.evidence.map(e => [e.attribute.replaceAll('_', ' '), e.value.toFixed(2), e.expected.toFixed(2)]))),
      section('Where the time went', table(null, times))));
  byId('details').showModal();
}

export function startDetails() {
  const dialog = byId('details');
  byId('details-close').addEventListener('click', () => dialog.close());
  byId('details-keep').addEventListener('click', async () => keeping(await toggleKept(shown)));
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
}
