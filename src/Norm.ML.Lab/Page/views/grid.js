// Who shares the ruler: a grid before and after a norm, who depends on the batch, one cell in detail, and what survives.
import { h, fill, refill } from '../parts/dom.js';
import { head, settings, asker, verdict } from '../parts/view.js';
import { slider, choice, list, tick, decades, range } from '../parts/controls.js';
import { heatmap, nothingOf, scaleOf } from '../parts/heatmap.js';
import { ask as askServer } from '../parts/api.js';
import { short as brief, count } from '../parts/format.js';
import { shares, nameOf } from '../parts/norms.js';
import { arithmetic, survival } from './cell.js';
import { families } from './families.js';
import { judgement, meaning } from './meaning.js';
import { steps } from './steps.js';
import { editor } from './editor.js';
import { columnPicker, pager } from './user-data.js';

export const title = 'Who shares the ruler?';
export const short = 'The grid';

const modes = { Train: 'training', Running: 'inference', Fitted: 'inference, all rows' };

export function draw(root, params, about) {
  const data = about.data;
  const defaults = {
    scenario: 'plain', norm: 'LayerNorm', groups: '', epsilon: 1e-5, gamma: 1, beta: 0, element: 'Double', statistics: 'Train', momentum: 0.1, steps: 10,
    skipPadding: false, row: 1, column: 1, top: 0, left: 0, rows: 12, width: 12, columns: [], batch: '', matrix: '',
  };
  const { values, change } = settings(params, defaults, () => refresh());
  const told = verdict();
  const story = h('p', { class: 'lead' });
  const controls = h('div', { class: 'controls' });
  const extra = h('div', {});
  const company = h('div', { class: 'company' });
  const remarks = h('div', {});
  const paging = h('div', {});
  const refused = h('div', {});
  const key = h('p', { class: 'note' });
  const map = heatmap({
    label: 'The matrix before and after', at: () => ({ row: values.row - 1, column: values.column - 1 }), onwalk: walk,
    onedit: (row, column, text) => edits.take(row, column, text), onpaste: (text) => edits.paste(text), onundo: () => edits.undo(),
  });
  const edits = editor({ values, change, askServer, answered: () => answered, edit: () => map.edit('before', values.row - 1 - map.top, values.column - 1 - map.left) });
  const picture = h('section', { class: 'panel picture', 'aria-label': 'The matrix' }, told.element, remarks, paging, map.element, company, refused, edits.element, key);
  const error = h('div', { class: 'picture' });
  const [drift, words, detail] = ['drift', 'words-about', 'detail'].map((name) => h('div', { class: `stack ${name}` }));
  const bench = h('div', { class: 'workbench' }, error, picture, drift, h('section', { class: 'panel settings', 'aria-label': 'Settings' }, controls, extra), words, detail);
  root.append(...head(title), story, bench);

  let answered = null;
  let wanted = 1;
  let drawnFor;
  const request = asker('grid', bench, show, (problem) => {
    fill(error, problem);
    for (const one of [picture, drift, words, detail]) one.hidden = true;
  });
  const refresh = () => request({ ...values, groups: values.groups || null, batch: values.batch || null, matrix: values.matrix || null });

  function show(answer) {
    fill(error);
    for (const one of [picture, drift, words, detail]) one.hidden = false;
    answered = answer;
    fill(story, answer.story);
    // Controls depend on the scenario's shape; a slider that is being moved has to stay.
    const kind = [values.scenario, values.norm, values.statistics, answer.shape.rows, answer.shape.columns].join();
    if (kind !== drawnFor) drawControls(answer.shape);
    const turned = drawnFor !== undefined && map.norm !== values.norm ? map.outlines() : null;
    drawnFor = kind;
    const norm = about.norms.find((one) => one.kind === values.norm);
    told.say(h('span', { class: 'ruler-key', 'aria-hidden': 'true' }), `${norm.name} has one ruler for ${shares[norm.segment]}. `,
      answer.refusal ? `It refuses this ${answer.batch < answer.shape.examples ? 'batch' : 'grid'}: ${answer.refusal}`
        : `${count(answer.arithmetic.shared, 'cell shares', 'cells share')} the one outlined.`);
    drawMap(answer, norm);
    if (turned) map.turn(turned);
    map.norm = values.norm;
    fill(drift, families(answer, values, about));
    fill(words, judgement(answer, values, about), meaning(values, about));
    const open = detail.querySelector('details')?.open;
    fill(detail, answer.arithmetic && steps(answer, norm), answer.arithmetic && arithmetic(answer, values, open), survival(answer, values, about));
  }

  // A place from 0; it may lie outside of what is drawn, and the answer to the last key may be under way.
  function walk(row, column, block) {
    const { shape, window: part } = answered;
    const last = values.batch ? Number(values.batch) * (shape.rows / shape.examples) : shape.rows;
    const [r, c] = [Math.min(Math.max(row, 0), last - 1), Math.min(Math.max(column, 0), shape.columns - 1)];
    const seen = (at, from, size) => (at < from ? at : at >= from + size ? at - size + 1 : from);
    wanted = r + 1;
    change({ row: r + 1, column: c + 1, top: seen(r, Number(values.top), part.rows), left: seen(c, Number(values.left), part.columns) });
    if (r >= part.top && r < part.top + part.rows && c >= part.left && c < part.left + part.columns) map.select({ row: r - part.top, column: c - part.left }, block);
  }

  function drawMap(answer, norm) {
    const { window: part } = answer;
    const local = { row: values.row - 1 - part.top, column: values.column - 1 - part.left };
    const seen = local.row >= 0 && local.column >= 0 && local.row < part.rows && local.column < part.columns;
    map.top = part.top;
    map.left = part.left;
    map.update({
      top: part.top, left: part.left, rowNames: answer.rowNames, columnNames: answer.columnNames, rulers: answer.rulers, ruler: answer.selected.ruler,
      padding: answer.padding, element: values.element, selected: seen ? local : null,
      blocks: [
        { id: 'before', caption: 'Before', values: answer.input, scale: scaleOf(answer.input), editable: Boolean(answer.matrix) },
        ...(answer.output ? [{ id: 'after', caption: `After ${nameOf(about, values.norm)}`, values: answer.output, scale: 2,
          nothing: nothingOf(answer.output, answer.rulers, norm, values.element) }] : []),
      ],
    });
    fill(refused, answer.refusal && h('p', { class: 'error', role: 'alert' }, answer.refusal));
    fill(remarks, answer.remark && h('p', { class: 'note', id: 'remark' }, answer.remark));
    fill(paging, pager(answer, values, change) ?? '');
    edits.draw(answer);
    fill(key, 'Blue is below 0, orange above, deeper is farther. Arrow keys walk through the matrix; the outline shows who shares the ruler of the chosen cell.',
      answer.matrix && ' Enter, a double click or a digit changes the number before.',
      answer.padding.includes(true) && ' Numbers in italics are padding.',
      answer.input.some((value) => value === 'NaN') && ' NaN is a missing value: whatever is measured with it becomes NaN; fitted statistics leave it out.');
    picture.classList.toggle('broad', part.columns > 6);
    bench.classList.toggle('broad', part.columns > 6);
  }

  function drawControls(shape) {
    const scenarios = [...(data ? [[data.id, data.name.length > 16 ? 'Your file' : `Your data: ${data.name}`]] : []), ...about.scenarios.map((one) => [one.id, one.title]), [about.own, 'Your own matrix']];
    const groupCounts = range(1, shape.channels, 1).filter((n) => shape.channels % n === 0).slice(0, 24);
    const norm = about.norms.find((one) => one.kind === values.norm);
    const running = norm.fitted && values.statistics === 'Running';
    const down = norm.segment === 'Channel';
    refill(company,
      shape.examples > 1 && slider({ label: 'Examples in the batch', name: 'batch', values: sizes(shape.examples), value: values.batch || shape.examples,
        text: (size) => `${size} of ${shape.examples}`, hint: 'The first examples; the others leave the room.',
        oninput: (size) => change({ batch: size === shape.examples ? '' : size, ...within(size * (shape.rows / shape.examples)) }) }),
      choice({ label: 'Mode', name: 'statistics', value: values.statistics, oninput: (statistics) => change({ statistics }),
        options: Object.entries(modes).filter(([mode]) => mode !== 'Fitted' || shape.hasFitted) }),
      h('p', { class: 'control' }, h('button', { type: 'button', id: 'flip', onclick: () => change({ norm: down ? 'LayerNorm' : 'BatchNorm' }) },
        h('span', { 'aria-hidden': 'true', class: 'turn-sign' }, '⟲'), ` Turn the axis: ${down ? 'along the row, LayerNorm' : 'down the column, BatchNorm'}`)));
    refill(controls,
      list({ label: 'Scenario', name: 'scenario', options: scenarios, value: values.scenario, oninput: open }),
      choice({ label: 'Norm', name: 'norm', options: about.norms.map((one) => [one.kind, one.name]), value: values.norm, oninput: (chosen) => change({ norm: chosen }) }),
      choice({ label: 'Stored in', name: 'element', options: [['Float', 'float'], ['Double', 'double']], value: values.element, oninput: (element) => change({ element }) }),
      values.norm === 'GroupNorm' && slider({ label: 'Groups of channels', name: 'groups', values: groupCounts, value: values.groups || (shape.channels % 2 === 0 ? 2 : 1), oninput: (groups) => change({ groups }),
        hint: Number(values.groups || (shape.channels % 2 === 0 ? 2 : 1)) === 1 ? 'One group measures all channels of an example: in a table the same as LayerNorm.' : null }),
      running && slider({ label: 'Momentum', name: 'momentum', values: range(0, 1, 0.05), value: values.momentum, oninput: (momentum) => change({ momentum }) }),
      running && slider({ label: 'Batches seen', name: 'steps', values: range(0, 100, 1), value: values.steps, oninput: (seen) => change({ steps: seen }), hint: 'All examples each time, from mean 0 and variance 1.' }),
      norm.fitted && shape.isSequence && tick({ label: 'Leave padding out of the statistics', name: 'skipPadding', value: values.skipPadding, oninput: (skipPadding) => change({ skipPadding }) }),
      slider({ label: 'Epsilon', name: 'epsilon', values: [0, ...decades(-18, 0, [1])], value: values.epsilon, text: brief, oninput: (epsilon) => change({ epsilon }) }),
      slider({ label: 'Gamma', name: 'gamma', values: range(0, 3, 0.1), value: values.gamma, oninput: (gamma) => change({ gamma }), hint: norm.hasGamma ? null : `${norm.name} has no gamma.` }),
      slider({ label: 'Beta', name: 'beta', values: range(-3, 3, 0.1), value: values.beta, oninput: (beta) => change({ beta }), hint: norm.hasBeta ? null : `${norm.name} has no beta.` }));
    fill(extra, values.scenario === data?.id && columnPicker(data, values, change));
  }

  function open(scenario) {
    wanted = 1;
    const matrix = scenario === about.own ? answered?.matrix ?? '1 2 3_101 102 103_10 20 30' : '';
    change({ scenario, matrix, row: 1, column: 1, top: 0, left: 0, groups: '', columns: [], batch: '', skipPadding: false,
      statistics: values.statistics === 'Fitted' ? 'Train' : values.statistics });
    edits.forget();
  }

  // The chosen row leaves with its example, and comes back with it.
  function within(rows) {
    wanted = Math.max(wanted, Number(values.row));
    const row = Math.min(wanted, rows);
    return { row, top: Math.min(values.top, Math.max(0, row - 1)) };
  }

  refresh();
}

// All sizes of a small grid, and steps through a large one.
const sizes = (examples) => (examples <= 40 ? range(1, examples, 1)
  : [...new Set([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536].filter((size) => size < examples)), examples]);
