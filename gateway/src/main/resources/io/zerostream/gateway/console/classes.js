// The list of classes, and the form that adds one.
import { announce, byId, confirmed, el } from './dom.js';
import { get, post, remove } from './api.js';
import { chosen, replaceTyped, setChosen, setSpace } from './attributes.js';
import { badge } from './frames.js';
import { setUnseen } from './counts.js';
import { may } from './login.js';

let classes = [];
let set = '';

function refuse(error) {
  const box = byId('add-error');
  if (!error) {
    box.hidden = true;
    return;
  }
  box.replaceChildren(el('div', { text: error.message }), el('div', { class: 'hint', text: error.hint || '' }));
  for (const name of error.code === 'unknown_attribute' ? error.nearest : []) {
    const use = () => { replaceTyped(error.unknown, name); refuse(null); byId('add-button').focus(); };
    box.append(el('button', { type: 'button', text: `use ${name}`, on: { click: use } }));
  }
  box.hidden = false;
}

async function add(event) {
  event.preventDefault();
  refuse(null);
  byId('add-result').textContent = '';
  const name = byId('class-name').value;
  byId('add-button').disabled = true;
  try {
    const answer = await post('/api/classes', {
      name, set, attributes: chosen(), replace: byId('replace').checked, author: 'console',
    });
    byId('add').reset();
    const done = answer.changed ? `${name.trim()} added: revision ${answer.revision}` : answer.warnings.join('; ');
    byId('add-result').textContent = [done, ...(answer.changed ? answer.warnings : [])].join('. ');
    announce(done);
    await loadClasses();
  } catch (error) {
    refuse(error);
  } finally {
    byId('add-button').disabled = false;
  }
}

async function takeOut(name, button) {
  button.disabled = true;
  try {
    const answer = await remove(`/api/classes/${encodeURIComponent(name)}?set=${encodeURIComponent(set)}&author=console`);
    announce(`${name} removed: revision ${answer.revision}`);
    await loadClasses();
  } catch (error) {
    announce(error.message);
    button.disabled = false;
    button.title = `${error.message} ${error.hint || ''}`;
    button.textContent = 'refused';
  }
}

function asTemplate(entry) {
  byId('class-name').value = entry.name;
  byId('replace').checked = true;
  setChosen(entry.attributes);
  byId('class-name').focus();
}

function row(entry) {
  const traits = Object.keys(entry.attributes).map(name => name.replaceAll('_', ' ')).join(', ');
  const button = el('button', {
    type: 'button', class: 'remove', text: 'remove', 'aria-label': `Remove ${entry.name}`,
    on: { click: ({ currentTarget }) => confirmed(currentTarget, () => takeOut(entry.name, currentTarget)) },
  });
  return el('li', { data: { name: entry.name } },
    el('button', {
      type: 'button', class: 'pick', text: entry.name, title: `${entry.name}: ${traits}`,
      'aria-label': `Edit ${entry.name}`, on: { click: () => asTemplate(entry) },
    }),
    badge(entry.seen), may('editor') && button);
}

function draw() {
  const wanted = byId('class-search').value.trim().toLowerCase();
  // what people added last stands first
  const shown = [...classes].reverse().filter(c => c.name.toLowerCase().includes(wanted));
  byId('classes').replaceChildren(...shown.map(row));
  byId('class-count').textContent = `${classes.length}`;
}

/** Reads the default set, its classes and its space again. */
export async function loadClasses() {
  const answer = await get('/api/classes');
  classes = answer.classes;
  set = answer.set;
  byId('set').textContent = `${answer.set}, revision ${answer.revision}`;
  draw();
  setUnseen(classes.filter(c => !c.seen).map(c => c.name));
  const { spaces } = await get('/api/spaces');
  const space = spaces.find(s => s.name === answer.space);
  if (space) setSpace(space);
}

export function startClasses() {
  byId('add').addEventListener('submit', add);
  byId('add').addEventListener('reset', () => refuse(null));
  byId('class-search').addEventListener('input', draw);
}
