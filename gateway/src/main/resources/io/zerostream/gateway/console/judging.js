// What the chosen pictures show: a class that is there, a new one made of them, or none.
import { announce, byId, el } from './dom.js';
import { get, post } from './api.js';
import { chosen } from './choices.js';
import { may } from './login.js';

let picked = [];
let names = [];
/** What a class of the chosen pictures would be, once somebody has asked; it is added by the next press. */
let mean = null;
let done = () => {};

const setOf = () => picked[0]?.class_set || chosen().set;

function refuse(error) {
  byId('review-error').hidden = !error;
  if (error) byId('review-error').replaceChildren(el('div', { text: error.message }), el('div', { class: 'hint', text: error.hint || '' }));
}

function show() {
  const name = byId('review-name').value.trim();
  const known = names.includes(name);
  byId('review-count').textContent = picked.length ? `${picked.length} chosen` : 'choose some first';
  byId('review-is').disabled = !picked.length || !known;
  byId('review-none').disabled = !picked.length;
  byId('review-make').hidden = !may('editor');
  byId('review-make').disabled = !picked.length || !name || known;
  byId('review-make').textContent = mean ? `Add class ${name}` : 'Make it a class';
  byId('review-make').classList.toggle('primary', Boolean(mean));
  byId('review-check').replaceChildren(...(mean ? mean.warnings.map(text => el('li', { text })) : []));
}

/** Others were chosen. */
export function setPicked(labels) {
  picked = labels;
  mean = null;
  show();
}

const pictures = () => picked.map(({ event_id, source_id, class_set }) => ({ event_id, source: source_id, class_set }));

async function doing(action) {
  refuse(null);
  byId('review-result').textContent = '';
  try {
    const text = await action();
    if (!text) return;
    byId('review-result').textContent = text;
    announce(text);
    byId('review-name').value = '';
    mean = null;
    done();
  } catch (error) {
    refuse(error);
  } finally {
    show();
  }
}

async function say(what, text) {
  const asked = pictures();
  await post('/api/feedback', { pictures: asked, ...what, author: 'console' });
  return `${asked.length} pictures: ${text}`;
}

async function make() {
  const name = byId('review-name').value.trim();
  const set = setOf();
  if (!mean) {
    mean = await post('/api/classes/from-pictures', { pictures: pictures(), set, name });
    return '';
  }
  const added = await post('/api/classes', { name, set: mean.set, vector: mean.vector, provenance: 'EXAMPLES', author: 'console' });
  await say({ truth: name }, name);
  return `${name} added from ${picked.length} pictures: revision ${added.revision}`;
}

async function loadNames() {
  const set = setOf();
  const { classes } = await get(`/api/classes${set ? `?set=${encodeURIComponent(set)}` : ''}`);
  names = classes.map(c => c.name);
  byId('review-classes').replaceChildren(...names.map(value => el('option', { value })));
  show();
}

/** @param {function()} then called after something was said */
export function startJudging(then) {
  done = then;
  const name = () => byId('review-name').value.trim();
  byId('review-name').addEventListener('focus', () => loadNames().catch(refuse));
  byId('review-name').addEventListener('input', () => { mean = null; show(); });
  byId('review-do').addEventListener('submit', event => {
    event.preventDefault();
    if (names.includes(name())) doing(() => say({ truth: name() }, name()));
    else if (!byId('review-make').disabled) doing(make);
  });
  byId('review-make').addEventListener('click', () => doing(make));
  byId('review-none').addEventListener('click', () => doing(() => say({ none_of_these: true }, 'none of the classes')));
  show();
}
