// Pictures that somebody keeps: they stay shown, above the others, until they are let go or the page is left.
import { announce, byId, el } from './dom.js';

const MOST = 60;
/** By picture: the label as it is shown, and the card. */
const kept = new Map();
/** Of which a copy is on its way. */
const copying = new Set();
let draw = () => el('li');

const key = label => JSON.stringify([label.source_id, label.event_id, label.model_version, label.class_set_revision]);

export const isKept = label => kept.has(key(label));

function show() {
  byId('kept').hidden = kept.size === 0;
}

function letGo(name) {
  const { label, card } = kept.get(name);
  kept.delete(name);
  card.remove();
  if (label.picture?.startsWith('blob:')) URL.revokeObjectURL(label.picture);
  show();
}

/** The gateway forgets pictures: so we take a copy. */
async function copied(label) {
  // a copy that was let go is none any more
  const address = label.address || label.picture;
  if (!address) return label;
  const response = await fetch(address);
  if (!response.ok) return { ...label, picture: address };
  return { ...label, address, picture: URL.createObjectURL(await response.blob()) };
}

/** Keeps one, or lets it go; says which it is then. */
export async function toggleKept(label) {
  const name = key(label);
  if (kept.has(name)) {
    letGo(name);
    announce('let go');
    return false;
  }
  // pressed twice
  if (copying.has(name)) return true;
  copying.add(name);
  const mine = await copied(label).catch(() => ({ ...label, picture: label.address || label.picture }));
  copying.delete(name);
  const full = kept.size === MOST;
  if (full) letGo(kept.keys().next().value);
  const card = draw(mine);
  kept.set(name, { label: mine, card });
  byId('kept').prepend(card);
  show();
  announce([full ? 'kept, and the first of them let go' : 'kept', mine.picture?.startsWith('blob:') ? '' : ', without a copy of the picture'].join(''));
  return true;
}

/** @param {function(Object): Node} card draws a label */
export function startKept(card) {
  draw = card;
  show();
}
