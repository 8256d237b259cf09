// Pictures that got no label, with the reason.
import { byId, el } from './dom.js';

const SHOWN = 50;

function item(letter) {
  return el('li', {},
    el('span', { class: 'line' },
      el('span', { class: 'badge reason', text: letter.reason.toLowerCase().replaceAll('_', ' ') }),
      el('span', { text: new Date(letter.failed_at).toLocaleTimeString() })),
    el('p', { text: letter.message }),
    el('span', { class: 'line' }, el('span', {
      text: `${letter.source_id || 'unknown source'} · ${letter.topic}-${letter.partition} @ ${letter.offset}`,
      title: letter.event_id || '',
    })));
}

/** Replaces all, newest first. */
export function setLetters(letters) {
  byId('letters').replaceChildren(...letters.slice(0, SHOWN).map(item));
  if (!letters.length) byId('letters').append(el('li', { class: 'quiet none', text: 'none' }));
}

export function addLetter(letter) {
  const list = byId('letters');
  list.querySelector('.none')?.remove();
  list.prepend(item(letter));
  while (list.children.length > SHOWN) list.lastElementChild.remove();
}
