// An experiment: dynamic tanh in the place of a norm, what it keeps and what it loses.
import { h, fill } from '../parts/dom.js';
import { head, settings, asker, verdict } from '../parts/view.js';
import { slider, choice, list, decades } from '../parts/controls.js';
import { heatmap, nothingOf, scaleOf } from '../parts/heatmap.js';
import { chart } from '../parts/chart.js';
import { table } from '../parts/table.js';
import { short as brief, isRounding } from '../parts/format.js';
import { nameOf } from '../parts/norms.js';

export const title = 'Without a norm: dynamic tanh';
export const short = 'Dynamic tanh';

export function draw(root, params, about) {
  const { values, change } = settings(params, { scenario: 'epochs', norm: 'LayerNorm', alpha: 0.5, factor: 1 }, () => refresh());
  const told = verdict();
  const result = h('div', { class: 'stack' });
  root.append(...head(title, 'Can a transformer do without norms? Dynamic tanh takes the place of each norm: every number goes through one curve, which squashes large ones. '
      + 'It is not a norm, for it measures nothing, and it is not part of this library. See what it keeps of a norm, and what it loses.'),
    h('p', { class: 'formula', id: 'formula' }, 'y = γ · tanh(α · x) + β'),
    h('p', { class: 'note' }, 'Alpha is one number per layer. It is learned, as gamma and beta are, and starts at 0.5. Gamma is 1 and beta 0 here. Source: Zhu, Chen, He, LeCun and Liu, \u201cTransformers without Normalization\u201d, 2025, arXiv:2503.10622.'),
    h('section', { class: 'panel' }, h('div', { class: 'controls' },
      list({ label: 'Scenario', name: 'scenario', options: about.scenarios.map((one) => [one.id, one.title]), value: values.scenario, oninput: (scenario) => change({ scenario }) }),
      choice({ label: 'Beside', name: 'norm', options: ['LayerNorm', 'RmsNorm'].map((kind) => [kind, nameOf(about, kind)]), value: values.norm, oninput: (norm) => change({ norm }) }),
      slider({ label: 'Alpha', name: 'alpha', values: decades(-3, 1), value: values.alpha, text: brief, oninput: (alpha) => change({ alpha }) }),
      slider({ label: 'The input, times', name: 'factor', values: decades(-3, 3), value: values.factor, text: brief, oninput: (factor) => change({ factor }), hint: 'The norm does not notice. Dynamic tanh does.' }))),
    told.element, result);
  const map = heatmap({ label: 'The matrix before, after the norm and after dynamic tanh' });
  const ask = asker('tanh', result, show);
  const refresh = () => ask(values);

  function show({ rowNames, columnNames, row, compared }) {
    const { input, norm, tanh, saturated, largest } = compared;
    const name = nameOf(about, values.norm);
    told.say(saturated > 0
      ? `${saturated} of ${input.length} results of dynamic tanh are saturated: less than a tenth of the slope is left, so what differs in the input hardly differs after it.`
      : largest < 0.3 ? `No result of dynamic tanh is larger than ${brief(largest)}: here it is hardly more than a multiplication by alpha.`
        : 'No result of dynamic tanh is saturated: small numbers are multiplied by about alpha, larger ones by less.');
    const kind = about.norms.find((one) => one.kind === values.norm);
    const rulers = input.map((_, i) => Math.floor(i / row));
    map.update({ rowNames, columnNames, rulers: null, element: 'Double', blocks: [
      { id: 'before', caption: 'Before', values: input, scale: scaleOf(input) },
      { id: 'after', caption: `After ${name}`, values: norm.output, scale: 2, nothing: nothingOf(norm.output, rulers, kind, 'Double') },
      { id: 'tanh', caption: 'After dynamic tanh', values: tanh.output, scale: 2 }] });
    const points = (side) => input.map((x, i) => [x, side.output[i]]);
    const span = ([low, high]) => (zero(low) === zero(high) ? `all ${zero(low)}` : `${zero(low)} to ${zero(high)}`);
    const number = (side, key) => h('span', { 'data-tanh': `${side === tanh ? 'tanh' : 'norm'} ${key}`, 'data-value': String(side[key]) }, zero(side[key]));
    fill(result,
      h('div', { class: 'beside' },
        h('section', { class: 'panel' }, map.element),
        h('section', { class: 'panel' }, chart({ title: 'Each number before and after', x: { label: 'before' }, y: { label: 'after' },
          series: [{ name, dots: true, points: points(norm) }, { name: 'dynamic tanh', dots: true, points: points(tanh) }] }),
        h('p', { class: 'note' }, `Dynamic tanh is one curve for all numbers. ${name} is a straight line for each ruler, steeper where the ruler is small.`))),
      h('section', { class: 'panel', id: 'tanh-facts' }, table('What each keeps and loses, measured here', ['', name, 'dynamic tanh'], [
        ['Measures', kind.centres ? 'mean and deviation of the ruler' : 'the mean square of the ruler', 'nothing: each number goes by itself'],
        ['Row means after it', span(norm.rowMean), span(tanh.rowMean)],
        ['Row sizes after it (root mean square)', span(norm.rowSize), span(tanh.rowSize)],
        ['All inputs ten times as large: a result changes by up to', number(norm, 'scaled'), number(tanh, 'scaled')],
        ['Ten added to all inputs: a result changes by up to', number(norm, 'shifted'), number(tanh, 'shifted')],
        ['The largest input a hundred times as large: another result changes by up to', number(norm, 'neighbours'), number(tanh, 'neighbours')],
        ['No result can be larger than', number(norm, 'bound'), number(tanh, 'bound')],
        ['Depends on other examples', 'no', 'no'],
      ], { class: 'stacked' }), norm.scaled > 0 && h('p', { class: 'note' }, `${name} changes at all with the size of the input because epsilon, 1e\u22125, does not grow with it.`)),
      h('section', { class: 'panel' }, h('h2', {}, 'What that means'), h('ul', {},
        h('li', {}, 'Kept: large numbers are tamed, the order of the numbers stays, no example depends on another, training and inference are the same.'),
        h('li', {}, 'Gained: no statistics, so no pass over the row before the first result; an outlier touches no other number.'),
        h('li', {}, 'Lost: the size of the input matters. Alpha has to fit it: too small, and dynamic tanh multiplies; too large, and it leaves little more than signs. A norm finds the size of each row anew.'),
        h('li', {}, 'Lost: what is saturated. Two outliers, one twice as large as the other, come out equal; through a norm one stays about twice as far out as the other.'))));
  }

  refresh();
}

// Rounding beside results of about 1 is 0.
const zero = (value) => (isRounding(value, 4) ? '0' : brief(value));
