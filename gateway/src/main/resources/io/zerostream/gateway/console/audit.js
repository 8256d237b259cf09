// Who changed what through the gateway.
import { byId, el } from './dom.js';
import { get } from './api.js';
import { may } from './login.js';

const SHOWN = 50;

function who(entry) {
  if (entry.kind !== 'ANONYMOUS') return entry.who;
  return entry.said ? `${entry.said} (says so)` : 'somebody';
}

function state(name, text) {
  if (text === null) return null;
  let shown = text;
  try {
    shown = JSON.stringify(JSON.parse(text), null, 1);
  } catch (cut) {
    // what is long is cut, and then no JSON any more
  }
  return el('div', {}, el('h3', { text: name }), el('pre', { text: shown }));
}

function row(entry) {
  const both = [state('before', entry.before), state('after', entry.after)].filter(Boolean);
  return el('li', {},
    el('span', { class: 'line' },
      el('span', { class: 'badge', text: entry.action.replace('.', ' ') }),
      el('span', { text: new Date(entry.at).toLocaleString() })),
    el('p', { text: `${who(entry)}: ${entry.subject}` }),
    both.length > 0 && el('details', {}, el('summary', { text: `from ${entry.address}` }), ...both));
}

/** Reads the changes again. */
export async function loadAudit() {
  if (!may('editor')) return;
  // not under a hand that has opened one
  if (byId('audit').querySelector('details[open]')) return;
  const { entries } = await get(`/api/audit?limit=${SHOWN}`);
  byId('audit').replaceChildren(...entries.map(row));
  if (!entries.length) byId('audit').append(el('li', { class: 'quiet none', text: 'none' }));
}
