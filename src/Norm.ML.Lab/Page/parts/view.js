// What the views with settings have in common: settings in the address, an answer from the server, and a place for problems.
import { h, fill } from './dom.js';
import { ask, isStale } from './api.js';
import { set } from './address.js';

/**
 * Settings with defaults, taken from the address. Changing one puts it there (or takes it away if it is the default) and calls for a new answer.
 * Whatever the address says is passed on: the server says what it does not accept.
 */
export function settings(params, defaults, changed) {
  const values = { ...defaults };
  for (const key of new Set(params.keys())) {
    const given = params.getAll(key);
    const known = defaults[key];
    if (Array.isArray(known)) values[key] = given;
    else if (typeof known === 'number' && given[0] !== '' && Number.isFinite(Number(given[0]))) values[key] = Number(given[0]);
    else if (typeof known === 'boolean' && (given[0] === 'true' || given[0] === 'false')) values[key] = given[0] === 'true';
    else values[key] = given[0];
  }
  return {
    values,
    change(more) {
      Object.assign(values, more);
      set(Object.fromEntries(Object.keys(more).map((key) => [key, String(values[key]) === String(defaults[key]) ? null : values[key]])));
      changed();
    },
  };
}

/** Asks, and draws the answer or says why there is none. Results stay in sight while the next ones are computed. */
export function asker(name, place, draw, fail = (error) => fill(place, error)) {
  return async (params) => {
    place.setAttribute('aria-busy', 'true');
    try {
      const answer = await ask(name, params);
      draw(answer);
      place.removeAttribute('aria-busy');
    } catch (problem) {
      if (isStale(problem)) return;
      place.removeAttribute('aria-busy');
      fail(h('p', { role: 'alert', class: 'error' }, problem instanceof TypeError ? 'The lab does not answer; is norm-ml still running?' : problem.message));
    }
  };
}

/** The head of a view. */
export const head = (title, ...lead) => [h('h1', {}, title), ...lead.map((text) => h('p', { class: 'lead' }, text))];

/** A sentence that changes with the settings, and is read out when it does. */
export function verdict() {
  const element = h('p', { class: 'verdict', role: 'status' });
  return { element, say: (...parts) => fill(element, ...parts) };
}
