// Which norm for which data: the comparison table, and advice with the scenario that shows why.
import { h } from '../parts/dom.js';
import { href } from '../parts/address.js';
import { head } from '../parts/view.js';
import { table } from '../parts/table.js';
import { described, divisors } from '../parts/norms.js';

export const title = 'Which norm for which data?';
export const short = 'Which norm?';

const advice = [
  ['A table whose columns have different units', 'BatchNorm', 'Each column needs a ruler of its own; it is learned once, when fitting.', { scenario: 'huge', norm: 'BatchNorm' }],
  ['Tokens, embeddings, sequences', 'LayerNorm or RMSNorm', 'Each position is measured alone: length, padding and batch size do not matter.', { scenario: 'padding', norm: 'LayerNorm' }],
  ['One row at a time, no batch', 'LayerNorm or RMSNorm; a fitted BatchNorm', 'Statistics of the row itself, or learned before: a batch of one cannot be measured.', { scenario: 'one', norm: 'BatchNorm' }],
  ['Images, large batches', 'BatchNorm', 'A ruler per channel over the batch is steady, and costs nothing once it is learned.', { scenario: 'image', norm: 'BatchNorm' }],
  ['Images, small batches', 'GroupNorm', 'Enough values within one example; no example depends on another. The channels of a group have to be alike in scale, which infrared there is not.', { scenario: 'image', norm: 'GroupNorm' }],
  ['Brightness or gain differs and means nothing', 'InstanceNorm', 'It removes level and scale of each channel of each example.', { scenario: 'image', norm: 'InstanceNorm' }],
  ['Direction matters, size does not', 'RMSNorm', 'It scales the row and does nothing else: the cosine to the input stays 1.', { scenario: 'copies', norm: 'RmsNorm' }],
  ['Embeddings that are compared by their angle', 'UnitNorm', 'Every row gets length 1, so that a dot product is a cosine.', { scenario: 'copies', norm: 'UnitNorm' }],
  ['Level or size of a row is the signal', 'BatchNorm, not LayerNorm', 'LayerNorm would remove it: 1, 2, 3 and 10, 20, 30 become equal.', { scenario: 'copies', norm: 'LayerNorm' }],
  ['Outlier examples', 'LayerNorm or RMSNorm', 'An outlier spoils its own row and no other.', { scenario: 'outlier', norm: 'LayerNorm' }],
];

export function draw(root, params, about) {
  const norms = described(about);
  const row = (name, of) => [name, ...norms.map(of)];
  root.append(
    ...head(title, 'Ask what should not matter: a norm removes exactly what its ruler measures. Then ask whether the ruler is a good one for every value it will meet.'),
    h('section', { class: 'panel', id: 'advice' }, table('Advice by data', ['Your data', 'Take', 'Because', 'See it'],
      advice.map(([data, take, because, settings]) => [data, h('strong', {}, take), because, h('a', { href: href('grid', settings), 'aria-label': `See ${data.toLowerCase()} in the grid` }, 'in the grid')]), { class: 'stacked' })),
    h('section', { class: 'panel', id: 'compare' }, table('The norms side by side', ['', ...norms.map((norm) => norm.name)], [
      row('One ruler for', (norm) => norm.shares),
      row('Subtracts the mean', (norm) => divisors[norm.divisor]),
      row('Learns statistics', (norm) => (norm.fitted ? 'yes: running mean and variance, used for inference' : 'no: each example measures itself')),
      row('Gamma and beta', (norm) => (norm.hasGamma ? `${norm.hasBeta ? 'gamma and beta' : 'gamma only'}, one per ${norm.affine === 'PerElement' ? 'element of the row' : 'channel'}` : 'neither')),
      row('Works with a batch of one', (norm) => (norm.fitted ? 'no, not while training' : 'yes')),
      row('Training and inference', (norm) => norm.inference),
      row('Removes', (norm) => norm.removes),
      row('Keeps', (norm) => norm.keeps),
      row('Fails', (norm) => norm.fails),
      row('What it buys', (norm) => norm.buys),
      row('Where it is used', (norm) => norm.where),
      row('Use it when', (norm) => norm.use),
    ], { class: 'compare' })),
    h('p', { class: 'note' }, 'Some transformers do without a norm: ', h('a', { href: href('tanh') }, 'dynamic tanh beside LayerNorm and RMSNorm'), '.'),
    h('p', { class: 'note' }, 'Rulers, means, learning, gamma and beta are read from the library\u2019s catalog of norms.'));
}
