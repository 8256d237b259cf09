// Model versions: what serves, what is wanted, and changing that; a shadow's disagreements side by side.
import { announce, byId, confirmed, el, percent, redrawn } from './dom.js';
import { get, post, put, remove } from './api.js';
import { may } from './login.js';
import { isOpen, whenOpened } from './views.js';
import { pictureFrame } from './frames.js';
import { showDetails } from './details.js';

const LOOK_MS = 4000;
const DISAGREEMENTS = 40;
const CLASSES = 30;
let models = [];
let followed = null;
let drawn = '';
let asked = 0;
/** Whether the note says that the last look failed. */
let lost = false;

function note(text, failed = false) {
  byId('models-note').textContent = text;
  byId('models-note').classList.toggle('failed', failed);
  if (text) announce(text);
}

async function change(request, said) {
  try {
    const answer = await request();
    note([said, ...answer.warnings].join('. '));
    lost = false;
    drawn = '';
    await load();
  } catch (error) {
    note(`${error.message} ${error.hint || ''}`, true);
  }
}

const author = 'author=console';
const body = more => ({ ...more, author: 'console' });

function sure(text, name, request, said) {
  return el('button', {
    type: 'button', text, 'aria-label': name,
    on: { click: ({ currentTarget }) => confirmed(currentTarget, () => change(request, said)) },
  });
}

function roles(model) {
  const d = followed?.deployment;
  const ours = d && d.model === model.name;
  return {
    active: model.active, serves: model.serves,
    canary: ours && d.canary_version === model.version, shadow: ours && d.shadow_version === model.version,
  };
}

function badges(model) {
  const is = roles(model);
  return [
    is.serves && 'serves', is.active && !is.serves && 'wanted', is.canary && `canary, ${percent(followed.deployment.canary_share)}`, is.shadow && 'shadow',
  ].filter(Boolean).map(text => el('span', { class: 'badge', text }));
}

function controls(model) {
  const is = roles(model);
  const id = `${model.name} ${model.version}`;
  const { version } = model;
  if (is.active) return null;
  // canary and shadow are versions of the model that is active
  const sibling = followed?.deployment.model === model.name;
  const share = el('input', { type: 'number', min: '0.01', max: '1', step: 'any', value: '0.1', 'aria-label': `Share of pictures for canary ${id}` });
  return el('div', { class: 'actions' },
    sure('activate', `Activate ${id}`, () => post('/api/deployment/activate', body({ model: model.name, version })), `${id} is wanted`),
    sibling && (is.canary
      ? sure('end canary', `End canary ${id}`, () => remove(`/api/deployment/canary?${author}`), 'the canary has ended')
      : el('span', { class: 'share' }, el('span', { class: 'quiet', text: 'share' }), share,
        sure('canary', `Canary ${id}`, () => put('/api/deployment/canary', body({ version, share: Number(share.value) })), `${id} is the canary`))),
    sibling && (is.shadow
      ? sure('end shadow', `End shadow ${id}`, () => remove(`/api/deployment/shadow?${author}`), 'the shadow has ended')
      : sure('shadow', `Shadow ${id}`, () => put('/api/deployment/shadow', body({ version })), `${id} is the shadow`)));
}

async function card(host, model) {
  if (host.dataset.had) return;
  const response = await fetch(`/api/models/${encodeURIComponent(model.name)}/${encodeURIComponent(model.version)}/card`).catch(() => ({ ok: false }));
  host.textContent = response.ok ? await response.text() : 'The card cannot be had: close this and open it again.';
  if (response.ok) host.dataset.had = 'true';
}

function row(model) {
  const metrics = Object.entries(model.metrics).map(([name, value]) => `${name} ${percent(value)}`).join(' · ');
  const text = el('pre', { tabindex: '0', role: 'group', 'aria-label': `Model card of ${model.name} ${model.version}` });
  return el('li', { data: { version: `${model.name}/${model.version}` } },
    el('span', { class: 'line' }, el('strong', { text: `${model.name} ${model.version}` }), el('span', { class: 'badges' }, ...badges(model))),
    el('p', { class: 'quiet', text: `${model.architecture}, space ${model.space}, published ${new Date(model.published_at).toLocaleString()}${model.author ? ` by ${model.author}` : ''}${metrics ? ` · ${metrics}` : ''}` }),
    may('admin') && controls(model),
    el('details', { on: { toggle: () => card(text, model) } }, el('summary', { text: 'model card' }), text));
}

