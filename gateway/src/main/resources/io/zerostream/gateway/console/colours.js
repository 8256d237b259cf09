// Colours of classes: a class keeps its own as long as it is shown.

const SLOTS = 8;
let slots = new Map();

const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Gives each class one of the colours; those that were shown before keep theirs. */
export function assign(names) {
  const kept = new Map(names.filter(name => slots.has(name)).map(name => [name, slots.get(name)]));
  const free = [...Array(SLOTS).keys()].filter(slot => ![...kept.values()].includes(slot));
  slots = new Map(names.map(name => [name, kept.has(name) ? kept.get(name) : free.shift()]));
}

/** Colour of a class. */
export const colourOf = name => style(`--class-${slots.get(name)}`);

/** Colours of the page. */
export const colour = name => style(`--${name}`);

/** Stripes, so that what is no class looks like none without its colour too. */
export function stripes(context, ratio) {
  const size = Math.round(6 * ratio);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const draw = tile.getContext('2d');
  draw.fillStyle = colour('panel');
  draw.fillRect(0, 0, size, size);
  draw.strokeStyle = colour('quiet');
  draw.lineWidth = 2 * ratio;
  for (const shift of [-size, 0, size]) {
    draw.beginPath();
    draw.moveTo(shift - 1, size + 1);
    draw.lineTo(shift + size + 1, -1);
    draw.stroke();
  }
  return context.createPattern(tile, 'repeat');
}
