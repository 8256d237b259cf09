// What the job says, newest first.
import { byId, el } from './dom.js';

const SHOWN = 50;

function entry({ badge, alarming, at, message, below }) {
  return el('li', {},
    el('span', { class: 'line' },
      el('span', { class: `badge ${alarming ? 'reason' : ''}`, text: badge.toLowerCase().replaceAll('_', ' ') }),
      el('span', { text: new Date(at).toLocaleTimeString() })),
    el('p', { text: message }),
    below && el('span', { class: 'line' }, el('span', { text: below })));
}

/** A list of the page; `entryOf` says of a record what `entry` shows. */
function newestFirst(id, entryOf) {
  const item = record => entry(entryOf(record));
  return {
    /** Replaces all; the newest comes first. */
    set(records) {
      byId(id).replaceChildren(...records.slice(0, SHOWN).map(item));
      if (!records.length) byId(id).append(el('li', { class: 'quiet none', text: 'none' }));
    },
    add(record) {
      const list = byId(id);
      list.querySelector('.none')?.remove();
      list.prepend(item(record));
      while (list.children.length > SHOWN) list.lastElementChild.remove();
    },
  };
}

/** Alarms, with the reason, and swaps. */
export const notices = newestFirst('notices', notice => ({
  badge: notice.code,
  alarming: notice.kind === 'alarm',
  at: notice.at,
  message: notice.message,
  below: notice.subject,
}));
