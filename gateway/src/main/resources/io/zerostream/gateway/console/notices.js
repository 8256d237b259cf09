// What the job says: alarms, with the reason, and swaps.
import { byId, el } from './dom.js';

const SHOWN = 50;

function item(notice) {
  return el('li', {},
    el('span', { class: 'line' },
      el('span', { class: `badge ${notice.kind === 'alarm' ? 'reason' : ''}`, text: notice.code.toLowerCase().replaceAll('_', ' ') }),
      el('span', { text: new Date(notice.at).toLocaleTimeString() })),
    el('p', { text: notice.message }),
    notice.subject && el('span', { class: 'line' }, el('span', { text: notice.subject })));
}

/** Replaces all, newest first. */
export function setNotices(notices) {
  byId('notices').replaceChildren(...notices.slice(0, SHOWN).map(item));
  if (!notices.length) byId('notices').append(el('li', { class: 'quiet none', text: 'none' }));
}

export function addNotice(notice) {
  const list = byId('notices');
  list.querySelector('.none')?.remove();
  list.prepend(item(notice));
  while (list.children.length > SHOWN) list.lastElementChild.remove();
}
