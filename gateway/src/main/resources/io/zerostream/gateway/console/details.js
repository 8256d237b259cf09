// Everything a label says, in a dialog, and why. The picture that is open is in the address, so that a link shows it while it is kept.
import { byId, bar, el, percent } from './dom.js';
import { get } from './api.js';
import { choose, chosen } from './choices.js';
import { badge, pictureFrame } from './frames.js';
import { stages } from './stages.js';
import { explain } from './why.js';
import { isKept, toggleKept } from './kept.js';
import { offer, startThisIs } from './thisis.js';

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
  const places = {
    frame: pictureFrame(label),
    said: el('p', { class: 'quiet', role: 'status' }),
    looked: el('div'),
    nearest: section(label.label === null ? 'Nearest classes, none near enough' : 'Best classes', candidates(label)),
    evidence: el('div', {}, label.evidence.length > 0 && section('What spoke for it', table(['attribute', 'seen', 'expected'],
      label.evidence.map(e => [e.attribute.replaceAll('_', ' '), e.value.toFixed(2), e.expected.toFixed(2)])))),
    otherwise: el('section', { class: 'otherwise' }),
  };
  byId('details-body').replaceChildren(
    el('div', {}, places.frame, places.looked, places.said, places.otherwise, el('div', { class: 'about' }, section('About', table(null, facts)))),
    el('div', {}, places.nearest, places.evidence, section('Where the time went', stages(label))));
  if (!byId('details').open) byId('details').showModal();
  choose({ picture: label.event_id, picture_source: label.source_id });
  offer(label);
  explain(label, places);
}

function gone(eventId) {
  offer(null);
  byId('details-title').textContent = 'No longer kept';
  byId('details-body').replaceChildren(el('p', { text: `The gateway no longer has a label of picture ${eventId}.` }));
  if (!byId('details').open) byId('details').showModal();
}

/** Opens the picture that the address names. */
async function openAddressed() {
  const { picture, picture_source: source } = chosen();
  if (!picture) return;
  const { labels } = await get(`/api/labels?event_id=${encodeURIComponent(picture)}`);
  const label = labels.find(kept => !source || kept.source_id === source);
  if (label) showDetails(label);
  else gone(picture);
}

export function startDetails() {
  const dialog = byId('details');
  startThisIs();
  byId('details-close').addEventListener('click', () => dialog.close());
  byId('details-keep').addEventListener('click', async () => {
    await toggleKept(shown);
    // another may be shown by now
    keeping(isKept(shown));
  });
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener('close', () => choose({ picture: '', picture_source: '' }));
  openAddressed().catch(error => gone(`${chosen().picture}: ${error.message}`));
}
