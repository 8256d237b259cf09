// Labels over time: asks for what is chosen, and shows it.
import { byId, el } from './dom.js';
import { get } from './api.js';
import { isOpen, whenOpened } from './views.js';
import { TIMES, asked, choose, chosen, clock, comparable, instant } from './choices.js';
import { draw, point, startCharts } from './charts.js';
import { assign } from './colours.js';
import { length, setFigures, setStep, startFigures } from './figures.js';

const AGAIN_MS = 30000;
const READING_MS = 2000;
/** The gateway's history hears of a window about as soon as we do. */
const AFTER_WINDOW_MS = 1500;
const PIXELS_A_STEP = 3;
const MOST_STEPS = 300;
const FIELDS = {
  set: 'times-set', source: 'times-source', span: 'times-span', from: 'times-from', to: 'times-to',
  compare: 'times-compare', compare_from: 'times-compare-from', compare_to: 'times-compare-to',
};

let series = [];
let answer = null;
let requests = 0;
let timer = null;
let step = null;

const visible = () => isOpen('times');

function again(millis) {
  clearTimeout(timer);
  timer = setTimeout(load, millis);
}

function note(text, failed = false) {
  byId('times-note').textContent = text;
  byId('times-note').classList.toggle('failed', failed);
}

function options(select, values, value) {
  // what the address names stays a choice though nothing is known of it yet
  const all = value && !values.some(([v]) => v === value) ? [...values, [value, value]] : values;
  const texts = JSON.stringify(all);
  if (select.dataset.texts !== texts) {
    select.replaceChildren(...all.map(([v, text]) => el('option', { value: v, text })));
    select.dataset.texts = texts;
  }
  select.value = value;
}

/** Shows in the fields what is chosen. */
function fill() {
  const choice = chosen();
  const sets = [...new Set(series.map(s => s.class_set).filter(Boolean))];
  const set = choice.set || answer?.class_set || '';
  options(byId('times-set'), sets.map(name => [name, name]), set);
  const sources = series.filter(s => s.class_set === set && s.source_id).map(s => s.source_id);
  options(byId('times-source'), [['', 'all sources'], ...sources.map(name => [name, name])], choice.source);
  for (const key of ['span', 'compare']) byId(FIELDS[key]).value = choice[key];
  for (const key of TIMES) byId(FIELDS[key]).value = clock(choice[key]);
  byId('times-between').hidden = choice.span !== 'between';
  byId('times-compare-between').hidden = choice.compare !== 'between';
  for (const option of byId('times-compare').options) option.disabled = !comparable(choice, option.value);
  for (const button of document.querySelectorAll('[data-show]')) button.setAttribute('aria-pressed', String(button.dataset.show === choice.show));
}

function told() {
  if (!answer.complete) return 'The gateway still reads the past: numbers grow.';
  if (!answer.totals.labels && !answer.kept_apart) {
    return `The gateway does not keep this ${answer.source_id ? 'source' : 'class set'} apart (history.series): its labels, if any, are counted with those of others.`;
  }
  if (!answer.totals.labels) return 'No labels in this time.';
  return `${answer.totals.labels.toLocaleString()} labels in steps of ${length(answer.step_ms)}`;
}

function show() {
  assign(answer.classes.map(c => c.name));
  draw(answer, chosen().show === 'shares');
  setFigures(answer);
  note(told());
}

async function load() {
  if (!visible()) return;
  const choice = chosen();
  const query = asked(choice, Math.max(20, Math.min(MOST_STEPS, Math.floor(byId('times-labels').clientWidth / PIXELS_A_STEP))));
  if (!query) {
    note('Choose when it begins and ends.');
    return;
  }
  requests += 1;
  const mine = requests;
  try {
    const [next, sources] = await Promise.all([get(`/api/history?${query}`), get('/api/history/sources')]);
    // somebody chose something else meanwhile
    if (mine !== requests) return;
    answer = next;
    series = sources.series;
    fill();
    show();
    if (!answer.complete) again(READING_MS);
    else if (choice.span !== 'between') again(AGAIN_MS);
  } catch (error) {
    if (mine !== requests) return;
    note(`${error.message} ${error.hint || ''}`, true);
    again(AGAIN_MS);
  }
}

function changed(key, value) {
  const choice = chosen();
  const more = key === 'set' ? { source: '' } : {};
  if (key === 'span' && !comparable({ ...choice, span: value }, choice.compare)) more.compare = '';
  choose({ [key]: value, ...more });
  fill();
  load();
}

function key(event) {
  if (!answer) return;
  const last = answer.labels.length - 1;
  const to = {
    ArrowLeft: Math.max(0, (step ?? last + 1) - 1), ArrowRight: Math.min(last, (step ?? -1) + 1), Home: 0, End: last,
  }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  point(to);
}

/** The job has written a window. */
export function windowCame(window) {
  const choice = chosen();
  const shown = answer && window.class_set === answer.class_set && (!choice.source || window.source_id === choice.source);
  if (visible() && shown && choice.span !== 'between' && !byId('times').dataset.due) {
    byId('times').dataset.due = 'soon';
    setTimeout(() => { delete byId('times').dataset.due; load(); }, AFTER_WINDOW_MS);
  }
}

export function startTimes() {
  startFigures();
  startCharts(at => { step = at; setStep(at); });
  for (const [name, id] of Object.entries(FIELDS)) byId(id).addEventListener('change', event => changed(name, TIMES.includes(name) ? instant(event.target.value) : event.target.value));
  for (const button of document.querySelectorAll('[data-show]')) button.addEventListener('click', () => { choose({ show: button.dataset.show }); fill(); if (answer) show(); });
  byId('times-labels').addEventListener('keydown', key);
  fill();
  whenOpened('times', load);
}
