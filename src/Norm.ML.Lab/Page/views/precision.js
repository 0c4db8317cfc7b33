// A mean far above the spread: the library's kernel beside a naive formula in one pass.
import { h, fill } from '../parts/dom.js';
import { head, settings, asker, verdict } from '../parts/view.js';
import { slider, decades } from '../parts/controls.js';
import { chart } from '../parts/chart.js';
import { table } from '../parts/table.js';
import { number } from '../parts/api.js';
import { short as brief, full } from '../parts/format.js';

export const title = 'A mean far above the spread';
export const short = 'Precision';

export function draw(root, params) {
  const { values, change } = settings(params, { mean: 10000, spread: 1 }, () => refresh());
  const told = verdict();
  const result = h('div', { class: 'stack' });
  root.append(...head(title, 'The variance as mean(x²) − mean(x)² needs one pass and is in many programs. In float it takes two large, nearly equal numbers from each other. The library\u2019s kernel reads the data once, too, but carries its sums in double, and measures a difficult row again.'),
    h('section', { class: 'panel' }, h('div', { class: 'controls' },
      slider({ label: 'Mean', name: 'mean', values: decades(0, 8), value: values.mean, text: brief, oninput: (mean) => change({ mean }) }),
      slider({ label: 'Spread', name: 'spread', values: decades(-3, 3, [1]), value: values.spread, text: brief, oninput: (spread) => change({ spread }) }))),
    told.element, result);
  const ask = asker('precision', result, show);
  const refresh = () => ask(values);

  function show({ at, sweep }) {
    const broken = Number.isNaN(number(at.naiveError));
    told.say(broken ? `The naive variance is ${brief(at.naiveVariance)}: negative, so there is no result at all. Ours is within ${brief(at.oursError)} of the truth.`
      : `The naive formula is up to ${brief(at.naiveError)} off, ours ${brief(at.oursError)}; results are about 1 in size.`);
    const line = (name, key) => ({ name, points: sweep.map((point) => [point.mean, point[key]]) });
    fill(result, h('div', { class: 'columns' },
      h('section', { class: 'panel' }, chart({
        title: 'Greatest distance from the true result', x: { label: 'mean of the row', log: true }, y: { label: 'distance', log: true },
        series: [line('ours', 'oursError'), { ...line('naive, one pass', 'naiveError'), dots: true }], marks: [{ x: values.mean, text: 'this row' }],
      }), h('p', { class: 'note' }, 'Where a dot is missing, the naive variance is negative and the result is NaN. Where ours is missing, it is exact.')),
      h('section', { class: 'panel' }, h('h2', {}, 'The variance'), h('dl', { class: 'facts' },
        h('dt', {}, 'true, of the stored values'), h('dd', { class: 'exact' }, full(at.trueVariance)),
        h('dt', {}, 'naive, mean(x²) − mean(x)²'), h('dd', { class: 'exact', id: 'naive-variance', 'data-value': String(at.naiveVariance) }, full(at.naiveVariance, 'Float'))),
      table('The first of 64 values', ['x', 'truth', 'ours', 'naive'], at.input.slice(0, 8).map((x, i) =>
        [full(x, 'Float'), full(at.truth[i]), h('span', { 'data-ours': i, 'data-value': String(at.ours[i]) }, full(at.ours[i], 'Float')), full(at.naive[i], 'Float')]), { class: 'values exact nowrap' }))));
  }

  refresh();
}
