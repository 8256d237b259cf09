// Which pictures are shown: of which kind, class set, source and class; it is in the address.
import { byId, el } from './dom.js';
import { choose, chosen } from './choices.js';

/** Names of each kind that are offered. */
const MOST = 500;
const FIELDS = { set: 'only-set', source: 'only-source' };

const kinds = {
  all: () => true,
  unseen: label => label.label !== null && !label.top[0].seen,
  unknown: label => label.label === null,
  wrong: label => label.verdict === 'wrong',
};

const seen = { set: new Set(), source: new Set(), class: new Set() };
let matching = () => true;

/** Whether a label is of those that are shown. */
export const matches = label => matching(label);

function read() {
  const choice = chosen();
  matching = label => kinds[choice.pictures](label)
    && (!choice.set || label.class_set === choice.set)
    && (!choice.source || label.source_id === choice.source)
    && (!choice.class || label.label === choice.class);
}

function fill() {
  const choice = chosen();
  for (const [key, id] of Object.entries(FIELDS)) {
    // what the address names stays a choice though nothing of it has come yet
    const names = [...new Set([...seen[key], ...(choice[key] ? [choice[key]] : [])])].sort();
    byId(id).replaceChildren(...[['', 'all'], ...names.map(name => [name, name])].map(([value, text]) => el('option', { value, text })));
    byId(id).value = choice[key];
  }
  byId('known-classes').replaceChildren(...[...seen.class].sort().map(value => el('option', { value })));
  if (document.activeElement !== byId('only-class')) byId('only-class').value = choice.class;
  for (const button of document.querySelectorAll('[data-filter]')) button.setAttribute('aria-pressed', String(button.dataset.filter === choice.pictures));
}

/** Labels have come: their names can be chosen from now on. */
export function learn(labels) {
  let more = false;
  for (const label of labels) {
    for (const [key, name] of [['set', label.class_set], ['source', label.source_id], ['class', label.label]]) {
      if (name === null || seen[key].has(name) || seen[key].size >= MOST) continue;
      seen[key].add(name);
      more = true;
    }
  }
  // not under a hand that is about to choose
  if (more && !Object.values(FIELDS).includes(document.activeElement?.id)) fill();
}

/** What the address says counts: another view may have changed it. */
export function readFilters() {
  read();
  fill();
}

/** @param {function()} changed called after each choice */
export function startFilters(changed) {
  const take = changes => { choose(changes); readFilters(); changed(); };
  for (const button of document.querySelectorAll('[data-filter]')) button.addEventListener('click', () => take({ pictures: button.dataset.filter }));
  for (const [key, id] of Object.entries(FIELDS)) byId(id).addEventListener('change', event => take({ [key]: event.target.value }));
  byId('only-class').addEventListener('change', event => take({ class: event.target.value.trim() }));
  readFilters();
}
