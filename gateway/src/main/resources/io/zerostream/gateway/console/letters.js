// Pictures that got no label, newest first: why, how they look, and sending them again.
import { announce, byId, confirmed, el, redrawn, relabel } from './dom.js';
import { post } from './api.js';
import { may } from './login.js';

const SHOWN = 50;
const KNOWN = 200;
const OUTCOMES = { waiting: 'waiting for its label', dead_again: 'dead again' };
/** By name, newest first. */
let letters = [];
/** By reason. */
const buttons = new Map();

const words = reason => reason.toLowerCase().replaceAll('_', ' ');
const canRetry = letter => may('contributor') && letter.event_id !== null && letter.source_id !== null && letter.outcome === null;

function note(text, failed = false) {
  byId('letters-note').textContent = text;
  byId('letters-note').classList.toggle('failed', failed);
  if (text) announce(text);
}

function told(answer) {
  const parts = [
    `${answer.written.length} sent again`,
    answer.already > 0 && `${answer.already} had been sent again before`,
    answer.left > 0 && `${answer.left} left: press again`,
    answer.refused.length > 0 && `${answer.refused.length} cannot be: ${[...new Set(answer.refused.map(r => r.error.message))].join('; ')}`,
  ];
  return parts.filter(Boolean).join(', ');
}

async function retry(body, button) {
  const held = document.activeElement === button;
  button.disabled = true;
  try {
    const answer = await post('/api/dead-letters/retry', { ...body, author: 'console' });
    // of some the stream may have told already what came of them
    answer.written.filter(({ letter }) => !letters.some(known => known.letter === letter && known.outcome)).forEach(changed);
    note(told(answer), answer.written.length === 0 && answer.refused.length > 0);
  } catch (error) {
    note(`${error.message} ${error.hint || ''}`, true);
  } finally {
    button.disabled = false;
    // what is disabled loses the focus
    if (held && document.activeElement === document.body) (button.isConnected ? button : byId('letters')).focus({ preventScroll: true });
  }
}

function outcome(letter) {
  const what = letter.outcome === 'labelled' ? `labelled since: ${letter.label === null ? 'UNKNOWN' : letter.label}` : OUTCOMES[letter.outcome];
  return letter.retried_at === null ? what : `${what} · sent again ${new Date(letter.retried_at).toLocaleTimeString()}`;
}

function picture(letter) {
  const none = () => el('span', { class: 'nothing', title: 'no picture to show' });
  if (!letter.picture) return none();
  const image = el('img', { src: letter.picture, alt: '', loading: 'lazy' });
  image.addEventListener('error', () => image.replaceWith(none()));
  return image;
}

function row(letter) {
  const again = canRetry(letter) && el('button', {
    type: 'button', text: 'send again', 'aria-label': `Send again ${letter.event_id}`,
    on: { click: event => retry({ event_ids: [letter.event_id], source: letter.source_id }, event.currentTarget) },
  });
  return el('li', { data: { letter: letter.letter } },
    picture(letter),
    el('div', { class: 'about' },
      el('span', { class: 'line' },
        el('span', { class: 'badge reason', text: words(letter.reason) }),
        el('span', { text: new Date(letter.failed_at).toLocaleTimeString() })),
      el('p', { text: letter.message }),
      el('span', { class: 'line' }, el('span', {
        text: `${letter.source_id || 'unknown source'} · ${letter.topic}-${letter.partition} @ ${letter.offset}`, title: letter.event_id || '',
      }), again),
      letter.outcome && el('span', { class: 'outcome', text: outcome(letter) })));
}

const buttonOf = reason => el('button', {
  type: 'button', on: { click: ({ currentTarget }) => confirmed(currentTarget, () => retry({ reason }, currentTarget)) },
});

/** A button for each reason of which there is something to send again; it stays the same one under hand and focus. */
function reasons() {
  const counts = new Map();
  for (const letter of letters.filter(canRetry)) counts.set(letter.reason, (counts.get(letter.reason) || 0) + 1);
  redrawn(byId('letter-reasons'), () => {
    for (const [reason, button] of buttons) {
      if (!counts.has(reason)) {
        button.remove();
        buttons.delete(reason);
      }
    }
    for (const [reason, count] of counts) {
      if (!buttons.has(reason)) {
        buttons.set(reason, buttonOf(reason));
        byId('letter-reasons').append(buttons.get(reason));
      }
      relabel(buttons.get(reason), `send all ${count} ${words(reason)} again`);
    }
  }, byId('letters'));
}

function none() {
  byId('letters').querySelector('.none')?.remove();
  if (!letters.length) byId('letters').append(el('li', { class: 'quiet none', text: 'none' }));
}

/** Replaces all; the newest comes first. */
export function setLetters(next) {
  // what the stream told while the answer was on its way is newer than it
  const had = new Map(letters.map(known => [known.letter, known]));
  const there = new Set(next.map(({ letter }) => letter));
  const newer = letters.filter(({ letter, failed_at: at }) => next.length && !there.has(letter) && Date.parse(at) >= Date.parse(next[0].failed_at));
  const settled = letter => (letter.outcome === null && had.get(letter.letter)?.outcome ? had.get(letter.letter) : letter);
  letters = [...newer, ...next.map(settled)].slice(0, KNOWN);
  redrawn(byId('letters'), () => byId('letters').replaceChildren(...letters.slice(0, SHOWN).map(row)));
  none();
  reasons();
}

/** One more has come. */
export function addLetter(letter) {
  letters = [letter, ...letters.filter(known => known.letter !== letter.letter)].slice(0, KNOWN);
  const list = byId('letters');
  list.querySelector(`[data-letter="${CSS.escape(letter.letter)}"]`)?.remove();
  list.prepend(row(letter));
  while (list.children.length > SHOWN) list.lastElementChild.remove();
  none();
  reasons();
}

/** Something came of one. */
export function changed(letter) {
  letters = letters.map(known => (known.letter === letter.letter ? letter : known));
  const list = byId('letters');
  redrawn(list, () => list.querySelector(`[data-letter="${CSS.escape(letter.letter)}"]`)?.replaceWith(row(letter)));
  reasons();
}
