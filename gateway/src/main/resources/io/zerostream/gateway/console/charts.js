// The charts of labels over time, drawn by uPlot.
import uPlot from './uplot.js';
import { byId, percent } from './dom.js';
import { colour, colourOf, stripes } from './colours.js';

const SYNC = 'times';
const HEIGHTS = { labels: 300, drift: 190 };
/** Between texts of marks, pixels; one that would lie on another is left out. */
const TEXT_GAP = 8;
/** Of axes at the left and at the right: both charts have the same times below each other. */
const SIDE = 56;
const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

const short = new Intl.NumberFormat(undefined, { notation: 'compact' });
let shown = null;
let drawn = '';
let charts = [];
let hear = () => {};

const middles = answer => {
  const begin = Date.parse(answer.from);
  return answer.labels.map((_, i) => (begin + (i + 0.5) * answer.step_ms) / 1000);
};

/** What is stacked, from the ground up. */
export const layers = answer => [
  ...answer.classes.map(c => ({ name: c.name, kind: 'class', counts: c.counts, labels: c.labels })),
  { name: 'other classes', kind: 'other', counts: answer.other, labels: answer.totals.other },
  { name: 'UNKNOWN', kind: 'unknown', counts: answer.unknown, labels: answer.totals.unknown },
];

/** Sums of a layer and all below it, the topmost first: the lower ones are painted over it. */
function stacked(answer, shares) {
  const below = answer.labels.map(() => 0);
  return layers(answer).map(layer => layer.counts.map((count, i) => {
    below[i] += count;
    if (answer.labels[i] === 0) return null;
    return shares ? below[i] / answer.labels[i] : below[i];
  })).reverse();
}

function fillOf(layer) {
  if (layer.kind === 'unknown') return u => stripes(u.ctx, devicePixelRatio);
  return () => (layer.kind === 'other' ? colour('others') : colourOf(layer.name));
}

function label(mark) {
  return mark.kind === 'model' ? mark.model : mark.revision ? `r${mark.revision}` : 'gone';
}

/** Lines where something else began to serve, and a red tip above each step with an alarm. */
function drawMarks(u, texts) {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = FONT.replace('12px', `${11 * ratio}px`);
  ctx.textAlign = 'left';
  let free = -Infinity;
  for (const mark of shown.marks) {
    const x = Math.round(u.valToPos(Date.parse(mark.at) / 1000, 'x', true));
    ctx.strokeStyle = ctx.fillStyle = colour(mark.kind === 'model' ? 'text' : 'accent');
    ctx.lineWidth = 1.5 * ratio;
    ctx.setLineDash(mark.kind === 'model' ? [] : [4 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top - (texts ? 4 * ratio : 0));
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const wide = ctx.measureText(label(mark)).width;
    const begin = x + wide > bbox.left + bbox.width ? x - wide : x;
    if (texts && begin >= free) {
      ctx.fillText(label(mark), begin, bbox.top - 8 * ratio);
      free = begin + wide + TEXT_GAP * ratio;
    }
  }
  ctx.fillStyle = colour('bad');
  u.data[0].forEach((at, i) => {
    if (!shown.alarms[i]) return;
    const x = u.valToPos(at, 'x', true);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top + 8 * ratio);
    ctx.lineTo(x - 5 * ratio, bbox.top);
    ctx.lineTo(x + 5 * ratio, bbox.top);
    ctx.fill();
  });
  ctx.restore();
}

const axis = more => ({
  stroke: () => colour('quiet'),
  font: FONT,
  grid: { stroke: () => colour('line'), width: 1 },
  ticks: { stroke: () => colour('line'), width: 1 },
  ...more,
});

function options(host, height, series, scales, axes, texts) {
  return {
    width: host.clientWidth,
    height,
    padding: [texts ? 22 : 10, texts ? SIDE : 0, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: SYNC }, drag: { x: false, y: false }, y: false, points: { show: false } },
    scales: {
      x: { time: true, range: () => [Date.parse(shown.from) / 1000, Date.parse(shown.to) / 1000] },
      ...scales,
    },
    axes: [axis({ space: 60 }), ...axes],
    series: [{}, ...series],
    hooks: {
      draw: [u => drawMarks(u, texts)],
      setCursor: [u => hear(u.cursor.idx ?? null)],
    },
  };
}

