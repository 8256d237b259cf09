// Builds elements. Text is always set as text, never parsed as markup: names may hold anything.

/**
 * @param {string} tag element name
 * @param {Object} props "text", "class", "on" ({event: listener}), "data" and attributes by name
 * @param {...Node} children appended in order
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === 'text') node.textContent = value;
    else if (key === 'class') node.className = value;
    else if (key === 'on') Object.entries(value).forEach(([event, listener]) => node.addEventListener(event, listener));
    else if (key === 'data') Object.assign(node.dataset, value);
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

export const byId = id => document.getElementById(id);

/** Tells screen readers; polite, so it never interrupts. */
export function announce(text) {
  byId('announcer').textContent = text;
}

/** A name of the registry as people read it. */
export const words = name => name.replaceAll('_', ' ');

export const percent = share => `${(share * 100).toFixed(share >= 0.995 || share === 0 ? 0 : 1)} %`;

export function millis(value) {
  return value >= 10000 ? `${(value / 1000).toFixed(1)} s` : `${Math.round(value)} ms`;
}

/** A bar that fills a share (0 to 1) of its track. */
export function bar(share, kind = '') {
  const fill = el('div', { class: `fill ${kind}` });
  fill.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return el('div', { class: 'track', 'aria-hidden': 'true' }, fill);
}

const SURE_MS = 4000;
/** Buttons that were pressed once: what they say else, and until when they wait. */
const sure = new WeakMap();

function settle(button) {
  const { text, timer } = sure.get(button);
  clearTimeout(timer);
  sure.delete(button);
  button.classList.remove('sure');
  button.textContent = text;
}

/** Does what cannot be undone when a button is pressed twice. */
export function confirmed(button, action) {
  if (sure.has(button)) {
    settle(button);
    action();
    return;
  }
  const text = button.textContent;
  button.classList.add('sure');
  button.textContent = `really ${text}`;
  sure.set(button, { text, timer: setTimeout(() => settle(button), SURE_MS) });
}

/** Gives a button another text, whether it waits to be pressed again or not. */
export function relabel(button, text) {
  const asked = sure.get(button);
  if (asked) asked.text = text;
  const now = asked ? `really ${text}` : text;
  if (button.textContent !== now) button.textContent = now;
}

/**
 * Draws a part of the page anew. What had the focus there has it again, known by its aria-label; where it is gone, another has it.
 * @param {HTMLElement} host the part
 * @param {function()} draw draws it
 * @param {HTMLElement} otherwise what has the focus then
 */
export function redrawn(host, draw, otherwise = host) {
  const held = host.contains(document.activeElement) ? document.activeElement : null;
  draw();
  if (!held || held.isConnected) return;
  const name = held.getAttribute('aria-label');
  const again = name && [...host.querySelectorAll('[aria-label]')].find(node => node.getAttribute('aria-label') === name);
  if (!again && !otherwise.hasAttribute('tabindex')) otherwise.tabIndex = -1;
  (again || otherwise).focus({ preventScroll: true });
}

/** Makes a group of buttons a choice of one; calls back with the data value of the chosen. */
export function choice(buttons, key, chosen) {
  buttons.forEach(button => button.addEventListener('click', () => {
    buttons.forEach(b => b.setAttribute('aria-pressed', String(b === button)));
    chosen(button.dataset[key]);
  }));
}
