// The grid of labelled pictures. New ones come in at a calm pace, whatever the rate of the stream.
import { byId, el, percent } from './dom.js';
import { showDetails } from './details.js';
import { badge, pictureFrame } from './frames.js';
import { learn, matches, readFilters, startFilters } from './filters.js';
import { startKept } from './kept.js';
import { whenOpened } from './views.js';

const SHOWN = 60;
const PER_TURN = 4;
const TURN_MS = 500;

let paused = false;
let waiting = [];
let latest = [];

function describe(label) {
  const what = label.label === null ? 'unknown' : label.label;
  const verdict = label.verdict ? `, ${label.verdict}${label.verdict === 'wrong' ? `, truth ${label.truth}` : ''}` : '';
  return `${what}${verdict}. Show details`;
}

function card(label) {
  const best = label.top[0];
  const frame = pictureFrame(label);
  if (label.verdict) {
    frame.append(el('span', {
      class: `verdict ${label.verdict}`, title: `truth: ${label.truth}`, text: label.verdict === 'right' ? '✓' : '✗',
    }));
  }
  const known = label.label !== null;
  const second = label.verdict === 'wrong' ? `truth: ${label.truth}` : known ? label.source_id : '';
  return el('li', {}, el('button', {
    type: 'button', class: 'card', 'aria-label': describe(label), on: { click: () => showDetails(label) },
  }, frame, el('span', { class: 'caption' },
    el('span', { class: known ? 'name' : 'name unknown', text: known ? label.label : 'UNKNOWN', title: known ? label.label : '' }),
    el('span', { class: 'line' },
      el('span', { text: best ? (known ? percent(best.score) : `nearest ${best.name}`) : '–' }),
      known && best ? badge(best.seen) : null),
    second && second !== label.label
      ? el('span', { class: 'line' }, el('span', { text: second, title: second })) : null)));
}

function redraw() {
  const shown = latest.filter(matches).slice(0, SHOWN);
  byId('grid').replaceChildren(...shown.map(card));
  byId('empty').hidden = shown.length > 0;
  byId('empty').textContent = latest.length ? 'None of the recent pictures is of this kind.' : 'Waiting for the first labels.';
}

function turn() {
  if (paused || waiting.length === 0) return;
  // what comes faster than can be looked at is counted, not shown; what was chosen comes first
  learn(waiting);
  const chosen = waiting.filter(matches).slice(0, PER_TURN);
  const taken = chosen.length ? chosen : waiting.slice(0, PER_TURN);
  waiting = [];
  latest = [...taken, ...latest].slice(0, SHOWN * 4);
  const grid = byId('grid');
  for (const label of [...chosen].reverse()) grid.prepend(card(label));
  while (grid.children.length > SHOWN) grid.lastElementChild.remove();
  byId('empty').hidden = grid.children.length > 0;
}

/** Replaces all pictures, newest first. */
export function setLabels(labels) {
  // what the stream brought while the answer was on its way is newer than all of it
  const newer = [...waiting, ...latest].filter(label => labels.length > 0 && Date.parse(label.labelled_at) > Date.parse(labels[0].labelled_at));
  latest = [...newer, ...labels].slice(0, SHOWN * 4);
  waiting = [];
  learn(labels);
  redraw();
}

/** Takes one more from the stream. */
export function addLabel(label) {
  waiting.unshift(label);
  if (waiting.length > SHOWN) waiting.pop();
}

export function startPictures() {
  startFilters(redraw);
  startKept(card);
  whenOpened('pictures', () => { readFilters(); redraw(); });
  byId('pause').addEventListener('click', event => {
    paused = !paused;
    event.currentTarget.setAttribute('aria-pressed', String(paused));
    event.currentTarget.textContent = paused ? 'go on' : 'pause';
  });
  setInterval(turn, TURN_MS);
}
