// Who shares the ruler: a grid before and after a norm, one cell in detail, and what survives.
import { h, fill, refill } from '../parts/dom.js';
import { head, settings, asker, verdict } from '../parts/view.js';
import { slider, choice, list, tick, decades, range } from '../parts/controls.js';
import { heatmap, nothingOf, scaleOf } from '../parts/heatmap.js';
import { short as brief, count } from '../parts/format.js';
import { shares, nameOf } from '../parts/norms.js';
import { arithmetic, survival } from './cell.js';
import { columnPicker, pager } from './user-data.js';

export const title = 'Who shares the ruler?';
export const short = 'The grid';

export function draw(root, params, about) {
  const data = about.data;
  const defaults = {
    scenario: 'plain', norm: 'LayerNorm', groups: '', epsilon: 1e-5, gamma: 1, beta: 0, element: 'Double', statistics: 'Train', momentum: 0.1, steps: 10,
    skipPadding: false, row: 1, column: 1, top: 0, left: 0, rows: 12, width: 12, columns: [],
  };
  const state = settings(params, defaults, () => refresh());
  const { values, change } = state;
  const controls = h('div', { class: 'controls' });
  const extra = h('div', {});
  const told = verdict();
  const story = h('p', { class: 'lead' });
  const result = h('div', { class: 'stack' });
  root.append(...head(title), story, h('section', { class: 'panel' }, controls, extra), told.element, result);

  const ask = asker('grid', result, show);
  const refresh = () => ask({ ...values, groups: values.groups || null });
  let drawnFor;

  function show(answer) {
    fill(story, answer.story);
    // Controls depend on the scenario's shape; a slider that is being moved has to stay.
    const kind = [values.scenario, values.norm, values.statistics].join();
    if (kind !== drawnFor) drawControls(answer.shape);
    drawnFor = kind;
    const norm = about.norms.find((one) => one.kind === values.norm);
    const a = answer.arithmetic;
    told.say(h('span', { class: 'ruler-key', 'aria-hidden': 'true' }), `${norm.name} has one ruler for ${shares[norm.segment]}. `,
      answer.refusal ? `It refuses this grid: ${answer.refusal}` : `${count(a.shared, 'cell shares', 'cells share')} the one outlined.`);
    drawMaps(answer);
  }

  function select(row, column) {
    change({ row: row + 1, column: column + 1 });
  }

  function drawMaps(answer) {
    const { window: part, selected } = answer;
    const focused = document.activeElement?.closest('.heat')?.id;
    const local = { row: selected.row - part.top, column: selected.column - part.left };
    const common = {
      rowNames: answer.rowNames, columnNames: answer.columnNames, rulers: answer.rulers, ruler: selected.ruler, padding: answer.padding, element: values.element,
      selected: local.row >= 0 && local.column >= 0 && local.row < part.rows && local.column < part.columns ? local : null,
      onselect: (row, column) => select(row + part.top, column + part.left),
    };
    const before = heatmap({ ...common, id: 'before', caption: 'Before', values: answer.input, scale: scaleOf(answer.input) });
    const after = answer.output
      ? heatmap({ ...common, id: 'after', caption: `After ${nameOf(about, values.norm)}`, values: answer.output, scale: 2,
          nothing: nothingOf(answer.output, answer.rulers, about.norms.find((one) => one.kind === values.norm), values.element) })
      : h('p', { class: 'error', role: 'alert' }, answer.refusal);
    fill(result,
      answer.remark && h('p', { class: 'note', id: 'remark' }, answer.remark),
      pager(answer, values, change),
      h('div', { class: part.columns > 6 ? 'stack' : 'columns' }, h('section', { class: 'panel' }, before), h('section', { class: 'panel' }, after)),
      h('p', { class: 'note' }, 'Blue is below 0, orange above, deeper is farther. Arrow keys walk through a grid; the outline shows who shares the ruler of the chosen cell.',
        answer.padding.includes(true) && ' Numbers in italics are padding.',
        answer.input.some((value) => value === 'NaN') && ' NaN is a missing value: whatever is measured with it becomes NaN; fitted statistics leave it out.'),
      h('div', { class: 'columns' }, answer.arithmetic && arithmetic(answer, values), survival(answer, values, about)));
    if (focused) document.querySelector(`#${focused} .selected`)?.focus({ preventScroll: true });
  }

  function drawControls(shape) {
    const scenarios = [...(data ? [[data.id, `Your data: ${data.name}`]] : []), ...about.scenarios.map((one) => [one.id, one.title])];
    const groupCounts = range(1, shape.channels, 1).filter((n) => shape.channels % n === 0).slice(0, 24);
    const isBatch = values.norm === 'BatchNorm', chosen = about.norms.find((norm) => norm.kind === values.norm);
    refill(controls,
      list({ label: 'Scenario', name: 'scenario', options: scenarios, value: values.scenario,
        oninput: (scenario) => change({ scenario, row: 1, column: 1, top: 0, left: 0, groups: '', columns: [], skipPadding: false, statistics: values.statistics === 'Fitted' ? 'Train' : values.statistics }) }),
      choice({ label: 'Norm', name: 'norm', options: about.norms.map((norm) => [norm.kind, norm.name]), value: values.norm, oninput: (norm) => change({ norm }) }),
      choice({ label: 'Stored in', name: 'element', options: [['Float', 'float'], ['Double', 'double']], value: values.element, oninput: (element) => change({ element }) }),
      values.norm === 'GroupNorm' && slider({ label: 'Groups of channels', name: 'groups', values: groupCounts, value: values.groups || (shape.channels % 2 === 0 ? 2 : 1), oninput: (groups) => change({ groups }) }),
      isBatch && choice({ label: 'Statistics', name: 'statistics', value: values.statistics, oninput: (statistics) => change({ statistics }),
        options: [['Train', 'this batch'], ['Running', 'running'], ...(shape.hasFitted ? [['Fitted', 'all rows']] : [])] }),
      isBatch && values.statistics === 'Running' && slider({ label: 'Momentum', name: 'momentum', values: range(0, 1, 0.05), value: values.momentum, oninput: (momentum) => change({ momentum }) }),
      isBatch && values.statistics === 'Running' && slider({ label: 'Batches seen', name: 'steps', values: range(0, 100, 1), value: values.steps, oninput: (steps) => change({ steps }), hint: 'The same batch each time, from mean 0 and variance 1.' }),
      isBatch && shape.isSequence && tick({ label: 'Leave padding out of the statistics', name: 'skipPadding', value: values.skipPadding, oninput: (skipPadding) => change({ skipPadding }) }),
      slider({ label: 'Epsilon', name: 'epsilon', values: [0, ...decades(-18, 0, [1])], value: values.epsilon, text: brief, oninput: (epsilon) => change({ epsilon }) }),
      slider({ label: 'Gamma', name: 'gamma', values: range(0, 3, 0.1), value: values.gamma, oninput: (gamma) => change({ gamma }), hint: chosen.hasGamma ? null : `${chosen.name} has no gamma.` }),
      slider({ label: 'Beta', name: 'beta', values: range(-3, 3, 0.1), value: values.beta, oninput: (beta) => change({ beta }), hint: chosen.hasBeta ? null : `${chosen.name} has no beta.` }));
    fill(extra, values.scenario === data?.id && columnPicker(data, values, change));
  }

  refresh();
}
