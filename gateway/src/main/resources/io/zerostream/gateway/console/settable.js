// A class set as a table: out as CSV, and in again, looked at first.
import { byId, el } from './dom.js';
import { upload } from './api.js';
import { differenceOf } from './difference.js';

let set = '';
let file = null;
let whenDone = () => {};
let asked = 0;
/** Revision of the set that the preview is of. */
let lookedAt = 0;

const path = query => `/api/sets/${encodeURIComponent(set)}/import?author=console&exact=${byId('table-exact').checked}${query}`;

function refuse(error) {
  byId('table-error').hidden = !error;
  if (error) {
    byId('table-error').replaceChildren(el('div', { text: error.message }), el('div', { class: 'hint', text: error.hint || '' }));
  }
}

function close() {
  asked++;
  file = null;
  byId('table-file').value = '';
  byId('table').hidden = true;
  refuse(null);
}

/** @param {?Object} why the last try was refused; said beside the new look */
async function look(why = null) {
  const mine = ++asked;
  refuse(why);
  byId('table').hidden = false;
  byId('table-apply').disabled = true;
  byId('table-preview').replaceChildren();
  byId('table-name').textContent = `${file.name} would make of ${set}`;
  try {
    const answer = await upload(path('&dry_run=true'), file);
    if (mine !== asked) return;
    lookedAt = answer.difference.from;
    byId('table-apply').disabled = !answer.changed;
    byId('table-preview').replaceChildren(...differenceOf(answer.difference),
      ...answer.warnings.map(text => el('p', { class: 'warning', text })));
  } catch (error) {
    if (mine === asked) refuse(error);
  }
}

async function apply() {
  const mine = ++asked;
  byId('table-apply').disabled = true;
  try {
    const answer = await upload(path(`&expected_revision=${lookedAt}`), file);
    if (mine === asked) close();
    whenDone(answer);
  } catch (error) {
    if (mine !== asked) return;
    if (error.code === 'revision_moved') {
      await look({ message: `Nothing was imported: ${error.message}, which you looked at.`, hint: 'This is what the table would make of it now: import it if that is right.' });
    } else {
      refuse(error);
      byId('table-apply').disabled = false;
    }
  }
}

/** Tables are of this set from now on. */
export function tableOf(name) {
  if (name !== set) close();
  set = name;
  byId('sets-export').href = `/api/sets/${encodeURIComponent(name)}/export`;
}

/** @param {function(Object)} done called with the answer when a table was put in */
export function startTable(done) {
  whenDone = done;
  byId('table-file').addEventListener('change', event => {
    [file] = event.target.files;
    // else the same file, mended, would be no change
    event.target.value = '';
    if (file) look();
  });
  byId('table-exact').addEventListener('change', () => { if (file) look(); });
  byId('table-apply').addEventListener('click', apply);
  byId('table-cancel').addEventListener('click', close);
}
