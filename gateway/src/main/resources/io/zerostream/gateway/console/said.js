// What people say that pictures show, told to the gateway wherever they look at them.
import { post } from './api.js';

/** How the gateway is told which pictures: by the labels that somebody saw. */
export const named = labels => labels.map(({ event_id, source_id, class_set, model_version, class_set_revision }) => ({
  event_id, source: source_id, class_set, model_version, class_set_revision,
}));

/** @param {Object} what "truth", a class, or "none_of_these" */
export const tell = (labels, what) => post('/api/feedback', { pictures: named(labels), ...what, author: 'console' });
