// The gateway's REST API and event stream.

/** A refusal in the gateway's own words. */
export class Refused extends Error {
  constructor(error) {
    super(error.message);
    this.hint = error.hint || '';
    this.unknown = error.unknown;
    this.nearest = error.nearest || [];
    this.code = error.code;
  }
}

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch (cause) {
    throw new Refused({ code: 'away', message: 'The gateway does not answer.', hint: 'Is it still running?' });
  }
  const body = await response.json().catch(() => ({}));
  if (response.status === 401 && body.error) document.dispatchEvent(new CustomEvent('unauthenticated'));
  if (!response.ok) throw new Refused(body.error || { message: `HTTP ${response.status}` });
  return body;
}

export const get = path => answer(fetch(path));

export const post = (path, body) => answer(fetch(path, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
}));

export const put = (path, body) => answer(fetch(path, {
  method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
}));

export const remove = path => answer(fetch(path, { method: 'DELETE' }));

export const upload = (path, file) => answer(fetch(path, {
  method: 'POST', headers: { 'Content-Type': file.type || 'application/octet-stream' }, body: file,
}));

/**
 * Listens to the event stream; the browser connects again by itself, and when it gives up we do.
 * @param {Object} handlers by event type
 * @param {function(string)} state called with "live" or "lost"
 */
export function listen(handlers, state) {
  const stream = new EventSource('/api/stream');
  stream.addEventListener('open', () => state('live'));
  stream.addEventListener('error', () => {
    state('lost');
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => listen(handlers, state), 3000);
  });
  for (const [type, handler] of Object.entries(handlers)) {
    stream.addEventListener(type, event => handler(JSON.parse(event.data)));
  }
}
