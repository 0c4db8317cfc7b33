// What to do when training goes wrong, and where each fact matters.
import { h } from '../parts/dom.js';
import { href } from '../parts/address.js';
import { head } from '../parts/view.js';
import { table } from '../parts/table.js';

export const title = 'When training goes wrong';
export const short = 'Trouble';

const cases = [
  ['spikes', 'The loss spikes', ['The loss suddenly rises during training.', 'Gradients explode from time to time.'],
    ['Post-norm in a deep network.', 'A norm is missing somewhere.', 'A norm is in the wrong place.'],
    [['Switch from post-norm to pre-norm.', 'depth', { layers: '96' }], ['Check that every sublayer has a norm.', 'depth', { layers: '48' }],
      ['Check that the norm is before attention and feed-forward, not after them.', 'depth', { layers: '24' }], ['Reduce the learning rate.']]],
  ['growing', 'Activations grow without bound', ['Activations are larger after every layer.', 'In the end they overflow to NaN.'],
    ['A norm is missing.', 'The residual stream accumulates without a norm.', 'The norm measures the wrong dimension.'],
    [['Print the statistics of activations per layer: \u2018norm-ml inspect\u2019 reads them.', 'depth', { layers: '96' }], ['Check that a norm is applied: its gamma and beta exist.', 'affine', {}],
      ['Check that the normalized dimension is that of the input.', 'grid', { scenario: 'image', norm: 'LayerNorm' }]]],
  ['noisy', 'Training is noisy, inference disagrees', ['Results change with the batch size.', 'Training is fine and inference is not.'],
    ['BatchNorm with a small or mixed batch.', 'Running statistics that have not converged.'],
    [['Lower the batch on the grid and watch the drift.', 'grid', { scenario: 'plain', norm: 'BatchNorm', batch: '3' }], ['Look at running statistics converging.', 'batch', { statistics: 'running' }],
      ['Take LayerNorm or GroupNorm, which do not look at the batch.', 'choose', {}]]],
];

const matters = [
  ['Reading the code of a transformer', 'LayerNorm before attention and feed-forward is pre-norm.', 'depth', {}],
  ['Understanding Llama or Mistral', 'RMSNorm, not LayerNorm.', 'grid', { scenario: 'copies', norm: 'RmsNorm' }],
  ['Training is unstable', 'Switch to pre-norm; check where the norms are.', 'depth', { layers: '96' }],
  ['Batches are small', 'LayerNorm works with any batch size.', 'grid', { scenario: 'one', norm: 'LayerNorm' }],
  ['Inference should be fast', 'RMSNorm is a little faster: it has no mean to compute.', 'choose', {}],
  ['Bringing CNN habits to a transformer', 'BatchNorm does not work there: it mixes unrelated tokens and padding.', 'grid', { scenario: 'padding', norm: 'BatchNorm' }],
  ['Reading a model\u2019s configuration', '\u2018norm_eps\u2019 is the epsilon in the denominator.', 'epsilon', {}],
];

export function draw(root) {
  const list = (items) => h('ul', {}, items.map((item) => h('li', {}, item)));
  root.append(...head(title, 'Symptoms, causes and steps, each with the view that shows it.'),
    h('div', { class: 'columns' }, cases.map(([id, name, symptoms, causes, steps]) => h('section', { class: 'panel', id }, h('h2', {}, name),
      h('h3', {}, 'Symptoms'), list(symptoms), h('h3', {}, 'Causes'), list(causes), h('h3', {}, 'Steps'),
      h('ol', {}, steps.map(([text, view, settings]) => h('li', {}, view ? h('a', { href: href(view, settings) }, text) : text)))))),
    h('section', { class: 'panel', id: 'matters' }, table('When this matters', ['Situation', 'What to know', 'See it'],
      matters.map(([situation, know, view, settings]) => [situation, know, h('a', { href: href(view, settings), 'aria-label': `See it in the lab: ${situation.toLowerCase()}` }, 'in the lab')]), { class: 'stacked' })));
}
