// Class sets: what each was, what is different, back again; and since when the job uses what was changed.
import { announce, byId, confirmed, el, redrawn } from './dom.js';
import { get, post } from './api.js';
import { choose, chosen } from './choices.js';
import { may } from './login.js';
import { isOpen, whenOpened } from './views.js';
import { differenceOf } from './difference.js';
import { startTable, tableOf } from './settable.js';
import { editIn, startEditor } from './classeditor.js';

const SHOWN = 50;
const MOMENT = 200;
const VIEW = 'sets';

let set = '';
let revisions = [];
let shown = SHOWN;
let asked = 0;
let compares = 0;
let uses = 0;
/** The question that will be asked next about them. */
let asking;
/** Whether what is refused is the last look, which the next one mends. */
let lost = false;
/** What was done last, and the revision that it made. */
let done = null;

const path = rest => `/api/sets/${encodeURIComponent(set)}/${rest}`;
const seconds = ms => `${(ms / 1000).toFixed(ms < 10000 ? 1 : 0)} s`;

function used(use) {
  return use ? `after ${seconds(use.after_ms)} on ${use.subtasks} of ${use.of} subtask${use.of === 1 ? '' : 's'}` : '–';
}

function refuse(error) {
  lost = false;
  byId('sets-error').hidden = !error;
  if (error) {
    byId('sets-error').replaceChildren(el('div', { text: error.message }), el('div', { class: 'hint', text: error.hint || '' }));
  }
}

function drawDone() {
  if (!done || done.set !== set) {
    byId('sets-result').replaceChildren();
    return;
  }
  const made = revisions.find(({ revision }) => revision === done.revision);
  const use = made && made.in_use ? `in use ${used(made.in_use)}` : 'the job has not said yet that it uses it';
  byId('sets-result').replaceChildren(el('span', { text: done.changed ? `${done.text}: revision ${done.revision}, ${use}` : `${done.text}: it was so already` }),
    ...done.warnings.map(text => el('p', { class: 'warning', text })));
}

/** Something was changed here: says what, and since when it is in use, as soon as that is known. */
function did(answer, text) {
  done = { set: answer.set, revision: answer.revision, changed: answer.changed, warnings: answer.warnings, text };
  choose({ rev_from: '', rev_to: '' });
  announce(`${text}: revision ${answer.revision}`);
  load();
}

async function rollBack(revision, button) {
  button.disabled = true;
  try {
    did(await post(path('rollback'), { revision, author: 'console' }), `As revision ${revision} was`);
    refuse(null);
  } catch (error) {
    button.disabled = false;
    refuse(error);
  }
}

/** The two that are compared: those of the address, else the newest with the one before. */
function compared() {
  const has = text => revisions.some(({ revision }) => String(revision) === text);
  const { rev_from: from, rev_to: to } = chosen();
  if (has(from) && has(to)) return [Number(from), Number(to)];
  return revisions.length > 1 ? [revisions[1].revision, revisions[0].revision] : null;
}

async function compare() {
  const pair = compared();
  for (const [kind, revision] of [['from', pair && pair[0]], ['to', pair && pair[1]]]) {
    for (const radio of byId('revisions').querySelectorAll(`input[name=rev-${kind}]`)) radio.checked = Number(radio.value) === revision;
  }
  byId('difference-title').textContent = pair ? `From revision ${pair[0]} to ${pair[1]}` : 'Difference';
  if (!pair) {
    byId('difference').replaceChildren(el('p', { class: 'quiet', text: 'Only one revision is remembered.' }));
    return;
  }
  const mine = ++compares;
  const answer = await get(path(`difference?from=${pair[0]}&to=${pair[1]}`));
  if (mine === compares) byId('difference').replaceChildren(...differenceOf(answer));
}

function chooseRevision(kind, revision) {
  const [from, to] = compared();
  const next = { from, to, [kind]: revision };
  choose({ rev_from: String(next.from), rev_to: String(next.to) });
  refuse(null);
  compare().catch(refuse);
}

