// Cameras: how each does, what it sees, and the form that adds one.
import { announce, byId, confirmed, el } from './dom.js';
import { get, post, put, remove } from './api.js';
import { may } from './login.js';

const LOOK_MS = 4000;
const WELL = ['RUNNING', 'ENDED', 'STOPPED'];
/** Path of the newest picture of each source. */
const newest = new Map();
let cameras = [];

function refuse(error) {
  byId('camera-error').hidden = !error;
  if (error) {
    byId('camera-error').replaceChildren(el('div', { text: error.message }), el('div', { class: 'hint', text: error.hint || '' }));
  }
}

async function change(camera, request, said) {
  try {
    await request;
    announce(`${camera.name} ${said}`);
    refuse(null);
  } catch (error) {
    refuse(error);
  }
  await load();
}

function figures(state) {
  if (!state || !state.width) return '';
  const clock = state.clock_offset_ms === null ? '' : ` · its clock ${state.clock_offset_ms > 0 ? '+' : ''}${state.clock_offset_ms} ms`;
  return `${state.width}×${state.height} · ${state.frames_sent.toLocaleString()} of ${state.frames_read.toLocaleString()} frames sent${clock}`;
}

function row(camera) {
  const path = `/api/cameras/${encodeURIComponent(camera.name)}`;
  const picture = newest.get(camera.source_id);
  const well = WELL.includes(camera.status) && !camera.problem;
  const toggle = camera.enabled ? 'disable' : 'enable';
  return el('li', { data: { name: camera.name } },
    picture ? el('img', { src: picture, alt: `newest picture of ${camera.name}` }) : el('span', { class: 'nothing' }),
    el('div', { class: 'about' },
      el('span', { class: 'line' },
        el('strong', { text: camera.name, title: camera.url }),
        el('span', { class: `badge ${well ? '' : 'reason'}`, text: camera.status.toLowerCase() })),
      camera.problem && el('p', { class: 'failed', text: camera.problem }),
      el('span', { class: 'quiet', text: figures(camera.state) }),
      may('admin') && el('span', { class: 'line' },
        el('button', {
          type: 'button', class: 'remove', text: toggle, 'aria-label': `${toggle} ${camera.name}`,
          on: { click: () => change(camera, put(path, { enabled: !camera.enabled, author: 'console' }), `${toggle}d`) },
        }),
        el('button', {
          type: 'button', class: 'remove', text: 'remove', 'aria-label': `Remove ${camera.name}`,
          on: { click: event => confirmed(event.currentTarget, () => change(camera, remove(path), 'removed')) },
        }))));
}

function draw() {
  byId('cameras').replaceChildren(...cameras.map(row));
  byId('camera-count').textContent = cameras.length ? `${cameras.length}` : '';
}

const inUse = () => byId('cameras').matches(':hover, :focus-within');

async function load() {
  ({ cameras } = await get('/api/cameras'));
  draw();
}

async function add(event) {
  event.preventDefault();
  refuse(null);
  const value = id => byId(id).value.trim();
  const body = { name: value('camera-name'), url: value('camera-url'), author: 'console' };
  if (value('camera-secret')) body.secret = value('camera-secret');
  if (value('camera-fps')) body.frames_per_second = Number(value('camera-fps'));
  byId('camera-button').disabled = true;
  try {
    const answer = await post('/api/cameras', body);
    byId('camera-form').reset();
    byId('camera-result').textContent = [`${body.name} added`, ...answer.warnings].join('. ');
    announce(`${body.name} added`);
    await load();
  } catch (error) {
    refuse(error);
  } finally {
    byId('camera-button').disabled = false;
  }
}

/** A label has come: its picture is the newest of its source. */
export function seenBy(label) {
  if (label.picture) newest.set(label.source_id, label.picture);
}

export function startCameras() {
  byId('camera-form').addEventListener('submit', add);
  // not under a hand that is about to press a button; and that the gateway is away stands above all else
  setInterval(() => { if (!document.hidden && !inUse()) load().catch(() => {}); }, LOOK_MS);
  load().catch(refuse);
}
