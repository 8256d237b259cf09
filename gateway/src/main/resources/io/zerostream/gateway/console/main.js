// Wires the console: first what is there, then what comes.
import { announce, byId, el } from './dom.js';
import { get, listen } from './api.js';
import { addLabel, setLabels, startPictures } from './pictures.js';
import { startDetails } from './details.js';
import { setStats, startCounts } from './counts.js';
import { loadClasses, startClasses } from './classes.js';
import { startAttributes } from './attributes.js';
import { notices } from './happened.js';
import { addLetter, changed, setLetters } from './letters.js';
import { labelled, rejected, startUpload } from './upload.js';
import { seenBy, startCameras } from './cameras.js';
import { identified } from './login.js';
import { loadAudit } from './audit.js';
import { startTimes, windowCame } from './times.js';
import { startPhone } from './phone.js';
import { startModels } from './models.js';
import { startRunning } from './running.js';
import { setChanged, setInUse, startSets } from './sets.js';
import { judged, startReview } from './review.js';
import { startViews } from './views.js';

const STATUS_MS = 10000;

function problems(texts) {
  byId('problems').textContent = texts.join('\n');
  byId('problems').hidden = texts.length === 0;
}

/** What serves, as the job says; beside it what is wanted, as long as that is something else. */
function model(deployment, serving) {
  const wanted = deployment && `${deployment.model} ${deployment.version}`;
  const card = deployment && `api/models/${encodeURIComponent(deployment.model)}/${encodeURIComponent(deployment.version)}/card`;
  const link = deployment && el('a', { href: card, target: '_blank', rel: 'noopener', title: 'model card', text: wanted });
  const serves = serving && serving.model;
  byId('model').replaceChildren(...(serves && serves === wanted ? [link]
    : [serves || (deployment ? 'nothing known' : 'none'), ...(link ? [' (wanted: ', link, ')'] : [])]));
}

async function loadStatus() {
  const status = await get('/api/status');
  model(status.deployment, status.serving);
  problems(status.problems);
}

/** Whatever cannot be had, the rest is shown. */
async function all(...loads) {
  const outcomes = await Promise.allSettled(loads);
  const failed = outcomes.filter(o => o.status === 'rejected').map(({ reason }) => `${reason.message} ${reason.hint || ''}`);
  if (failed.length) problems([...new Set(failed)]);
}

const loadAll = () => all(
  get('/api/labels?limit=60').then(({ labels }) => { setLabels(labels); [...labels].reverse().forEach(seenBy); }),
  get('/api/dead-letters?limit=200').then(dead => setLetters(dead.dead_letters)),
  get('/api/notices?limit=50').then(said => notices.set(said.notices)),
  get('/api/stats?limit=1').then(setStats),
  loadClasses(),
  loadStatus(),
  loadAudit(),
);

function connection(state) {
  const shown = byId('connection');
  if (shown.dataset.state === state) return;
  shown.dataset.state = state;
  shown.textContent = state === 'live' ? 'live' : 'connection lost, trying again';
  // what came while nobody listened
  if (state === 'live') loadAll();
}

await identified().catch(error => problems([`${error.message} ${error.hint || ''}`]));
startPhone();
startPictures();
startDetails();
startCounts();
startClasses();
startAttributes();
startUpload();
startCameras();
startTimes();
startModels();
startRunning();
startSets();
startReview();
startViews();
listen({
  label: label => { addLabel(label); labelled(label); seenBy(label); },
  'dead-letter': letter => { addLetter(letter); rejected(letter); },
  retry: changed,
  notice: notice => { notices.add(notice); if (notice.kind === 'alarm') announce(notice.message); },
  'class-set': set => { announce(`class set ${set.name} is at revision ${set.revision}`); all(loadClasses(), loadAudit()); setChanged(set.name); },
  'class-set-in-use': setInUse,
  model: deployment => { announce(`model ${deployment.version} is wanted`); all(loadStatus(), loadAudit()); },
  serving: serving => { announce(serving.model ? `model ${serving.model} serves` : 'the job labels nothing'); all(loadStatus()); },
  stats: setStats,
  window: windowCame,
  feedback: judged,
}, connection);
setInterval(() => all(loadStatus(), loadAudit()), STATUS_MS);
loadAll();
