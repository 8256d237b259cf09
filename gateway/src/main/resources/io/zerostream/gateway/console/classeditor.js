// One class by sliders, looked at while they move.
import { byId, el } from './dom.js';
import { post } from './api.js';
import { grouped } from './attributes.js';

const WAIT_MS = 250;
const STEPS = 100;
const NEW = '';

let set = '';
let classes = [];
let space = { attributes: [], scale_max: 1 };
/** The class that the sliders began with, and what they say now; what nobody moved keeps its value to the last digit. */
let began = {};
let values = {};
let origin = null;
let seen = false;
let asked = 0;
let timer = 0;
let whenSaved = () => {};

const sliders = () => [...byId('sliders').querySelectorAll('input')];
const shown = value => String(Number(value.toFixed(space.scale_max > 1 ? 1 : 2)));
const named = () => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== 0));

function refuse(error) {
  byId('edit-error').hidden = !error;
  if (error) {
    byId('edit-error').replaceChildren(el('div', { text: error.message }), el('div', { class: 'hint', text: error.hint || '' }));
  }
}

const request = () => ({
  name: byId('edit-name').value, set, attributes: named(), ...(origin === 'EXAMPLES' ? { provenance: origin } : {}),
});

/** What the class is like now; only the newest answer counts. */
async function check() {
  const mine = ++asked;
  if (!Object.keys(named()).length) {
    byId('edit-near').replaceChildren(el('li', { class: 'quiet', text: 'Give at least one attribute a value.' }));
    byId('edit-warnings').replaceChildren();
    return;
  }
  try {
    const answer = await post('/api/classes/check', request());
    if (mine !== asked) return;
    byId('edit-near').replaceChildren(...answer.nearest.map(({ name, cosine }) => el('li', {},
      el('span', { class: 'text', text: name }), el('span', { class: 'number', text: cosine.toFixed(3) }))));
    byId('edit-warnings').replaceChildren(...answer.warnings.map(text => el('li', { class: 'warning', text })));
  } catch (error) {
    if (mine !== asked) return;
    byId('edit-near').replaceChildren();
    byId('edit-warnings').replaceChildren(el('li', { class: 'warning', text: error.message }));
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(check, WAIT_MS);
}

function mark(slider) {
  const name = slider.name;
  const row = slider.closest('.slider');
  row.classList.toggle('changed', values[name] !== (began[name] || 0));
  row.classList.toggle('zero', values[name] === 0);
  row.querySelector('output').textContent = shown(values[name]);
}

function moved(event) {
  const slider = event.target;
  const step = space.scale_max / STEPS;
  values[slider.name] = Number((Math.round(Number(slider.value) / step) * step).toPrecision(6));
  mark(slider);
  later();
}

function filter() {
  const wanted = byId('edit-search').value.trim().toLowerCase().replaceAll('_', ' ');
  const some = byId('edit-some').checked;
  for (const slider of sliders()) {
    const words = slider.name.replaceAll('_', ' ').toLowerCase();
    slider.closest('.slider').hidden = !words.includes(wanted) || (some && values[slider.name] === 0 && !began[slider.name]);
  }
  for (const group of byId('sliders').querySelectorAll('fieldset')) {
    group.hidden = [...group.querySelectorAll('.slider')].every(row => row.hidden);
  }
}

function draw() {
  const least = Math.min(0, ...Object.values(values)) < 0 || origin === 'EXAMPLES' ? -space.scale_max : 0;
  const most = Math.max(space.scale_max, ...Object.values(values));
  const row = ({ name, text }) => el('label', { class: 'slider', title: name },
    el('span', { text }),
    el('input', { type: 'range', name, min: least, max: most, step: 'any', value: values[name], on: { input: moved } }),
    el('output', {}));
  byId('sliders').replaceChildren(...[...grouped(space.attributes)].map(([group, members]) =>
    el('fieldset', {}, el('legend', { text: group }), ...members.map(row))));
  sliders().forEach(mark);
  filter();
}

/** Puts the sliders where a class has them; at zero for a new one. */
function begin(name) {
  const entry = classes.find(each => each.name === name);
  began = entry ? entry.attributes : {};
  values = Object.fromEntries(space.attributes.map(attribute => [attribute, began[attribute] || 0]));
  origin = entry ? entry.provenance : null;
  seen = entry ? entry.seen : false;
  byId('edit-class').value = name;
  byId('edit-name').value = name;
  byId('edit-note').value = entry ? entry.note : '';
  refuse(null);
  draw();
  check();
}

function same(one, other) {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every(key => (one[key] || 0) === (other[key] || 0));
}

async function save(event) {
  event.preventDefault();
  refuse(null);
  byId('edit-save').disabled = true;
  try {
    const name = byId('edit-name').value.trim();
    const there = classes.find(each => each.name === name);
    // only what one began with is replaced, as it was then: else the gateway says that there is such a class
    const mine = there && byId('edit-class').value === name && same(there.attributes, began);
    const answer = await post('/api/classes', {
      ...request(), replace: Boolean(mine), note: byId('edit-note').value, author: 'console', ...(there ? {} : { seen }),
    });
    began = named();
    sliders().forEach(mark);
    whenSaved(answer, name);
  } catch (error) {
    refuse(error);
  } finally {
    byId('edit-save').disabled = false;
  }
}

/** The classes of a set, as they are now; what somebody is at stays, unless it is another set. */
export function editIn(name, members, itsSpace) {
  const another = name !== set || itsSpace.attributes.length !== space.attributes.length;
  const before = byId('edit-class').value;
  [set, classes, space] = [name, members, itsSpace];
  byId('edit-class').replaceChildren(el('option', { value: NEW, text: 'a new class' }),
    ...[...classes].sort((a, b) => a.name.localeCompare(b.name)).map(each => el('option', { value: each.name, text: each.name })));
  byId('edit-class').value = classes.some(each => each.name === before) ? before : NEW;
  if (another) begin(NEW);
}

/** @param {function(Object, string)} saved called with the answer and the name of the class */
export function startEditor(saved) {
  whenSaved = saved;
  byId('edit').addEventListener('submit', save);
  byId('edit-class').addEventListener('change', event => begin(event.target.value));
  byId('edit-back').addEventListener('click', () => begin(byId('edit-class').value));
  byId('edit-name').addEventListener('input', later);
  byId('edit-search').addEventListener('input', filter);
  byId('edit-some').addEventListener('change', filter);
}