function serving() {
  byId('models-serves').textContent = !followed ? 'There is no deployment: publish a model, then activate it.'
    : `${followed.serving ? `${followed.serving.model} serves` : 'Nothing is known to serve'}; ${followed.deployment.model} ${followed.deployment.version} is wanted, with class set ${followed.deployment.default_class_set} (revision ${followed.deployment.revision}).`;
  byId('models-problems').replaceChildren(...(followed?.problems || []).map(text => el('li', { text })));
  const back = byId('models-back');
  if (!followed || !may('admin')) back.replaceChildren();
  // one that is there stays: somebody may be about to press it again
  else if (!back.hasChildNodes()) back.append(sure('roll back', 'Roll back to what served before', () => post('/api/deployment/rollback', body({})), 'rolled back'));
}

function said(label, who) {
  const best = label.top[0];
  return el('button', { type: 'button', on: { click: () => showDetails(label) } },
    el('span', { class: 'quiet', text: `${who} ` }), el('span', { text: label.label === null ? 'UNKNOWN' : label.label }),
    best && el('span', { class: 'quiet', text: ` ${percent(best.score)}` }));
}

function shadow(answer) {
  const none = !answer.version;
  byId('shadow-share').textContent = none ? 'No shadow has labelled anything lately.'
    : answer.pictures === 0 ? `${answer.model} ${answer.version} labels; none of its pictures has both labels yet.`
      : `${answer.model} ${answer.version} says the same of ${percent(answer.agreed / answer.pictures)} of ${answer.pictures.toLocaleString()} pictures.`;
  const least = [...answer.classes].slice(0, CLASSES);
  byId('shadow-classes').replaceChildren(...(least.length ? [
    el('thead', {}, el('tr', {}, ...['serves says', 'pictures', 'shadow agrees'].map((text, i) => el('th', { scope: 'col', class: i ? 'num' : '', text })))),
    el('tbody', {}, ...least.map(c => el('tr', {}, el('th', { scope: 'row', title: c.name, text: c.name }),
      el('td', { class: 'num', text: c.pictures.toLocaleString() }), el('td', { class: 'num', text: percent(c.agreed / c.pictures) }))))] : []));
  byId('shadow-pictures').replaceChildren(...answer.disagreements.map(({ served, shadow: other }) => el('li', { class: 'pair' },
    pictureFrame(served), said(served, 'serves:'), said(other, 'shadow:'))));
  byId('served-versions').replaceChildren(...(answer.versions.length ? [
    el('thead', {}, el('tr', {}, ...['version', 'labels', 'mean score', 'UNKNOWN'].map((text, i) => el('th', { scope: 'col', class: i ? 'num' : '', text })))),
    el('tbody', {}, ...answer.versions.map(v => el('tr', {}, el('th', { scope: 'row', text: `${v.model} ${v.version}` }),
      ...[v.labels.toLocaleString(), percent(v.mean_score), percent(v.unknown_share)].map(text => el('td', { class: 'num', text })))))] : []));
}

const inUse = () => byId('models-versions').querySelector('.sure, details[open], input:focus') !== null
  || [...byId('models-versions').querySelectorAll('input')].some(input => input.value !== input.defaultValue);

async function load() {
  if (!isOpen('models')) return;
  const mine = ++asked;
  try {
    const [all, wanted, compared] = await Promise.all([
      get('/api/models'),
      get('/api/deployment').catch(error => { if (error.code === 'not_found') return null; throw error; }),
      get(`/api/shadow?limit=${DISAGREEMENTS}`),
    ]);
    if (mine !== asked) return;
    if (lost) note('');
    lost = false;
    models = all.models;
    followed = wanted;
    serving();
    const next = JSON.stringify([models, followed]);
    // not under a hand that is about to press a button, or reads a card
    if (next !== drawn && (drawn === '' || !inUse())) {
      redrawn(byId('models-versions'), () => byId('models-versions').replaceChildren(...models.map(row)));
      drawn = next;
    }
    if (!byId('shadow-pictures').matches(':hover, :focus-within')) shadow(compared);
  } catch (error) {
    if (mine !== asked) return;
    lost = true;
    note(`${error.message} ${error.hint || ''}`, true);
  }
}

export function startModels() {
  whenOpened('models', load);
  setInterval(() => { if (!document.hidden) load(); }, LOOK_MS);
}
