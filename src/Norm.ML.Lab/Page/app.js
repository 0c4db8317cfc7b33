// Chooses the view that the address names and draws it anew when the address changes.
import { h, fill } from './parts/dom.js';
import { ask, isStale } from './parts/api.js';
import { open, read, href, onChange, write } from './parts/address.js';
import { guide } from './parts/guide.js';
import * as start from './views/start.js';
import * as grid from './views/grid.js';
import * as batch from './views/batch.js';
import * as epsilon from './views/epsilon.js';
import * as affine from './views/affine.js';
import * as precision from './views/precision.js';
import * as depth from './views/depth.js';
import * as tanh from './views/tanh.js';
import * as choose from './views/choose.js';
import * as why from './views/why.js';
import * as trouble from './views/trouble.js';

const views = { start, why, grid, batch, epsilon, affine, precision, depth, tanh, choose, trouble };
const main = document.querySelector('main');
const link = document.querySelector('#link');
let about;

async function show(focus) {
  const { view: id, params, step } = read();
  const view = views[id];
  drawNavigation(id);
  updateLink();
  if (!view) {
    fill(main, h('h1', {}, 'No such view'), h('p', { role: 'alert', class: 'error' }, `There is no view '${id}'; there are ${Object.keys(views).join(', ')}.`));
    return;
  }
  document.title = `${view.title} · Norm.ML lab`;
  try {
    about ??= await ask('about');
    fill(main);
    view.draw(main, params, about);
    main.prepend(guide(step) ?? '');
  } catch (problem) {
    if (!isStale(problem)) fill(main, h('p', { role: 'alert', class: 'error' }, problem.message));
  }
  if (focus) {
    main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
}

function drawNavigation(current) {
  fill(document.querySelector('nav'), Object.entries(views).map(([id, view]) =>
    h('a', { href: href(id), 'aria-current': id === current ? 'page' : null }, view.short ?? view.title)));
}

function updateLink() {
  link.href = location.pathname + location.search;
}

// Links between views change the address and stay on the page.
document.addEventListener('click', (event) => {
  const anchor = event.target.closest('a[href^="/"]');
  if (!anchor || anchor === link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  open(anchor.getAttribute('href'));
});

document.querySelector('#copy').addEventListener('click', async () => {
  const told = document.querySelector('#copied');
  write();
  try {
    await navigator.clipboard.writeText(location.href);
    told.textContent = 'Copied.';
  } catch {
    told.textContent = `Copy it from here: ${location.href}`;
  }
});

onChange((focus) => (focus === undefined ? updateLink() : show(focus)));
show(false);
