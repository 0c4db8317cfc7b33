// What is shown is in the address, so that a link restores it: /?view=grid&norm=LayerNorm.

const listeners = [];

/** Is told true or false (whether to move the focus) when the view has to be drawn anew, and nothing when only settings of it changed. */
export function onChange(listener) {
  listeners.push(listener);
}

/** The view, its settings, and the step of the tour (0: none). */
export function read() {
  const params = new URLSearchParams(location.search);
  const view = params.get('view') ?? 'start';
  const step = Number(params.get('step') ?? 0);
  params.delete('view');
  params.delete('step');
  return { view, params, step };
}

/** The address of a view. */
export function href(view, settings = {}) {
  const params = new URLSearchParams(view === 'start' ? {} : { view, ...settings });
  return params.size > 0 ? `/?${params}` : '/';
}

/** Goes to an address. */
export function open(address) {
  write();
  history.pushState(null, '', address);
  for (const listener of listeners) listener(true);
}

// Browsers refuse more than 20 changes of the address a second, which a held key would pass.
const pause = 100;
let waiting = null;

/** Takes settings of the current view into the address; null removes one, a list gives several of a name. */
export function set(settings) {
  const params = new URLSearchParams(waiting?.search ?? location.search);
  for (const [name, value] of Object.entries(settings)) {
    params.delete(name);
    for (const one of [value].flat()) if (one !== null && one !== undefined) params.append(name, one);
  }
  const search = params.size > 0 ? `?${params}` : '';
  if (waiting) waiting.search = search;
  else {
    waiting = { search, timer: setTimeout(write, pause) };
    document.documentElement.dataset.settling = '';
  }
}

/** Writes what waits to be written. */
export function write() {
  if (!waiting) return;
  clearTimeout(waiting.timer);
  history.replaceState(null, '', `/${waiting.search}`);
  waiting = null;
  delete document.documentElement.dataset.settling;
  for (const listener of listeners) listener();
}

window.addEventListener('popstate', () => {
  if (waiting) clearTimeout(waiting.timer);
  waiting = null;
  delete document.documentElement.dataset.settling;
  for (const listener of listeners) listener(false);
});
