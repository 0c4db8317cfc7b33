// Epsilon on a row that hardly varies, in float and in double.
import { h, fill } from '../parts/dom.js';
import { head, settings, asker, verdict } from '../parts/view.js';
import { slider, decades } from '../parts/controls.js';
import { chart } from '../parts/chart.js';
import { short as brief, full } from '../parts/format.js';

export const title = 'Epsilon: what counts as no difference';
export const short = 'Epsilon';

export function draw(root, params) {
  const { values, change } = settings(params, { centre: 5, distance: 1e-8, epsilon: 1e-5 }, () => refresh());
  const told = verdict();
  const result = h('div', { class: 'stack' });
  root.append(...head(title, 'Epsilon keeps the division from 0 where a row does not vary. LayerNorm divides by the square root of variance + epsilon. Differences well above the root of epsilon are blown up to a spread of 1; smaller ones fade away. Without epsilon, noise in the last digit would fill the ruler.'),
    h('section', { class: 'panel' }, h('div', { class: 'controls' },
      slider({ label: 'Epsilon', name: 'epsilon', values: [0, ...decades(-20, 0)], value: values.epsilon, text: brief, oninput: (epsilon) => change({ epsilon }) }),
      slider({ label: 'The row\u2019s level', name: 'centre', values: [0, ...decades(0, 6)], value: values.centre, text: brief, oninput: (centre) => change({ centre }) }),
      slider({ label: 'Plus and minus', name: 'distance', values: decades(-12, 0, [1]), value: values.distance, text: brief, oninput: (distance) => change({ distance }) }))),
    told.element, result);
  const ask = asker('epsilon', result, show);
  const refresh = () => ask(values);

  function show(answer) {
    const constant = ['float', 'double'].filter((type) => answer[type].inputSpread === 0);
    const row = `${brief(values.centre)} ± ${brief(values.distance)}`;
    told.say(constant.length > 0
      ? `In ${constant.join(' and in ')}, ${row} is exactly ${full(answer[constant[0]].input[0], constant[0] === 'float' ? 'Float' : 'Double')}: constant. The result is 0, and no epsilon brings the difference back.${constant.length === 1 ? ` In double the difference is there: of a spread of 1, ${brief(answer.double.outputSpread)} is left at this epsilon.` : ''}`
      : `${row} keeps its difference in both types; of a spread of 1, ${brief(answer.double.outputSpread)} is left at this epsilon.`);
    fill(result,
      h('div', { class: 'columns' }, panel('float', 'Float', answer.float), panel('double', 'Double', answer.double)),
      h('section', { class: 'panel' }, chart({
        title: `Spread of the output for ${row}`, x: { label: 'epsilon', log: true }, y: { label: 'spread of the output', from: 0, to: 1.05 },
        series: ['double', 'float'].map((type) => ({ name: type, points: answer.sweep.filter((point) => point.epsilon > 0).map((point) => [point.epsilon, point[type]]) })),
        marks: values.epsilon > 0 ? [{ x: values.epsilon, text: 'epsilon' }] : [],
      })));
  }

  const panel = (name, element, row) => h('section', { class: 'panel' },
    h('h2', {}, `In ${name}`),
    h('dl', { class: 'facts' }, fact('stored as', full(row.input[0], element), row.input[0]), fact('and', full(row.input[1], element), row.input[1]),
      fact('spread as stored', full(row.inputSpread), row.inputSpread), fact('1 / sqrt(variance + epsilon)', full(row.inverseDeviation), row.inverseDeviation),
      fact('results', full(row.output[0], element), row.output[0]), fact('and', full(row.output[1], element), row.output[1]), fact('spread of the output', full(row.outputSpread), row.outputSpread, `${name}-spread`)));

  const fact = (name, text, value, id) => [h('dt', {}, name), h('dd', { class: 'exact', id, 'data-value': String(value) }, text)];

  refresh();
}
