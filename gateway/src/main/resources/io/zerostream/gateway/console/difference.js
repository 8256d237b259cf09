// What is different between two revisions of a class set, for people.
import { el } from './dom.js';

const number = value => (typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value));
const arrow = (from, to) => `${number(from)} → ${number(to)}`;

function names(title, list, all, kind) {
  if (!all) return null;
  const more = all > list.length ? ` and ${all - list.length} more` : '';
  return el('div', {}, el('h3', { text: `${title} (${all})` }),
    el('p', { class: kind, text: list.join(', ') + more }));
}

/** An attribute, and how its value changed. */
function attribute({ attribute: name, from, to }) {
  return el('tr', { class: to > from ? 'more' : 'less' },
    el('th', { scope: 'row', text: name.replaceAll('_', ' '), title: name }),
    el('td', { class: 'num', text: arrow(from, to) }));
}

function changedClass(entry) {
  const seen = entry.seen === null ? '' : `, now ${entry.seen ? 'seen' : 'unseen'}`;
  const count = entry.attributes.length + entry.more;
  return el('details', { open: true },
    el('summary', { text: `${entry.name}: ${count} attribute${count === 1 ? '' : 's'}${seen}` }),
    el('table', { class: 'legend' }, el('tbody', {}, ...entry.attributes.map(attribute))),
    entry.more > 0 && el('p', { class: 'quiet', text: `and ${entry.more} more` }));
}

/** The elements that show a difference as the gateway tells it. */
export function differenceOf(difference) {
  const { counts, added, removed, changed, settings } = difference;
  if (!counts.added && !counts.removed && !counts.changed && !settings.length) {
    return [el('p', { class: 'quiet', text: 'There is no difference.' })];
  }
  return [
    settings.length > 0 && el('div', {}, el('h3', { text: 'Settings' }),
      el('table', { class: 'legend' }, el('tbody', {}, ...settings.map(({ name, from, to }) => el('tr', {},
        el('th', { scope: 'row', text: name.replaceAll('_', ' ') }), el('td', { class: 'num', text: arrow(from, to) })))))),
    names('Added', added, counts.added, 'added'),
    names('Removed', removed, counts.removed, 'removed'),
    counts.changed > 0 && el('div', {}, el('h3', { text: `Changed (${counts.changed})` }),
      ...changed.map(changedClass),
      counts.changed > changed.length && el('p', { class: 'quiet', text: `and ${counts.changed - changed.length} more` })),
  ].filter(Boolean);
}