function row(entry, i) {
  const radio = kind => el('input', {
    type: 'radio', name: `rev-${kind}`, value: entry.revision, 'aria-label': `${kind} revision ${entry.revision}`,
    on: { change: () => chooseRevision(kind, entry.revision) },
  });
  const what = entry.changes ? entry.changes.summary : 'the oldest that is remembered';
  const back = i > 0 && may('editor') && el('button', {
    type: 'button', class: 'remove', text: 'roll back', 'aria-label': `Roll back to revision ${entry.revision}`,
    on: { click: ({ currentTarget }) => confirmed(currentTarget, () => rollBack(entry.revision, currentTarget)) },
  });
  return el('tr', { data: { revision: entry.revision } },
    el('td', {}, radio('from'), radio('to')),
    el('th', { scope: 'row', class: 'num', text: entry.revision }),
    el('td', { class: 'when', text: new Date(entry.at).toLocaleString() }),
    el('td', { text: entry.author || '–' }),
    el('td', { class: 'what', text: entry.note ? `${what} (${entry.note})` : what }),
    el('td', { class: 'num', text: entry.members }),
    el('td', { class: 'use', text: used(entry.in_use) }),
    el('td', {}, back));
}

function drawRevisions(answer) {
  revisions = answer.revisions;
  redrawn(byId('revisions'), () => byId('revisions').replaceChildren(...revisions.map(row)), byId('sets-set'));
  byId('sets-more').hidden = answer.remembered <= revisions.length;
  byId('sets-remembered').textContent = `remembered since ${new Date(answer.remembered_since).toLocaleString()}`;
  drawDone();
}

function drawFacts(entry) {
  const missing = entry.missing.length ? `; waits for ${entry.missing.length} classes` : '';
  byId('sets-facts').textContent = `revision ${entry.revision}, ${entry.members.length} classes of space ${entry.space}, `
    + `γ ${Number(entry.gamma.toPrecision(3))} of ${entry.calibration.toLowerCase()}, threshold ${Number(entry.unknown_threshold.toPrecision(3))}${missing}`;
}

/** Reads the sets, and of the chosen one its revisions and classes. */
async function load() {
  const mine = ++asked;
  try {
    const { sets, default_set: usual } = await get('/api/sets');
    const entry = sets.find(each => each.name === chosen().set) || sets.find(each => each.name === usual) || sets[0];
    if (mine !== asked) return;
    byId('sets-set').replaceChildren(...sets.map(({ name }) => el('option', { value: name, text: name === usual ? `${name} (default)` : name })));
    byId('sets-none').hidden = Boolean(entry);
    byId('sets-all').hidden = !entry;
    if (!entry) return;
    set = entry.name;
    byId('sets-set').value = set;
    tableOf(set);
    drawFacts(entry);
    const [remembered, members, { spaces }] = await Promise.all([
      get(path(`revisions?limit=${shown}`)), get(`/api/classes?set=${encodeURIComponent(set)}`), get('/api/spaces')]);
    if (mine !== asked) return;
    drawRevisions(remembered);
    const space = spaces.find(({ name }) => name === entry.space);
    if (space) editIn(set, members.classes, space);
    await compare();
    if (mine === asked && lost) refuse(null);
  } catch (error) {
    if (mine !== asked) return;
    refuse(error);
    lost = true;
  }
}

/** A set has changed, whoever did it. */
export function setChanged(name) {
  if (isOpen(VIEW) && (name === set || !set)) load();
}

/** A subtask of the job uses a revision: one question for all that do so in a moment. */
export function setInUse({ set: name }) {
  if (isOpen(VIEW) && name === set) asking ??= setTimeout(readUse, MOMENT);
}

async function readUse() {
  asking = undefined;
  if (!isOpen(VIEW)) return;
  const name = set;
  const mine = ++uses;
  try {
    const { revisions: newest } = await get(path(`revisions?limit=${shown}`));
    // another set may be looked at by now, or a later answer be there
    if (mine !== uses || name !== set) return;
    for (const entry of newest) {
      const there = revisions.find(({ revision }) => revision === entry.revision);
      // it is newer than what was read, and so is what was read of it
      if (!there) {
        load();
        return;
      }
      there.in_use = entry.in_use;
      byId('revisions').querySelector(`tr[data-revision="${entry.revision}"] .use`).textContent = used(entry.in_use);
    }
    drawDone();
  } catch (error) {
    refuse(error);
  }
}

export function startSets() {
  byId('sets-set').addEventListener('change', event => {
    shown = SHOWN;
    refuse(null);
    choose({ set: event.target.value, rev_from: '', rev_to: '' });
    load();
  });
  byId('sets-more').addEventListener('click', () => { shown *= 4; load(); });
  startTable(answer => did(answer, 'Imported'));
  startEditor((answer, name) => did(answer, `${name} saved`));
  whenOpened(VIEW, load);
}
