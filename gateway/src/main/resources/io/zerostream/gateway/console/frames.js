// How a picture and a class look wherever they are shown.
import { el } from './dom.js';

export function pictureFrame(label) {
  const frame = el('span', { class: 'frame' });
  const gone = () => frame.append(el('span', { class: 'gone', text: 'picture no longer kept' }));
  if (label.picture) {
    const image = el('img', { src: label.picture, alt: '', decoding: 'async' });
    image.addEventListener('error', () => { image.remove(); gone(); });
    frame.append(image);
  } else {
    gone();
  }
  return frame;
}

export function badge(seen) {
  return el('span', { class: seen ? 'badge' : 'badge unseen', text: seen ? 'seen' : 'unseen' });
}
