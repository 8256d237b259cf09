// "This is X": what the picture that is open really shows, said without leaving it.
import { announce, byId, el } from './dom.js';
import { get } from './api.js';
import { may } from './login.js';
import { tell } from './said.js';

// no name of a class is empty, nor a space
const NOT_YET = '';
const NONE = ' ';

let label = null;
let busy = false;

function note(text, failed = false) {
  byId('details-said').textContent = text;
  byId('details-said').classList.toggle('failed', failed);
}

const told = error => `${error.message} ${error.hint || ''}`.trim();

/** Another picture is open. */
export async function offer(opened) {
  label = opened;
  note('');
  const options = [el('option', { value: NOT_YET, text: 'choose a class' })];
  byId('details-truth').replaceChildren(...options);
  byId('details-is').hidden = !may('contributor') || !opened;
  if (byId('details-is').hidden) return;
  try {
    const { classes } = await get(`/api/classes?set=${encodeURIComponent(opened.class_set)}`);
    if (label !== opened) return;
    const names = classes.map(({ name }) => name).sort((a, b) => a.localeCompare(b));
    byId('details-truth').append(...names.map(name => el('option', { value: name, text: name })), el('option', { value: NONE, text: 'none of the classes' }));
  } catch (error) {
    if (label === opened) note(`The classes cannot be had: ${told(error)}`, true);
  }
}

async function say(event) {
  event.preventDefault();
  const { value } = byId('details-truth');
  // not disabled meanwhile: that would take the focus away
  if (busy || value === NOT_YET || !label) return;
  const about = label;
  busy = true;
  note('');
  try {
    await tell([about], value === NONE ? { none_of_these: true } : { truth: value });
    const text = `said: ${value === NONE ? 'none of the classes' : value}`;
    announce(text);
    if (label === about) note(text);
  } catch (error) {
    announce(told(error));
    if (label === about) note(told(error), true);
  } finally {
    busy = false;
  }
}

export function startThisIs() {
  byId('details-is').addEventListener('submit', say);
}
