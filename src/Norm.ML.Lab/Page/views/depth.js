// A stack of residual blocks without a norm, with one before each block, and with one after it.
import { h, fill } from '../parts/dom.js';
import { head, settings, asker, verdict } from '../parts/view.js';
import { slider, choice, range } from '../parts/controls.js';
import { chart } from '../parts/chart.js';
import { table } from '../parts/table.js';
import { short as brief } from '../parts/format.js';
import { nameOf } from '../parts/norms.js';

export const title = 'Deep stacks: before, after, or no norm';
export const short = 'Depth';

// Drawn by the library's report: side by side where there is room, with one legend.
const diagrams = () => h('section', { class: 'panel', id: 'blocks' }, h('h2', {}, 'Where the norm is in a transformer block'),
  h('figure', { class: 'blocks' }, h('picture', {}, h('source', { media: '(min-width: 48rem)', srcset: '/norm-blocks-wide.svg' }),
    h('img', { src: '/norm-blocks-narrow.svg', alt: 'Two block diagrams. Post-norm: attention, addition, norm, feed-forward, addition, norm. Pre-norm: norm, attention, addition, norm, feed-forward, addition.' })),
  h('figcaption', { class: 'note' }, 'Post-norm: every gradient has to pass through every norm. Pre-norm: the skip passes by the norms, so gradients have a direct way back.')));

const names = { None: 'no norm', PreNorm: 'pre-norm: x + f(norm(x))', PostNorm: 'post-norm: norm(x + f(x))' };

const quantities = { activationScale: 'size of the stream', gradientNorm: 'gradient', weightGradientNorm: 'gradient of the weights', inputShare: 'share of the input' };

export function draw(root, params, about) {
  const { values, change } = settings(params, { layers: 24, norm: 'LayerNorm', seed: 42 }, () => refresh());
  const told = verdict();
  const result = h('div', { class: 'stack' });
  root.append(...head(title, 'Each block adds to a stream of 32 features what a small network makes of it. One forward pass and one backward pass, on 16 rows, through the library\u2019s kernels. Scales are logarithmic.'),
    h('section', { class: 'panel' }, h('div', { class: 'controls' },
      slider({ label: 'Layers', name: 'layers', values: range(2, 96, 1), value: values.layers, oninput: (layers) => change({ layers }) }),
      choice({ label: 'Norm', name: 'norm', options: about.stackNorms.map((kind) => [kind, nameOf(about, kind)]), value: values.norm, oninput: (norm) => change({ norm }) }),
      slider({ label: 'Seed', name: 'seed', values: range(1, 60, 1), value: values.seed, oninput: (seed) => change({ seed }), hint: 'Other weights and another input.' }))),
    told.element, result, diagrams(),
    h('p', { class: 'note' }, 'InstanceNorm is not among the norms: a row of features has no positions, so it would measure single values. BatchNorm measures each feature over the 16 rows, GroupNorm groups of 8 features of a row. '
      + 'UnitNorm gives rows of length 1, which is a root mean square of 0.177 with 32 features: what blocks read, and so what they add, is smaller.'));
  const ask = asker('depth', result, show);
  const refresh = () => ask(values);

  function show({ stacks, said }) {
    const [none, pre, post] = ['None', 'PreNorm', 'PostNorm'].map((name) => stacks.find((stack) => stack.placement === name));
    const ends = (stack) => `${brief(stack.layers.at(-1).activationScale)} and ${brief(stack.layers[0].gradientNorm)}`;
    told.say(`Without a norm the stream is ${brief(none.layers.at(-1).activationScale)} large after ${none.layers.length} layers, and the gradient ${brief(none.layers[0].gradientNorm)} at the first. `
      + `With pre-norm they are ${ends(pre)}, with post-norm ${ends(post)}.`);
    const panel = (heading, label, key) => h('section', { class: 'panel' }, chart({
      title: heading, x: { label: 'layer', from: 1, to: values.layers }, y: { label, log: true },
      series: [none, pre, post].map((stack) => ({ name: names[stack.placement], points: stack.layers.map((layer) => [layer.layer, layer[key]]) })),
    }));
    fill(result,
      h('div', { class: 'columns pairs', id: 'curves' }, panel('Size of the stream (activations) after each layer', 'root mean square', 'activationScale'), panel('Gradient of the loss at each layer\u2019s input', 'length', 'gradientNorm'),
        panel('Gradient of each layer\u2019s weights', 'length', 'weightGradientNorm'), panel('What the skips still carry of the input', 'share of the stream\u2019s size', 'inputShare')),
      h('div', { class: 'columns' },
        h('section', { class: 'panel', id: 'read' }, h('h2', {}, 'What the curves show'),
          h('dl', { class: 'words' }, said.map((one) => [h('dt', {}, one.name), h('dd', { 'data-said': one.id }, one.text.replace(/(\d)e-(?=\d)/g, '$1e\u2212'))]))),
        h('section', { class: 'panel' }, table('First and last layer', ['', 'no norm', 'pre-norm', 'post-norm'], Object.entries(quantities).flatMap(([key, name]) => [['first', 0], ['last', -1]].map(([end, at]) =>
          [`${name}, ${end}`, ...[none, pre, post].map((stack) => h('span', { 'data-depth': `${stack.placement} ${key} ${end}`, 'data-value': String(stack.layers.at(at)[key]) }, brief(stack.layers.at(at)[key])))])), { class: 'values' }))));
  }

  refresh();
}
