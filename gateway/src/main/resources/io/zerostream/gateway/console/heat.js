// Where the network looked, drawn over a picture.
import { el, words } from './dom.js';

/** Where it looked little, and where much: red, green, blue, opacity. */
const SCALE = [[16, 16, 48, 0.72], [120, 28, 109, 0.6], [237, 105, 37, 0.5], [252, 231, 101, 0.42]];
const ROWS = ['upper', 'middle', 'lower'];
const COLUMNS = ['left', 'middle', 'right'];

/** Colour of a share of the largest, 0 to 1. */
function colour(share) {
  const at = Math.max(0, Math.min(1, share)) * (SCALE.length - 1);
  const low = SCALE[Math.min(SCALE.length - 2, Math.floor(at))];
  const high = SCALE[SCALE.indexOf(low) + 1];
  const part = at - SCALE.indexOf(low);
  return low.map((value, i) => value + (high[i] - value) * part);
}

/** The grid as a picture of so many pixels. */
function tile(grid) {
  const canvas = document.createElement('canvas');
  canvas.height = grid.length;
  canvas.width = grid[0].length;
  const context = canvas.getContext('2d');
  const image = context.createImageData(canvas.width, canvas.height);
  const most = Math.max(...grid.flat());
  grid.flat().forEach((share, i) => {
    const [r, g, b, opacity] = colour(share / most);
    image.data.set([r, g, b, opacity * 255], i * 4);
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Where a picture lies in the box that it is fitted into. */
function within(image, width, height) {
  const scale = Math.min(width / image.naturalWidth, height / image.naturalHeight);
  const [w, h] = [image.naturalWidth * scale, image.naturalHeight * scale];
  return [(width - w) / 2, (height - h) / 2, w, h];
}

function paint(canvas, image, grid) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = canvas.clientWidth * ratio;
  canvas.height = canvas.clientHeight * ratio;
  if (!grid || !image.naturalWidth || !canvas.width) return;
  const context = canvas.getContext('2d');
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(tile(grid), ...within(image, canvas.width, canvas.height));
}

const third = (place, of) => Math.min(2, Math.floor((place + 0.5) / of * 3));

/** The strongest cell in words. */
function place(grid) {
  const cells = grid.flat();
  const most = Math.max(...cells);
  const at = cells.indexOf(most);
  const row = third(Math.floor(at / grid[0].length), grid.length);
  const column = third(at % grid[0].length, grid[0].length);
  const where = row === 1 && column === 1 ? 'middle' : `${ROWS[row]} ${COLUMNS[column]}`;
  return `most in the ${where}: ${Math.round(most * 100)} % in one of ${grid.length} × ${grid[0].length} cells`;
}

/**
 * Lays a map over a frame with a picture.
 * @param {Element} frame as pictureFrame makes them
 * @param {Object} attention as the gateway answers
 * @returns {Element} to choose what for
 */
export function heatMap(frame, attention) {
  const image = frame.querySelector('img');
  if (!image) return el('p', { class: 'quiet', text: 'There is no picture to show it on.' });
  const canvas = el('canvas', { class: 'heat', role: 'img' });
  const said = el('p', { class: 'quiet', role: 'status' });
  frame.append(canvas);
  let grid = null;
  const draw = () => paint(canvas, image, grid);
  const show = (name, values) => {
    grid = values;
    canvas.hidden = !values;
    said.textContent = values ? `It looked ${place(values)}.` : '';
    canvas.setAttribute('aria-label', values ? `Where the network looked for ${name}, ${place(values)}` : '');
    draw();
  };
  const choices = [['nothing', null], ['all together', attention.overall],
    ...attention.attributes.map(({ attribute, values }) => [words(attribute), values])];
  const select = el('select', { id: 'looked-for', on: { change: () => show(...choices[select.selectedIndex]) } },
    ...choices.map(([name]) => el('option', { text: name })));
  select.selectedIndex = 1;
  show(...choices[1]);
  image.addEventListener('load', draw);
  image.addEventListener('error', () => show('nothing', null));
  new ResizeObserver(draw).observe(canvas);
  return el('div', { class: 'looked' },
    el('label', {}, el('span', { class: 'quiet', text: 'where it looked for ' }), select),
    el('span', { class: 'scale', 'aria-hidden': 'true' }, el('span', { text: 'little' }), el('i'), el('span', { text: 'much' })),
    said);
}
