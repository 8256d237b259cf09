// What somebody chose to look at; it is in the address, so that a link shows the same, whatever the clock of who follows it.

const USUAL = {
  view: 'pictures', set: '', source: '', span: '1h', from: '', to: '', compare: '', compare_from: '', compare_to: '', show: 'labels',
  picture: '', picture_source: '',
  pictures: 'all', class: '',
  rev_from: '', rev_to: '',
  kind: 'unknown', groups: '',
};

/** Seconds of the spans that end now. */
export const SPANS = { '1h': 3600, '6h': 21600, '1d': 86400, '7d': 604800, '30d': 2592000 };
/** Seconds that a span to compare with lies before; of "before" as many as the span is long. */
const BEFORE = { day: 86400, week: 604800 };

const allowed = {
  view: ['pictures', 'times', 'review', 'sets', 'models', 'running'], kind: ['unknown', 'unsure', 'both'], groups: ['', '1', '2', '4', '8', '16', '32'], pictures: ['all', 'unseen', 'unknown', 'wrong'], span: [...Object.keys(SPANS), 'between'], compare: ['', 'before', 'day', 'week', 'between'], show: ['labels', 'shares'],
};

/** What the address says, and the usual where it says nothing that can be. */
export function chosen() {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(Object.entries(USUAL).map(([key, usual]) => {
    const value = query.get(key);
    return [key, value === null || (allowed[key] && !allowed[key].includes(value)) ? usual : value];
  }));
}

/** Chooses otherwise. */
export function choose(changes) {
  const next = { ...chosen(), ...changes };
  const query = new URLSearchParams(Object.entries(next).filter(([key, value]) => value !== USUAL[key]));
  history.replaceState(null, '', `${location.pathname}${query.size ? `?${query}` : ''}${location.hash}`);
}

/** Whether a time to compare with ends before the span begins. */
export function comparable(choice, compare) {
  return !(compare in BEFORE) || choice.span === 'between' || BEFORE[compare] >= SPANS[choice.span];
}

/** Choices that are instants (…Z), shown by the clock of who looks. */
export const TIMES = ['from', 'to', 'compare_from', 'compare_to'];

const isTime = text => !Number.isNaN(new Date(text).getTime());
const MINUTE_MS = 60000;

/** The instant at which the clock here shows a time; empty without one. */
export const instant = local => (isTime(local) ? new Date(local).toISOString().replace('.000Z', 'Z') : '');

/** What the clock here shows at an instant, as a field takes it, to the minute; empty without one. */
export function clock(text) {
  if (!isTime(text)) return '';
  const at = new Date(text);
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
}

/** The choice as the query of a request; null while times are missing. */
export function asked(choice, points) {
  const query = new URLSearchParams({ points });
  if (choice.set) query.set('set', choice.set);
  if (choice.source) query.set('source', choice.source);
  const between = choice.span === 'between';
  if (between && !(isTime(choice.from) && isTime(choice.to))) return null;
  query.set('from', between ? instant(choice.from) : `now-${SPANS[choice.span]}s`);
  query.set('to', between ? instant(choice.to) : 'now');
  if (choice.compare === 'between') {
    if (!(isTime(choice.compare_from) && isTime(choice.compare_to))) return null;
    query.set('baseline_from', instant(choice.compare_from));
    query.set('baseline_to', instant(choice.compare_to));
  } else if (choice.compare && comparable(choice, choice.compare)) {
    const length = between ? (new Date(choice.to) - new Date(choice.from)) / 1000 : SPANS[choice.span];
    const before = choice.compare === 'before' ? length : BEFORE[choice.compare];
    const shifted = text => new Date(new Date(text).getTime() - before * 1000).toISOString();
    query.set('baseline_from', between ? shifted(choice.from) : `now-${length + before}s`);
    query.set('baseline_to', between ? shifted(choice.to) : `now-${before}s`);
  }
  return query;
}
