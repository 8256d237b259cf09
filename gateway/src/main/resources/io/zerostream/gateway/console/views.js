// Which of the views is open: one at a time, named in the address.
import { byId } from './dom.js';
import { choose, chosen } from './choices.js';

const opened = {};

const buttons = () => [...document.querySelectorAll('[data-view]')];

/** Whether somebody looks at a view now. */
export const isOpen = name => chosen().view === name;

/** What a view does when somebody opens it. */
export function whenOpened(name, action) {
  opened[name] = action;
}

/** Opens a view, and closes the others. */
export function open(name) {
  choose({ view: name });
  for (const button of buttons()) {
    const mine = button.dataset.view === name;
    button.setAttribute('aria-pressed', String(mine));
    byId(button.dataset.view).hidden = !mine;
  }
  opened[name]?.();
}

export function startViews() {
  for (const button of buttons()) button.addEventListener('click', () => open(button.dataset.view));
  open(chosen().view);
}
