// What the chosen pictures show: a class that is there, a new one made of them, or none.
import { announce, byId, el } from './dom.js';
import { get, post } from './api.js';
import { chosen } from './choices.js';
import { may } from './login.js';
import { named, tell } from './said.js';

let picked = [];
let names = [];
/** What a class of some pictures would be, and of which, once somebody has asked; it is added by the next press. */
let proposal = null;
let busy = false;
let done = () => {};

const nameTyped = () => byId('review-name').value.trim();
const setOf = labels => labels[0]?.class_set || chosen().set;

function refuse(error) {
  byId('review-error').hidden = !error;
  if (error) byId('review-error').replaceChildren(el('div', { text: error.message }), el('div', { class: 'hint', text: error.hint || '' }));
}

function show() {
  const name = nameTyped();
  const known = names.includes(name);
  const idle = picked.length > 0 && !busy;
  byId('review-count').textContent = picked.length ? `${picked.length} chosen` : 'choose some first';
  byId('review-is').disabled = !idle || !known;
  byId('review-none').disabled = !idle;
  byId('review-make').hidden = !may('editor');
  byId('review-make').disabled = !idle || !name || known;
  byId('review-make').textContent = proposal ? `Add class ${name}` : 'Make it a class';
  byId('review-make').classList.toggle('primary', Boolean(proposal));
  byId('review-check').replaceChildren(...(proposal ? proposal.mean.warnings.map(text => el('li', { text })) : []));
}

const ids = list => list.map(label => `${label.source_id}\t${label.event_id}`).join('\n');

/** Others may have been chosen. */
export function setPicked(labels) {
  // of other pictures the proposal says nothing
  if (ids(labels) !== ids(picked)) proposal = null;
  picked = labels;
  show();
}

/** One thing after the other: a second press does nothing. */
async function doing(action) {
  if (busy) return;
  refuse(null);
  byId('review-result').textContent = '';
  busy = true;
  show();
  try {
    const text = await action(picked);
    if (text) {
      byId('review-result').textContent = text;
      announce(text);
      byId('review-name').value = '';
      proposal = null;
      done();
    }
  } catch (error) {
    refuse(error);
  } finally {
    busy = false;
    show();
  }
}

async function say(labels, what, text) {
  await tell(labels, what);
  return `${labels.length} pictures: ${text}`;
}

async function make(labels) {
  const name = nameTyped();
  if (!proposal) {
    const mean = await post('/api/classes/from-pictures', { pictures: named(labels), set: setOf(labels), name });
    // whoever chose others meanwhile asks again
    if (ids(picked) === ids(labels) && name === nameTyped()) proposal = { mean, labels };
    return '';
  }
  const { mean, labels: examples } = proposal;
  const added = await post('/api/classes', { name, set: mean.set, vector: mean.vector, provenance: 'EXAMPLES', author: 'console' });
  await say(examples, { truth: name }, name);
  return `${name} added from ${examples.length} pictures: revision ${added.revision}`;
}

async function loadNames() {
  const set = setOf(picked);
  const { classes } = await get(`/api/classes${set ? `?set=${encodeURIComponent(set)}` : ''}`);
  names = classes.map(c => c.name);
  byId('review-classes').replaceChildren(...names.map(value => el('option', { value })));
  show();
}

function enter(event) {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  if (!byId('review-is').disabled) is();
  else if (!byId('review-make').disabled && may('editor')) doing(make);
}

const is = () => { const truth = nameTyped(); doing(labels => say(labels, { truth }, truth)); };

/** @param {function()} then called after something was said */
export function startJudging(then) {
  done = then;
  byId('review-name').addEventListener('focus', () => loadNames().catch(refuse));
  byId('review-name').addEventListener('input', () => { proposal = null; show(); });
  byId('review-name').addEventListener('keydown', enter);
  byId('review-do').addEventListener('submit', event => event.preventDefault());
  byId('review-is').addEventListener('click', is);
  byId('review-make').addEventListener('click', () => doing(make));
  byId('review-none').addEventListener('click', () => doing(labels => say(labels, { none_of_these: true }, 'none of the classes')));
  show();
}
