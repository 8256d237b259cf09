// Who one is, and logging in and out where the gateway wants to know.
import { byId, el } from './dom.js';
import { get, post } from './api.js';

const ROLES = ['anyone', 'viewer', 'contributor', 'editor', 'admin'];
let me = { role: 'admin', sets: {}, ways: {} };

/** Whether one may do what the role may, for all class sets or for some; the gateway itself decides, each time. */
export function may(role) {
  const granted = [me.role, ...Object.values(me.sets)].map(name => ROLES.indexOf(name));
  const needed = role === 'viewer' && Object.keys(me.sets).length ? 0 : ROLES.indexOf(role);
  return Math.max(...granted) >= needed;
}

function show() {
  const known = me.kind !== 'anonymous';
  byId('who').hidden = !known;
  byId('who-name').textContent = me.name;
  byId('who-name').title = [me.role, ...Object.entries(me.sets).map(([set, role]) => `${role} of ${set}`)].filter(r => r !== 'anyone').join(', ');
  for (const part of document.querySelectorAll('[data-needs]')) part.hidden = !may(part.dataset.needs);
}

function refuse(error) {
  byId('login-error').hidden = !error;
  if (error) byId('login-error').replaceChildren(el('div', { text: error.message }), el('div', { class: 'hint', text: error.hint || '' }));
}

function ask() {
  const { token, provider } = me.ways;
  byId('login-form').hidden = !token;
  byId('login-provider').hidden = !provider;
  if (provider) byId('login-provider').href = provider;
  const lacking = me.kind !== 'anonymous';
  byId('login-other').hidden = !lacking;
  byId('login-why').textContent = lacking ? `${me.name} has no role here: ask whoever runs this gateway for one.`
    : token || provider ? 'This gateway wants to know who you are.' : 'This gateway does not know you, and has no login of its own.';
  if (!byId('login').open) byId('login').showModal();
  if (token) byId('login-token').focus();
}

async function login(event) {
  event.preventDefault();
  refuse(null);
  try {
    await post('/api/login', { token: byId('login-token').value.trim() });
    window.location.reload();
  } catch (error) {
    refuse(error);
    byId('login-token').select();
  }
}

/** Finds out who one is; asks until that is somebody who may look. */
export async function identified() {
  byId('login-form').addEventListener('submit', login);
  byId('login').addEventListener('cancel', event => event.preventDefault());
  for (const id of ['logout', 'login-other']) {
    byId(id).addEventListener('click', async () => { await post('/api/logout', {}); window.location.reload(); });
  }
  document.addEventListener('unauthenticated', () => { me = { ...me, kind: 'anonymous' }; ask(); });
  me = await get('/api/me');
  show();
  if (may('viewer')) return;
  ask();
  await new Promise(() => {});
}
