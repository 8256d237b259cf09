// What the charts show as text: the legend with its numbers, the step under the cursor, the swaps, the table.
import { byId, el, percent } from './dom.js';
import { curves, layers } from './charts.js';
import { colourOf } from './colours.js';

const ROWS = 100;
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
let shown = null;
let at = null;

const share = (part, all) => (all ? percent(part / all) : '–');
const number = value => value.toLocaleString();
const begin = step => Date.parse(shown.from) + step * shown.step_ms;

/** "12 min", "3 h", "2 days". */
export function length(millis) {
  const minutes = millis / 60000;
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 1440) return `${minutes / 60} h`;
  return minutes === 1440 ? '1 day' : `${minutes / 1440} days`;
}

function swatch(layer) {
  const box = el('span', { class: `swatch ${layer.kind}`, 'aria-hidden': 'true' });
  if (layer.kind === 'class') box.style.background = colourOf(layer.name);
  return box;
}

function changed(now, before) {
  const points = Math.round((now - before) * 1000) / 10;
  const sign = points > 0 ? '+' : points < 0 ? '−' : '';
  return `${sign}${Math.abs(points).toFixed(1)}`;
}

function legendRow(layer, before) {
  const { totals, baseline } = shown;
  const cells = [number(layer.labels), share(layer.labels, totals.labels)];
  if (baseline) {
    const was = baseline.totals.labels;
    cells.push(share(before, was), was && totals.labels ? changed(layer.labels / totals.labels, before / was) : '–');
  }
  return el('tr', {},
    el('th', { scope: 'row', title: layer.name }, swatch(layer), el('span', { text: layer.name })),
    el('td', { class: 'num step', text: at === null ? '' : number(layer.counts[at]) }),
    ...cells.map(text => el('td', { class: 'num', text })));
}

function legend() {
  const { baseline, totals } = shown;
  const before = baseline ? [...baseline.classes, baseline.totals.other, baseline.totals.unknown] : [];
  byId('times-legend').toggleAttribute('data-at', at !== null);
  const heads = ['class', 'here', 'labels', 'share', ...(baseline ? ['compared', 'change, points'] : [])];
  const sums = [number(totals.labels), '', ...(baseline ? [number(baseline.totals.labels), ''] : [])];
  byId('times-legend').replaceChildren(
    el('thead', {}, el('tr', {}, ...heads.map((text, i) => el('th', { scope: 'col', class: i === 1 ? 'num step' : i ? 'num' : '', text })))),
    el('tbody', {}, ...layers(shown).map((layer, i) => legendRow(layer, before[i]))),
    el('tfoot', {}, el('tr', {},
      el('th', { scope: 'row', text: 'all' }),
      el('td', { class: 'num step', text: at === null ? '' : number(shown.labels[at]) }),
      ...sums.map(text => el('td', { class: 'num', text })))));
}

function drift() {
  const { baseline } = shown;
  byId('times-curves').replaceChildren(...curves(shown).map(curve => el('li', { title: curve.title },
    el('span', { class: `line-of ${curve.name.split(/[ -]/)[0].toLowerCase()}`, 'aria-hidden': 'true' }),
    el('span', { text: `${curve.name}${at !== null && curve.values[at] !== null ? ` ${curve.text(curve.values[at])}` : ''}` }))));
  byId('times-compared').textContent = !baseline ? ''
    : baseline.psi === null ? 'There are no labels to compare with.'
      : `All of it against ${dates.format(new Date(baseline.from))} to ${dates.format(new Date(baseline.to))}: PSI ${baseline.psi.toFixed(3)}, Jensen-Shannon ${baseline.jensen_shannon.toFixed(3)} bits.`;
}

function readout() {
  if (at === null) {
    byId('times-at').textContent = '';
    return;
  }
  const margin = shown.mean_margin[at];
  const parts = [
    `${dates.format(new Date(begin(at)))}, ${length(shown.step_ms)}`, `${number(shown.labels[at])} labels`,
    margin !== null && `mean margin ${margin.toFixed(3)}`,
    shown.entropy[at] !== null && `entropy ${shown.entropy[at].toFixed(2)} bits`,
    shown.alarms[at] > 0 && `${shown.alarms[at]} alarm${shown.alarms[at] > 1 ? 's' : ''} of drift`,
  ];
  byId('times-at').textContent = parts.filter(Boolean).join(' · ');
}

function swaps() {
  const list = byId('times-marks');
  list.replaceChildren(...[...shown.marks].reverse().map(mark => el('li', {},
    el('span', { class: 'line' },
      el('span', { class: 'badge', text: mark.kind === 'model' ? 'model' : 'class set' }),
      el('span', { text: dates.format(new Date(mark.at)) })),
    el('p', { text: mark.message }))));
  if (shown.more_marks) list.append(el('li', { class: 'quiet', text: `and ${shown.more_marks} before` }));
  byId('times-swaps').textContent = `What began to serve (${shown.marks.length + shown.more_marks})`;
}

/** Only while it is open: it may be long. */
function table() {
  if (!byId('times-table').open) return;
  const stack = layers(shown);
  const steps = shown.labels.map((_, i) => i).filter(i => shown.labels[i] > 0).reverse();
  const row = i => el('tr', {},
    el('th', { scope: 'row', text: dates.format(new Date(begin(i))) }),
    ...[shown.labels[i], ...stack.map(layer => layer.counts[i])].map(count => el('td', { class: 'num', text: number(count) })),
    ...curves(shown).slice(0, 2).map(c => el('td', { class: 'num', text: c.values[i] === null ? '–' : c.text(c.values[i]) })),
    el('td', { class: 'num', text: number(shown.alarms[i]) }));
  const heads = ['begins', 'labels', ...stack.map(layer => layer.name), 'PSI', 'Jensen-Shannon', 'alarms'];
  byId('times-rows').replaceChildren(
    el('caption', { class: 'quiet', text: `${Math.min(ROWS, steps.length)} newest of ${steps.length} steps of ${length(shown.step_ms)} with labels` }),
    el('thead', {}, el('tr', {}, ...heads.map((text, i) => el('th', { scope: 'col', class: i ? 'num' : '', text })))),
    el('tbody', {}, ...steps.slice(0, ROWS).map(row)));
}

/** Shows the numbers of an answer. */
export function setFigures(answer) {
  shown = answer;
  if (at !== null && at >= answer.labels.length) at = null;
  legend();
  drift();
  readout();
  swaps();
  table();
}

/** Shows the numbers of a step; null = of none. */
export function setStep(step) {
  if (!shown || step === at) return;
  at = step;
  byId('times-legend').toggleAttribute('data-at', at !== null);
  const counts = at === null ? [] : [...layers(shown).map(layer => layer.counts[at]), shown.labels[at]];
  byId('times-legend').querySelectorAll('td.step').forEach((cell, i) => { cell.textContent = at === null ? '' : number(counts[i]); });
  drift();
  readout();
}

export function startFigures() {
  byId('times-table').addEventListener('toggle', () => { if (shown) table(); });
}
