// Why numbers are normalized at all, why there are several norms, and why each architecture took the one it did.
import { h } from '../parts/dom.js';
import { href } from '../parts/address.js';
import { head } from '../parts/view.js';

export const title = 'Why normalize?';
export const short = 'Why';

const grid = (text, settings) => ['grid', text, settings];

// Name for links, heading, paragraphs, and where to see it.
const chapters = [
  ['ambiguous', 'Numbers are ambiguous', [
    '1, 2, 3 and 101, 102, 103 and 10, 20, 30 are different numbers with one pattern: low, middle, high. The second is the first with another origin, the third is the first in another unit.',
    'A layer that sees raw numbers has to find the same pattern again for every origin and every unit. The mean removes the shift: it sets the origin. The standard deviation removes the scale: it sets the unit. What is left is the relative structure.',
  ], grid('See the three vectors', { scenario: 'copies', norm: 'LayerNorm' })],
  ['unit', 'The standard deviation is the local unit', [
    'In 8, 10, 12 the deviation is 1.63; in 80, 100, 120 it is 16.33. Both become \u22121.22, 0, 1.22. 12 and 120 are not the same number, but each is as high in its own vector as the other. Absolute magnitude is not preserved; relative structure is.',
  ], grid('See A and B', { scenario: 'ruler', norm: 'LayerNorm' })],
  ['sharing', 'Which numbers should share a ruler?', [
    'Each norm answers this differently. BatchNorm: one channel, over all examples and positions. LayerNorm: the features of one example or token. GroupNorm: a group of channels of one example. InstanceNorm: one channel of one example, over its positions. RMSNorm and UnitNorm: the same as LayerNorm, without a mean.',
    'So a norm is an assumption about what may be compared. If the numbers that share a ruler are comparable, it helps. If not, it erases information: income in euros beside age in years.',
  ], grid('See one feature fill the ruler', { scenario: 'huge', norm: 'LayerNorm' })],
  ['shifting', 'What a layer sees while it learns', [
    'The inputs of a layer change as the layers before it change: mean 0 and spread 1 in the first epoch, mean 0.5 and spread 2 in the second, mean 1.2 and spread 3.5 in the third. The layer has to adapt again and again, and training is slower and less stable. Normalized inputs keep one mean and one spread.',
  ], grid('See three epochs', { scenario: 'epochs', norm: 'LayerNorm' })],
  ['batchnorm-first', 'Why BatchNorm came first', [
    'In 2015 the leading architecture was the convolutional network. There a channel is a detector: of edges, of textures, of a contrast of colours. How strongly it fires on many images and positions is a natural thing to compare, so the channel over the whole batch is a natural ruler.',
    'The price is coupling: every example borrows the statistics of its batch. In small batches they are noisy, and in a batch of one there are none. At inference BatchNorm needs running statistics.',
  ], grid('See channels of two pictures', { scenario: 'image', norm: 'BatchNorm' })],
  ['transformers', 'Why LayerNorm fits transformers', [
    'A transformer works on token states: a vector of features per token. One feature over unrelated tokens, positions and padding is not one detector: a bank that raised rates, the bank of a river, and a filler. Sequences differ in length, and text is generated one token at a time, in a batch of one.',
    'LayerNorm asks each token for its own level and unit. The same formula serves a batch of 10,000 and a batch of 1, in training and at inference, and there are no running averages to maintain.',
  ], grid('See sequences with padding', { scenario: 'padding', norm: 'LayerNorm' })],
  ['residual', 'The residual stream', [
    'A block adds to a stream: x_next = x + update. The update depends on the scale of what the block reads. So a large x makes a large update and an even larger x; a small x makes small updates. Over dozens of layers small errors of scale compound.',
    'Pre-norm reads through a norm: x_next = x + F(LayerNorm(x)). The stream itself is not erased and can go on to accumulate; each block reads a calibrated version of it. Gradients have a direct way back along the stream. Take pre-norm for new models, and post-norm to reproduce the first transformers, such as BERT.',
  ], ['depth', 'Stack 48 layers', { layers: '48' }]],
  ['rms', 'RMSNorm shows what matters most', [
    'LayerNorm does two things: it subtracts the mean, which removes shift, and it divides by the deviation, which removes scale. RMSNorm only divides by the root mean square. It keeps the direction of a vector and controls its length.',
    'Llama, Mistral and others train well with it. That suggests that in large transformers the dangerous instability is scale and not shift: re-centring was not what carried the load.',
  ], grid('See what RMSNorm keeps', { scenario: 'copies', norm: 'RmsNorm' })],
  ['insight', 'The core of it', [
    'A network processes values inside coordinate systems. If the origin and the unit keep changing, the next layer has two problems: what is the pattern, and in which coordinates is it written today? A norm takes away part of the second problem.',
  ], ['choose', 'Which norm for which data?', {}]],
];

export function draw(root) {
  root.append(...head(title, 'A norm removes differences that a model should not have to care about. This is the idea behind the formula (x \u2212 mean) / deviation.'),
    h('div', { class: 'chapters' }, chapters.map(([id, name, paragraphs, [view, text, settings]]) =>
      h('section', { class: 'panel', id }, h('h2', {}, name), paragraphs.map((one) => h('p', {}, one)), h('p', {}, h('a', { href: href(view, settings) }, text))))));
}
