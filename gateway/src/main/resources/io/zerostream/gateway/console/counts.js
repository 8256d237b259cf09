// Counts by class as bars, and the figures in the header.
import { bar, byId, choice, el, millis, percent } from './dom.js';

const LONGEST = 40;
let span = 'recent';
let stats = null;
let unseen = new Set();

function draw() {
  if (!stats) return;
  const rows = stats.classes.map(c => ({ name: c.name, count: c[span], kind: unseen.has(c.name) ? 'unseen' : '' }));
  const unknown = span === 'recent' ? stats.recent.unknown : stats.totals.unknown;
  rows.push({ name: 'UNKNOWN', count: unknown, kind: 'unknown' });
  if (span === 'count' && stats.other_classes) rows.push({ name: 'other classes', count: stats.other_classes, kind: '' });
  const shown = rows.filter(r => r.count > 0).sort((a, b) => b.count - a.count).slice(0, LONGEST);
  const most = shown.length ? shown[0].count : 1;
  byId('counts').replaceChildren(...shown.map(r => el('li', {},
    el('span', { class: 'text', text: r.name, title: r.name }),
    bar(r.count / most, r.kind),
    el('span', { class: 'number', text: r.count.toLocaleString() }))));
  if (!shown.length) byId('counts').append(el('li', { class: 'quiet', text: 'no labels yet' }));
}

function figures() {
  const { totals, recent, latency_ms: latency } = stats;
  byId('rate').textContent = recent.labels_per_second.toFixed(1);
  byId('latency').textContent = latency.samples ? `${millis(latency.p50)} · ${millis(latency.p95)}` : '–';
  byId('unknown').textContent = recent.labels ? percent(recent.unknown_share) : '–';
  const judged = totals.right + totals.wrong;
  byId('right-fact').hidden = judged === 0;
  if (judged) byId('right').textContent = percent(totals.right / judged);
  byId('span-name').textContent = `last ${Math.round(recent.seconds / 60)} min`;
  byId('shown').textContent = `${totals.labels.toLocaleString()} labelled since start`;
  byId('letter-count').textContent = totals.dead_letters ? totals.dead_letters.toLocaleString() : '';
}

export function setStats(next) {
  stats = next;
  draw();
  figures();
}

/** Names of classes the model was not trained on, to colour their bars. */
export function setUnseen(names) {
  unseen = new Set(names);
  draw();
}

export function startCounts() {
  choice([...document.querySelectorAll('[data-span]')], 'span', name => { span = name; draw(); });
}
