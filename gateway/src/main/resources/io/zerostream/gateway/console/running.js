// How it runs: throughput, what waits, latency, batches and stages over the last hour, as small charts.
import uPlot from './uplot.js';
import { byId, el, millis } from './dom.js';
import { get } from './api.js';
import { colour } from './colours.js';
import { isOpen, whenOpened } from './views.js';

const LOOK_MS = 5000;
const HEIGHT = 150;
const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const rate = value => `${value.toFixed(value < 10 ? 1 : 0)} / s`;
const count = value => short.format(value);
const time = value => millis(value);

/** What each chart shows; the values of a line are those of a key of the answer. */
const CHARTS = [
  { id: 'running-rate', text: rate, perSecond: true, lines: [['pictures', 'pictures'], ['labels', 'labels'], ['dead letters', 'dead_letters']] },
  { id: 'running-lag', text: count, lines: [['pictures that wait', 'lag']] },
  { id: 'running-latency', text: time, lines: [['median', 'latency_p50'], ['95th percentile', 'latency_p95']] },
  { id: 'running-batch', text: count, lines: [['pictures in a batch', 'batch_size']] },
  { id: 'running-stages', text: time, lines: [['in Kafka', 'queue_ms'], ['decoding', 'decode_ms'], ['waiting for a batch', 'batch_wait_ms'], ['network and match', 'inference_ms']] },
];
const DASHES = [[], [6, 4], [2, 3], [8, 3, 2, 3]];
const charts = new Map();

function valuesOf(chart, answer, key) {
  const values = answer[key];
  if (!chart.perSecond) return values;
  // the last step is still running: its sum says nothing yet
  return values.map((value, i) => (i === values.length - 1 && i > 0 ? null : value / (answer.step_ms / 1000)));
}

const newest = values => [...values].reverse().find(value => value !== null);

function legend(chart, columns) {
  byId(chart.id).querySelector('.curves').replaceChildren(...chart.lines.map(([name], i) => {
    const now = newest(columns[i]);
    return el('li', {}, el('span', { class: `line-of run-${i}`, 'aria-hidden': 'true' }), el('span', { text: `${name}: ${now === undefined ? '–' : chart.text(now)}` }));
  }));
}

function made(chart, host, data) {
  const axis = more => ({ stroke: () => colour('quiet'), font: FONT, grid: { stroke: () => colour('line'), width: 1 }, ticks: { stroke: () => colour('line'), width: 1 }, ...more });
  return new uPlot({
    width: host.clientWidth, height: HEIGHT, padding: [8, 8, 0, 0], legend: { show: false }, cursor: { show: false },
    scales: { x: { time: true }, y: { range: (u, least, most) => [0, Math.max(most || 0, 1) * 1.1] } },
    axes: [axis({ space: 70, values: (u, ticks) => ticks.map(at => clock.format(new Date(at * 1000))) }), axis({ size: 64, values: (u, ticks) => ticks.map(chart.text) })],
    series: [{}, ...chart.lines.map(([label], i) => ({ label, stroke: () => colour(`class-${i}`), dash: DASHES[i], width: 2, points: { show: data[0].length < 10, size: 5 } }))],
  }, data, host);
}

function draw(answer) {
  const begin = Date.parse(answer.from);
  const x = answer.labels.map((_, i) => (begin + (i + 0.5) * answer.step_ms) / 1000);
  for (const chart of CHARTS) {
    const columns = chart.lines.map(([, key]) => valuesOf(chart, answer, key));
    legend(chart, columns);
    const host = byId(chart.id).querySelector('.small-chart');
    const data = [x, ...columns];
    if (charts.has(chart.id)) charts.get(chart.id).setData(data);
    else charts.set(chart.id, made(chart, host, data));
  }
}

async function load() {
  if (!isOpen('running')) return;
  try {
    draw(await get('/api/running'));
    byId('running-note').textContent = 'In steps of half a minute, since the gateway began, an hour at most.';
  } catch (error) {
    byId('running-note').textContent = `${error.message} ${error.hint || ''}`;
  }
}

export function startRunning() {
  const fit = () => charts.forEach((chart, id) => {
    const host = byId(id).querySelector('.small-chart');
    if (host.clientWidth) chart.setSize({ width: host.clientWidth, height: HEIGHT });
  });
  new ResizeObserver(fit).observe(byId('running'));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach(chart => chart.redraw()));
  whenOpened('running', load);
  setInterval(() => { if (!document.hidden) load(); }, LOOK_MS);
}
