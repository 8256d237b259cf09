// The attribute toggles of the add form, grouped by what their names share.
import { byId, el, words } from './dom.js';

const LEAST_GROUP = 3;
let scale = 1;
let names = [];

/** Groups "mainly_red, mainly_blue, ..." under "mainly"; "has_bill::curved" under "has bill"; the rest by itself. */
export function grouped(all) {
  const prefixOf = name => {
    if (name.includes('::')) return name.split('::')[0];
    const parts = name.split('_');
    for (let n = parts.length - 1; n > 0; n--) {
      const prefix = parts.slice(0, n).join('_');
      if (all.filter(other => other.startsWith(`${prefix}_`)).length >= LEAST_GROUP) return prefix;
    }
    return '';
  };
  const groups = new Map();
  const put = (group, name, text) => groups.set(group, [...(groups.get(group) || []), { name, text }]);
  const prefixed = new Map(all.map(name => [name, prefixOf(name)]));
  const values = new Set(all.filter(n => prefixed.get(n)).map(n => n.slice(prefixed.get(n).length).replace(/^(_|::)/, '')));
  for (const name of all) {
    const prefix = prefixed.get(name);
    if (prefix) put(words(prefix), name, words(name.slice(prefix.length).replace(/^(_|::)/, '')));
    // a name that other groups use as a value ("red" beside "mainly_red") stands for the value itself
    else put(values.has(name) ? 'anywhere' : 'shape and marks', name, words(name));
  }
  return groups;
}

const boxes = () => [...byId('attributes').querySelectorAll('input')];

function count() {
  const chosen = boxes().filter(box => box.checked).length;
  byId('chosen').textContent = `${chosen} of ${names.length} chosen`;
}

function search() {
  const wanted = byId('attribute-search').value.trim().toLowerCase().replaceAll('_', ' ');
  for (const chip of byId('attributes').querySelectorAll('.chip')) {
    chip.hidden = !words(chip.dataset.name).toLowerCase().includes(wanted);
  }
  for (const group of byId('attributes').querySelectorAll('fieldset')) {
    group.hidden = [...group.querySelectorAll('.chip')].every(chip => chip.hidden);
  }
}

/** Shows the attributes of a space. */
export function setSpace(space) {
  if (space.attributes.join('\n') === names.join('\n')) return;
  names = space.attributes;
  scale = space.scale_max;
  const chip = ({ name, text }) => el('label', { class: 'chip', data: { name }, title: name },
    el('input', { type: 'checkbox', value: name }), el('span', { text }));
  byId('attributes').replaceChildren(...[...grouped(names)].map(([group, members]) =>
    el('fieldset', {}, el('legend', { text: group }), el('div', { class: 'chips' }, ...members.map(chip)))));
  count();
}

/** Ticks exactly the attributes that a class has; values between 0 and the largest go into the text field. */
export function setChosen(values) {
  for (const box of boxes()) box.checked = values[box.value] === scale;
  byId('attribute-text').value = Object.entries(values)
    .filter(([, value]) => value !== scale).map(([name, value]) => `${name}=${value}`).join(', ');
  count();
}

/** What is ticked and what is typed; throws on a value that is no number, and on a name that is typed twice. */
export function chosen() {
  const values = {};
  const typed = new Set();
  for (const box of boxes()) if (box.checked) values[box.value] = scale;
  for (const part of byId('attribute-text').value.split(',').map(p => p.trim()).filter(Boolean)) {
    const [name, value] = part.split('=').map(p => p.trim());
    if (typed.has(name)) throw new Error(`'${name}' is named twice`);
    typed.add(name);
    values[name] = value === undefined ? scale : Number(value);
    if (Number.isNaN(values[name]) || value === '') throw new Error(`'${part}' has no number after '='`);
  }
  return values;
}

/** Puts the right name in the place of a misspelt one. */
export function replaceTyped(wrong, right) {
  const field = byId('attribute-text');
  field.value = field.value.split(',').map(part => {
    const [name, ...rest] = part.trim().split('=');
    return [name.trim() === wrong ? right : name, ...rest].join('=');
  }).join(', ');
}

export function startAttributes() {
  byId('attribute-search').addEventListener('input', search);
  byId('attributes').addEventListener('change', count);
  byId('add').addEventListener('reset', () => setTimeout(() => { count(); search(); }));
}
