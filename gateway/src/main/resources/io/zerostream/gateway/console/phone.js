// On a narrow page what one came to do stands first: sending a picture, adding a class. Moved, not only drawn elsewhere, so
// that keyboards and screen readers meet it in the same order.
import { byId } from './dom.js';

const NARROW = matchMedia('(max-width: 700px)');
const FIRST = ['upload-panel', 'add-panel'];
const places = new Map();

function arrange() {
  const narrow = NARROW.matches;
  for (const id of FIRST) {
    if (narrow) byId('first').append(byId(id));
    else places.get(id).after(byId(id));
  }
  byId('add-details').open = !narrow;
}

export function startPhone() {
  for (const id of FIRST) {
    const place = document.createComment(id);
    byId(id).before(place);
    places.set(id, place);
  }
  NARROW.addEventListener('change', arrange);
  arrange();
}
