// The eight steps of the start view, and the bar that leads from one to the next.
import { h } from './dom.js';
import { href } from './address.js';

const tour = [
  ['See who shares the ruler', 'grid', { scenario: 'plain' }, 'The outline is one ruler. Click cells, then switch the norm: LayerNorm goes along a row, BatchNorm down a column. Below, each result is worked out line by line.'],
  ['See what LayerNorm removes', 'grid', { scenario: 'copies' }, 'Three rows: one, its copy shifted by 100, its copy times ten. LayerNorm cannot tell them apart. Switch to RMSNorm: it removes the size, not the level.'],
  ['Put one feature on a huge scale', 'grid', { scenario: 'huge', norm: 'LayerNorm' }, 'One ruler for the row is filled by the largest feature. Switch to BatchNorm: a ruler for each column brings all features to one scale.'],
  ['Let one example be an outlier', 'grid', { scenario: 'outlier', norm: 'BatchNorm' }, 'Now BatchNorm suffers: the outlier sets the ruler of everyone. Switch to LayerNorm: no other row notices.'],
  ['Let examples leave the room', 'grid', { scenario: 'plain', norm: 'BatchNorm', batch: '3' }, 'Three of six examples are in the batch. Their own numbers are the same, and BatchNorm\u2019s results for them have changed: see its bar beside the grid. No other norm moves. Turn the axis, and move the number of examples.'],
  ['Change the company', 'batch', {}, 'BatchNorm\u2019s result for one and the same example wobbles with who else is in the batch, more so the smaller the batch; and a batch of one fails. Learned statistics end the wobble.'],
  ['Measure what hardly varies', 'epsilon', {}, 'Epsilon decides what counts as no difference. And in float, 5.0 \u00b1 0.00000001 has no difference to begin with.'],
  ['Stack 96 layers', 'depth', { layers: '96' }, 'Without a norm, activations and gradients grow by a factor at every layer. A norm before each block, or after it, holds them. Post-norm\u2019s curves are the flatter ones, and still pre-norm is the better choice: read below the curves why.'],
];

/** The steps with their addresses. */
export const steps = tour.map(([name, view, settings, text], i) => ({ name, text, address: href(view, { ...settings, step: i + 1 }) }));

/** What to do in a step, and the way on; nothing outside the tour. */
export function guide(step) {
  const at = steps[step - 1];
  if (!at) return null;
  const next = steps[step];
  return h('aside', { class: 'guide', 'aria-label': `Step ${step} of ${steps.length}` },
    h('p', {}, h('strong', {}, `${step} of ${steps.length}: ${at.name}. `), at.text),
    h('a', { class: 'go', href: next ? next.address : href('choose') }, next ? `Next: ${next.name}` : 'Last: which norm for which data?', ' →'));
}
