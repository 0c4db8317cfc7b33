// The first view: the one idea, the norms, and eight steps that show them at work.
import { h, svg, fill } from '../parts/dom.js';
import { href } from '../parts/address.js';
import { head } from '../parts/view.js';
import { described } from '../parts/norms.js';
import { steps } from '../parts/guide.js';

export const title = 'The norms in ten minutes';
export const short = 'Start';

const questions = [
  ['Who shares the ruler in LayerNorm, and who in BatchNorm?', 'LayerNorm: the features of one example. BatchNorm: one feature of all examples in the batch.'],
  ['Which norm gives the same result for 1, 2, 3 and 101, 102, 103? And for 1, 2, 3 and 10, 20, 30?', 'LayerNorm removes level and size: the same for all of them. RMSNorm removes size only: the same for the second pair, not for the first.'],
  ['When does BatchNorm fail?', 'When the batch is a bad ruler: one example or few, an outlier, padding; and later, when the data is no longer what it learned from.'],
  ['What does epsilon do?', 'It is added to the variance before the root, so that a row without spread is not divided by 0. Differences far below its root fade away; so it must be small beside the variance.'],
  ['Why is the norm before each block in new models?', 'In pre-norm a block reads a normalized copy, and the stream itself has no norm in its way: gradients reach the first layer along it, undivided, and the scale of what each block reads is held.'],
];

export function draw(root, params, about) {
  fill(root,
    ...head(`${about.norms.length} norms, one idea`),
    h('p', { class: 'lead' }, 'A norm holds a ruler to a set of numbers: it divides them by their size. Most norms subtract their mean first. ',
      h('strong', {}, 'What differs is who shares the ruler.'),
      ' So norms are not interchangeable: each ignores something else, and fails on something else. A norm removes the level and the size of what it measures together. Where it measures unlike things together, information is lost.'),
    h('p', { class: 'lead' }, 'New to this? ', h('a', { href: href('why') }, 'Why numbers are normalized'), ' takes three minutes.'),
    about.data && h('p', { class: 'lead' }, h('a', { href: href('grid', { scenario: about.data.id, norm: 'BatchNorm', statistics: 'Fitted' }) }, `Look at your data: ${about.data.name}`)),
    h('h2', {}, 'The norms'),
    h('p', { class: 'note' }, 'In the pictures rows are channels (features) and columns are positions. The filled cells share one ruler.'),
    h('ul', { class: 'cards', id: 'norms' }, described(about).map(card)),
    h('section', {}, h('h2', {}, 'Ten minutes, eight steps'), h('ol', { class: 'steps', id: 'tour' }, steps.map(({ name, text, address }) =>
      h('li', {}, h('a', { href: address }, name), h('p', {}, text))))),
    h('section', { class: 'panel check', id: 'check' }, h('h2', {}, 'Can you say it now?'),
      questions.map(([question, answer]) => h('details', {}, h('summary', {}, question), h('p', {}, answer))),
      h('p', {}, 'Then see ', h('a', { href: href('choose') }, 'which norm is for which data'), '.')));
}

function card(norm) {
  const scenario = norm.segment === 'Group' || norm.segment === 'Instance' ? { scenario: 'image' } : { scenario: 'plain' };
  return h('li', { class: 'card panel' },
    picture(norm),
    h('h3', {}, h('a', { href: href('grid', { ...scenario, norm: norm.kind }) }, norm.name)),
    h('dl', {}, h('dt', {}, 'One ruler for'), h('dd', {}, norm.shares), h('dt', {}, 'Removes'), h('dd', {}, norm.removes), h('dt', {}, 'Fails'), h('dd', {}, norm.fails)));
}

// Two examples of four channels (rows) and four positions (columns); the cells of one ruler are filled.
function picture(norm) {
  const on = {
    Channel: (example, channel) => channel === 1,
    Row: (example) => example === 0,
    Group: (example, channel) => example === 0 && channel < 2,
    Instance: (example, channel) => example === 0 && channel === 1,
  }[norm.segment];
  const cells = [0, 1].flatMap((example) => [0, 1, 2, 3].flatMap((channel) => [0, 1, 2, 3].map((position) =>
    svg('rect', { class: on(example, channel) ? 'on' : '', x: 2 + example * 68 + position * 15, y: 2 + channel * 15, width: 14, height: 14, rx: 2 }))));
  return svg('svg', { class: 'mini', viewBox: '0 0 132 76', role: 'img', 'aria-label': `Two examples of four channels and positions; one ruler of ${norm.name} covers ${norm.shares}.` },
    cells, svg('text', { x: 2, y: 73 }, 'example 1'), svg('text', { x: 70, y: 73 }, 'example 2'));
}
