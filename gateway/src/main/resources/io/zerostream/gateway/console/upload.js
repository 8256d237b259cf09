// The drop zone for one's own pictures.
import { byId, el, percent } from './dom.js';
import { get, upload } from './api.js';
import { showDetails } from './details.js';

const SHOWN = 6;
const ASK_MS = 1000;
const ASK_TIMES = 60;
const waiting = new Map();

function settle(eventId, text, failed, label) {
  const line = waiting.get(eventId);
  if (!line) return;
  waiting.delete(eventId);
  line.textContent = text;
  line.classList.toggle('failed', failed);
  if (label) line.append(' ', el('button', { type: 'button', text: 'details', on: { click: () => showDetails(label) } }));
}

/** A label has come: is it for one of ours? */
export function labelled(label) {
  const best = label.top[0];
  const text = label.label === null ? `UNKNOWN${best ? `, nearest ${best.name}` : ''}` : `${label.label}, ${percent(best.score)}`;
  settle(label.event_id, text, false, label);
}

/** A dead letter has come: is it for one of ours? */
export function rejected(letter) {
  settle(letter.event_id, letter.message, true);
}

/** At high rates the stream leaves labels out, so we ask as well. */
async function ask(eventId) {
  for (let i = 0; i < ASK_TIMES && waiting.has(eventId); i++) {
    await new Promise(resolve => setTimeout(resolve, ASK_MS));
    const found = await get(`/api/labels?event_id=${encodeURIComponent(eventId)}`).catch(() => ({ labels: [] }));
    if (found.labels.length) labelled(found.labels[0]);
  }
  settle(eventId, 'no label yet: is the job running?', true);
}

async function send(file) {
  const picture = el('img', { alt: '' });
  picture.src = URL.createObjectURL(file);
  picture.addEventListener('load', () => URL.revokeObjectURL(picture.src));
  const line = el('span', { text: `${file.name}: uploading` });
  const list = byId('uploads');
  list.prepend(el('li', {}, picture, line));
  while (list.children.length > SHOWN) list.lastElementChild.remove();
  try {
    const accepted = await upload('/api/images?source=console', file);
    line.textContent = 'waiting for its label';
    waiting.set(accepted.event_id, line);
    ask(accepted.event_id);
  } catch (error) {
    line.textContent = `${file.name}: ${error.message}. ${error.hint || ''}`;
    line.classList.add('failed');
  }
}

export function startUpload() {
  const drop = byId('drop');
  const over = on => event => { event.preventDefault(); drop.classList.toggle('over', on); };
  drop.addEventListener('dragover', over(true));
  drop.addEventListener('dragleave', over(false));
  drop.addEventListener('drop', event => { over(false)(event); [...event.dataTransfer.files].forEach(send); });
  byId('file').addEventListener('change', event => { [...event.target.files].forEach(send); event.target.value = ''; });
}
