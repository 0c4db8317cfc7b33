// Who depends on who else is in the batch: the drift of each family beside the grid, and training against inference.
import { h } from '../parts/dom.js';
import { short, isRounding } from '../parts/format.js';

/** A line with two bars for each norm of the catalog. */
export function families({ families: exact, batch, shape }, values, about) {
  // Two ways to the same statistics differ by a few units of rounding, which are no drift.
  const clean = (value, line) => (isRounding(value, 16 * line.largest, values.element) ? 0 : value);
  const lines = exact.map((line) => ({ ...line, drift: clean(line.drift, line), modes: clean(line.modes, line) }));
  const drift = bars(lines.map((line) => line.drift));
  const modes = bars(lines.map((line) => line.modes));
  const all = batch === shape.examples;
  return h('section', { class: 'panel', id: 'families' },
    h('h2', {}, 'Who depends on who else is in the batch?'),
    h('table', { class: 'families' },
      h('caption', {}, all ? `The batch is the whole matrix: ${shape.examples} examples.` : `The batch has ${batch} of ${shape.examples} examples.`),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'norm'), h('th', { scope: 'col' }, 'drift', h('small', {}, 'this batch against the whole matrix')),
        h('th', { scope: 'col' }, 'modes', h('small', {}, 'training against inference')))),
      h('tbody', {}, lines.map((line, i) => h('tr', { class: line.norm === values.norm ? 'current' : null },
        h('th', { scope: 'row' }, about.norms.find((norm) => norm.kind === line.norm).name),
        line.refusal
          ? h('td', { class: 'refused', colspan: 2 }, `refuses: ${line.refusal}`)
          : [bar(`${line.norm} drift`, line.drift, drift[i]), bar(`${line.norm} modes`, line.modes, modes[i])])))),
    h('p', { class: 'note', id: 'about-drift' }, said(lines, all, values)),
    h('p', { class: 'note', id: 'about-modes' }, aboutModes(lines, values, about)));
}

function bar(name, value, share) {
  const fill = h('span', { class: 'fill' });
  fill.style.setProperty('--share', share);
  return h('td', { 'data-family': name, 'data-value': String(value) }, h('span', { class: 'amount' }, Number.isNaN(Number(value)) ? 'cannot train' : short(value)), h('span', { class: 'bar', 'aria-hidden': 'true' }, fill));
}

function bars(amounts) {
  const most = Math.max(...amounts.map(Number).filter(Number.isFinite), 0);
  return amounts.map((amount) => (most > 0 && Number.isFinite(Number(amount)) ? Number(amount) / most : 0));
}

function said(lines, all, values) {
  const moved = lines.filter((line) => !line.refusal && Number(line.drift) > 0).map((line) => line.norm);
  if (values.statistics !== 'Train') return 'Drift: at inference no result depends on the batch, for BatchNorm uses what it learned.';
  if (all) return 'Drift: lower the number of examples in the batch, and the same rows are measured in other company.';
  return moved.length > 0
    ? `Drift: ${moved.join(' and ')} alone gives the same example another result in other company. The greatest change of a cell is shown.`
    : 'Drift: no result has changed.';
}

// Why one norm has a bar there: what its running statistics know, of what the batch would tell.
function aboutModes(lines, values, about) {
  const fitted = about.norms.find((norm) => norm.fitted);
  const line = lines.find((one) => one.norm === fitted.kind);
  const rest = 'The other norms have one formula for both.';
    const name = fitted.name;
  if (line.refusal || Number.isNaN(Number(line.modes))) return `Modes: ${name} cannot train on this batch, so there is nothing to compare. ${rest}`;
  const known = 1 - (1 - values.momentum) ** values.steps;
  const source = values.statistics === 'Fitted' ? 'the statistics of all rows of the file'
    : `running statistics, which are ${short(Math.round(1000 * known) / 10)} % of the way from mean 0 and variance 1 after ${values.steps} batches at momentum ${short(values.momentum)}`;
  return `Modes: ${name} takes the statistics of this batch in training, and at inference ${source}. ${Number(line.modes) === 0 ? 'Here both are the same' : `A cell changes by up to ${short(line.modes)}`}. ${rest}`;
}