function labelChart(answer, shares) {
  const bars = uPlot.paths.bars({ size: [1, Infinity, 1] });
  const series = layers(answer).reverse().map(layer => ({
    label: layer.name, scale: 'y', paths: bars, fill: fillOf(layer), width: 0, points: { show: false },
  }));
  const y = { range: (u, least, most) => (shares ? [0, 1] : [0, Math.max(1, most * 1.05)]) };
  const values = (u, ticks) => ticks.map(v => (shares ? `${Math.round(v * 100)} %` : Number.isInteger(v) ? short.format(v) : ''));
  return options(byId('times-labels'), HEIGHTS.labels, series, { y }, [axis({ size: SIDE, values })], true);
}

/** The curves of drift: against the time to compare with where one is chosen, else what the job found. */
export const curves = answer => {
  const { baseline } = answer;
  const against = baseline ? 'the time compared with' : 'the window before or the baseline of the job';
  return [
    { name: 'PSI', title: `population stability index against ${against}`, scale: 'psi', colour: '--class-0', values: baseline ? baseline.psi_of_steps : answer.psi, text: v => v.toFixed(3) },
    { name: 'Jensen-Shannon', title: `divergence from ${against}, bits`, scale: 'share', colour: '--class-1', dash: [6, 4], values: baseline ? baseline.jensen_shannon_of_steps : answer.jensen_shannon, text: v => v.toFixed(3) },
    { name: 'share of UNKNOWN', title: 'labels that were UNKNOWN', scale: 'share', colour: '--quiet', dash: [2, 3], values: answer.labels.map((n, i) => (n ? answer.unknown[i] / n : null)), text: percent },
  ];
};

function driftChart(answer) {
  const series = curves(answer).map(curve => ({
    label: curve.name, scale: curve.scale, stroke: () => colour(curve.colour.slice(2)), width: 2, dash: curve.dash, spanGaps: true,
    points: { show: answer.labels.length < 60, size: 5 },
  }));
  const scales = {
    psi: { range: (u, least, most) => [0, Math.max(0.5, (most || 0) * 1.1)] },
    share: { range: [0, 1] },
  };
  const axes = [
    axis({ scale: 'psi', size: SIDE }),
    axis({ scale: 'share', side: 1, size: SIDE, grid: { show: false }, values: (u, ticks) => ticks.map(v => v.toFixed(1)) }),
  ];
  return options(byId('times-drift'), HEIGHTS.drift, series, scales, axes, false);
}

/** Draws an answer; with shares as parts of all labels of a step. */
export function draw(answer, shares) {
  shown = answer;
  const x = middles(answer);
  const data = [[x, ...stacked(answer, shares)], [x, ...curves(answer).map(c => c.values)]];
  const form = JSON.stringify([answer.classes.map(c => c.name), shares, Boolean(answer.baseline)]);
  if (form === drawn) {
    charts.forEach((chart, i) => chart.setData(data[i]));
    return;
  }
  charts.forEach(chart => chart.destroy());
  charts = [
    new uPlot(labelChart(answer, shares), data[0], byId('times-labels')),
    new uPlot(driftChart(answer), data[1], byId('times-drift')),
  ];
  drawn = form;
}

/** Puts the cursor on a step. */
export function point(step) {
  const [chart] = charts;
  if (!chart) return;
  const left = chart.valToPos(chart.data[0][step], 'x');
  chart.setCursor({ left, top: 1 });
}

/** @param {function(?number)} listener told which step the cursor is on; null = on none */
export function startCharts(listener) {
  hear = listener;
  const fit = () => charts.forEach((chart, i) => {
    const host = chart.root.parentElement;
    if (host.clientWidth) chart.setSize({ width: host.clientWidth, height: Object.values(HEIGHTS)[i] });
  });
  new ResizeObserver(fit).observe(byId('times-labels'));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach(chart => chart.redraw()));
}
