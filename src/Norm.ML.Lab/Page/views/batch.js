// BatchNorm and its batch: the wobble of one example while training, and the running statistics that end it.
import { h, fill, refill } from '../parts/dom.js';
import { head, settings, asker, verdict } from '../parts/view.js';
import { slider, choice, range } from '../parts/controls.js';
import { chart } from '../parts/chart.js';
import { table } from '../parts/table.js';
import { short as brief } from '../parts/format.js';

export const title = 'BatchNorm and who else is in the batch';
export const short = 'Batches';

const sizes = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256];

export function draw(root, params) {
  const { values, change } = settings(params, { statistics: 'train', size: 8, draw: 1, momentum: 0.1, batches: 100, seed: 42 }, () => refresh());
  const controls = h('div', { class: 'controls' });
  const told = verdict();
  const result = h('div', { class: 'stack' });
  root.append(...head(title, 'One example stays the same: 3, \u22120.5, 8, 3. The others in its batch are drawn anew each time. While training, BatchNorm measures them all with one ruler per feature.'),
    h('section', { class: 'panel' }, controls), told.element, result);

  const askBatch = asker('batch', result, showBatch);
  const askRunning = asker('running', result, showRunning);
  let drawnFor;

  function refresh() {
    if (drawnFor !== values.statistics) drawControls();
    drawnFor = values.statistics;
    const { size, draw: drawn, seed, momentum, batches } = values;
    return values.statistics === 'running' ? askRunning({ size, seed, momentum, batches }) : askBatch({ size, draw: drawn, seed });
  }

  function drawControls() {
    const running = values.statistics === 'running';
    refill(controls,
      choice({ label: 'Statistics', name: 'statistics', value: values.statistics, options: [['train', 'this batch (training)'], ['running', 'running (inference)']],
        oninput: (statistics) => change({ statistics, size: statistics === 'running' ? Math.max(2, values.size) : values.size }) }),
      slider({ label: 'Batch size', name: 'size', values: running ? sizes.slice(1) : sizes, value: values.size, oninput: (size) => change({ size }) }),
      !running && slider({ label: 'Batch drawn', name: 'draw', values: range(1, 100, 1), value: values.draw, oninput: (drawn) => change({ draw: drawn }), hint: 'Same example, other company.' }),
      running && slider({ label: 'Momentum', name: 'momentum', values: [0, 0.01, 0.02, 0.05, ...range(0.1, 1, 0.1)], value: values.momentum, oninput: (momentum) => change({ momentum }), hint: 'The share of each new batch.' }),
      running && slider({ label: 'Batches', name: 'batches', values: range(10, 400, 10), value: values.batches, oninput: (batches) => change({ batches }) }));
  }

  function showBatch(answer) {
    if (answer.refusal) {
      told.say('A batch of one cannot be trained on: a single value has no spread.');
      fill(result, h('p', { class: 'error', role: 'alert', id: 'refusal' }, answer.refusal),
        h('p', { class: 'note' }, 'This is what the library says. LayerNorm still gives ', answer.layerNorm.map(brief).join(', '), ': it measures the example itself.'),
        h('section', { class: 'panel' }, bySize(answer)));
      return;
    }
    const now = answer.outputs[values.draw - 1];
    told.say(`In batches of ${values.size}, the same 3 becomes anything from ${brief(answer.least[0])} to ${brief(answer.greatest[0])}; in this one it is ${brief(now[0])}. LayerNorm always gives ${brief(answer.layerNorm[0])}.`);
    fill(result,
      h('div', { class: 'columns' },
        h('section', { class: 'panel' }, chart({
          title: 'The fixed example\u2019s first feature in 100 batches', x: { label: 'batch drawn', from: 0, to: 101 }, y: { label: 'output', from: -2.5, to: 2.5 },
          series: [
            { name: 'BatchNorm, one dot per batch', dots: true, points: answer.outputs.map((output, i) => [i + 1, output[0]]) },
            { name: 'this batch', dots: true, points: [[values.draw, now[0]]] },
            { name: 'LayerNorm', points: [[0, answer.layerNorm[0]], [101, answer.layerNorm[0]]] },
          ],
        })),
        h('section', { class: 'panel', id: 'by-size' }, bySize(answer))),
      h('div', { class: 'columns' }, h('section', { class: 'panel' }, table('The fixed example, feature by feature', ['feature', 'input', 'output here', 'wobble', 'least', 'greatest'],
        answer.example.map((value, i) => [`feature ${i + 1}`, brief(value), h('span', { 'data-output': i, 'data-value': String(now[i]) }, brief(now[i])), brief(answer.spread[i]), brief(answer.least[i]), brief(answer.greatest[i])]), { class: 'values' }),
        h('p', { class: 'note' }, 'The wobble is the standard deviation of the output over 100 batches.')),
      h('section', { class: 'panel' }, table(`The batch: the fixed example and ${values.size - 1} others`, ['example', ...answer.example.map((_, i) => `feature ${i + 1}`)],
        Array.from({ length: Math.min(values.size, 12) }, (_, row) => [row === 0 ? 'fixed' : `other ${row}`, ...answer.example.map((_, i) => brief(answer.batch[row * answer.features + i]))]), { class: 'values' }),
      values.size > 12 && h('p', { class: 'note' }, `and ${values.size - 12} more.`))));
  }

  const bySize = (answer) => chart({
    title: 'The wobble by batch size', x: { label: 'batch size', log: true }, y: { label: 'spread of the output', log: true },
    series: [{ name: 'standard deviation over 100 batches', points: answer.bySize.map((point) => [point.batchSize, point.spread]) }],
    marks: values.size > 1 ? [{ x: values.size, text: `size ${values.size}` }] : [],
  });

  function showRunning({ points, trueMean, trueVariance }) {
    const last = points.at(-1);
    told.say(`After ${points.length} batches the running mean is ${brief(last.runningMean)} and the running variance ${brief(last.runningVariance)}; the truth is ${brief(trueMean)} and ${brief(trueVariance)}. `
      + `The fixed 3 becomes ${brief(last.output)}, whoever else is in the batch.`);
    const line = (name, key, dots = false) => ({ name, dots, points: points.map((point) => [point.batch, point[key]]) });
    fill(result, h('div', { class: 'columns' },
      h('section', { class: 'panel' }, chart({ title: 'Mean of the first feature', x: { label: 'batches seen' }, y: { label: 'mean' },
        series: [line('running mean', 'runningMean'), line('mean of the batch', 'batchMean', true), line('exact mean so far', 'exactMean')], marks: [{ y: trueMean, text: 'truth' }] })),
      h('section', { class: 'panel' }, chart({ title: 'Variance of the first feature', x: { label: 'batches seen' }, y: { label: 'variance' },
        series: [line('running variance', 'runningVariance'), line('variance of the batch', 'batchVariance', true), line('exact variance so far', 'exactVariance')], marks: [{ y: trueVariance, text: 'truth' }] })),
      h('section', { class: 'panel' }, chart({ title: 'The fixed example\u2019s first feature with running statistics', x: { label: 'batches seen' }, y: { label: 'output' },
        series: [line('output', 'output')], marks: [{ y: (3 - trueMean) / Math.sqrt(trueVariance), text: 'with the true statistics' }] })),
      h('section', { class: 'panel' }, table('After the last batch', ['', 'mean', 'variance'], [
        ['running, by momentum', h('span', { id: 'running-mean', 'data-value': String(last.runningMean) }, brief(last.runningMean)), brief(last.runningVariance)],
        ['exact, as this library fits', brief(last.exactMean), brief(last.exactVariance)],
        ['truth', brief(trueMean), brief(trueVariance)]], { class: 'values' }),
      h('p', { class: 'note' }, 'Running statistics start at mean 0 and variance 1. A large momentum arrives soon and keeps wobbling; a small one is steady and late. Exact statistics need no momentum.'))));
  }

  refresh();
}
