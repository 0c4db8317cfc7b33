// Gamma and beta that undo the normalization.
import { h, fill, refill } from '../parts/dom.js';
import { head, settings, asker, verdict } from '../parts/view.js';
import { slider, choice, range } from '../parts/controls.js';
import { heatmap, nothingOf, scaleOf } from '../parts/heatmap.js';
import { table } from '../parts/table.js';
import { short as brief, full, isRounding } from '../parts/format.js';

export const title = 'Gamma and beta: undoing it';
export const short = 'Gamma and beta';

const share = (value) => `${Math.round(value * 100)} %`;

export function draw(root, params, about) {
  const { values, change } = settings(params, { norm: 'BatchNorm', gamma: 0, beta: 0, row: 1 }, () => refresh());
  const controls = h('div', { class: 'controls' });
  const told = verdict();
  const result = h('div', { class: 'stack' });
  root.append(...head(title, 'After the norm, each feature is multiplied by gamma and shifted by beta; both are learned. With gamma at the deviation and beta at the mean, a network can undo the norm, if that serves it. Move both sliders to 100 %.'),
    h('section', { class: 'panel' }, controls), told.element, result);
  const map = heatmap({ label: 'The matrix before and after' });
  const ask = asker('affine', result, show);
  let drawnFor;

  function refresh() {
    if (drawnFor !== values.norm) drawControls();
    drawnFor = values.norm;
    return ask(values);
  }

  function drawControls() {
    refill(controls,
      choice({ label: 'Norm', name: 'norm', options: [['BatchNorm', 'BatchNorm'], ['LayerNorm', 'LayerNorm']], value: values.norm, oninput: (norm) => change({ norm }) }),
      slider({ label: 'Gamma, from 1 to the deviation', name: 'gamma', values: range(0, 1, 0.01), value: values.gamma, text: share, oninput: (gamma) => change({ gamma }) }),
      slider({ label: 'Beta, from 0 to the mean', name: 'beta', values: range(0, 1, 0.01), value: values.beta, text: share, oninput: (beta) => change({ beta }) }),
      values.norm === 'LayerNorm' && slider({ label: 'Taken from example', name: 'row', values: range(1, 6, 1), value: values.row, oninput: (row) => change({ row }) }));
  }

  function show({ input, rowNames, columnNames, result: undone }) {
    const size = (row) => Math.max(...input.slice(row * columnNames.length, (row + 1) * columnNames.length).map(Math.abs));
    const away = undone.rowDistance.map((distance, row) => (isRounding(distance, size(row)) ? 0 : distance));
    const back = away.filter((distance) => distance === 0).length;
    told.say(back === rowNames.length ? 'Every example is back where it was: BatchNorm\u2019s gamma and beta belong to the same columns as its rulers.'
      : back > 0 ? `Example ${values.row} is back; the others are not, for LayerNorm measured each with a ruler of its own.`
        : `The farthest result is ${brief(Math.max(...away))} away from its input.`);
    const scale = scaleOf(input);
    const norm = about.norms.find((one) => one.kind === values.norm);
    const rulers = input.map((_, i) => (norm.segment === 'Channel' ? i % columnNames.length : Math.floor(i / columnNames.length)));
    map.update({ rowNames, columnNames, rulers: null, element: 'Double', blocks: [{ id: 'before', caption: 'Before', values: input, scale },
      { id: 'after', caption: `After ${values.norm}, gamma and beta`, values: undone.output, scale, nothing: nothingOf(undone.output, rulers, norm, 'Double') }] });
    fill(result,
      h('section', { class: 'panel' }, map.element),
      h('div', { class: 'columns' },
        h('section', { class: 'panel' }, table('Gamma and beta', ['feature', 'gamma', 'beta'],
          columnNames.map((name, i) => [name, full(undone.gamma[i]), full(undone.beta[i])]), { class: 'values' })),
        h('section', { class: 'panel' }, table('How far each example is from its input', ['example', 'greatest distance'],
          rowNames.map((name, i) => [name, h('span', { 'data-distance': i, 'data-value': String(undone.rowDistance[i]) }, brief(away[i]))]), { class: 'values' }),
          undone.rowDistance.some((distance, i) => distance !== away[i]) && h('p', { class: 'note', id: 'rounding' }, `0 is up to rounding: ${brief(Math.max(...undone.rowDistance.filter((_, i) => away[i] === 0)))} at most.`))));
  }

  refresh();
}
