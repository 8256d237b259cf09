// Where the time went, as one bar.
import { el, millis } from './dom.js';

const STAGES = [['queue_us', 'waiting in Kafka'], ['decode_us', 'decoding'], ['batch_wait_us', 'waiting for its batch'],
  ['inference_us', 'inference']];

const short = micros => (micros < 10000 ? `${(micros / 1000).toFixed(1)} ms` : millis(micros / 1000));

/** The stages of a label side by side, and what they are. */
export function stages(label) {
  const times = STAGES.map(([key]) => label.timings[key]);
  const sum = times.reduce((a, b) => a + b, 0) || 1;
  const names = STAGES.map(([, name], i) => (i === 3 ? `${name}, batch of ${label.batch_size}` : name));
  const parts = times.map((time, i) => {
    const part = el('span', { class: `stage-${i}`, title: `${names[i]}: ${short(time)}` });
    part.style.width = `${time / sum * 100}%`;
    return part;
  });
  return el('div', { class: 'stages' },
    el('div', { class: 'stacked', 'aria-hidden': 'true' }, ...parts),
    el('ul', {}, ...names.map((name, i) => el('li', {},
      el('span', { class: `swatch stage-${i}`, 'aria-hidden': 'true' }), el('span', { text: name }),
      el('span', { class: 'number', text: short(times[i]) }))),
    el('li', {}, el('span', { class: 'swatch', 'aria-hidden': 'true' }), el('span', { text: 'captured to labelled' }),
      el('span', { class: 'number', text: millis(label.latency_ms) }))));
}
