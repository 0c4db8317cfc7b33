// One cell of the grid: its arithmetic line by line, and what is left of its row and column.
import { h } from '../parts/dom.js';
import { short, full, isRounding } from '../parts/format.js';
import { scroll } from '../parts/scroll.js';

/** The arithmetic, as the server did it, and the kernel's own result below it. */
export function arithmetic({ arithmetic: a, rowNames, columnNames, selected, window: part }, values, open) {
  const place = [rowNames[selected.row - part.top] ?? `row ${selected.row + 1}`, columnNames[selected.column - part.left] ?? `column ${selected.column + 1}`];
  return h('details', { class: 'panel', open: open ?? false },
    h('summary', {}, h('h2', {}, `Line by line, with all digits: ${place.join(', ')}`)),
    scroll('The arithmetic of the chosen cell', h('table', { class: 'arithmetic', 'aria-label': 'The arithmetic of the chosen cell' }, h('tbody', {},
      a.lines.map((line, i) => h('tr', { class: i === a.lines.length - 1 ? 'result' : null },
        h('th', { scope: 'row' }, line.name),
        h('td', { class: 'formula' }, line.formula.replaceAll('-', '\u2212').replaceAll('^2', '²').replaceAll('*', '×'), line.numbers && h('small', {}, line.numbers)),
        h('td', { 'data-line': line.name, 'data-value': String(line.value) }, full(line.value, i === 0 ? values.element : 'Double')))),
      h('tr', {}, h('th', { scope: 'row' }, 'the kernel gives'), h('td', {}, values.element === 'Float' ? 'rounded to float' : 'in double'),
        h('td', { id: 'kernel', 'data-value': String(a.kernel) }, full(a.kernel, values.element)))))),
    h('p', { class: 'note' }, comparison(a)));
}

// In double by hand, a few units are lost; far more where squares leave the range of a double, which the kernel takes care of.
const most = 1000;

function comparison({ kernel, lines, distance, unit }) {
  const byHand = Number(lines.at(-1).value);
  if (Number.isNaN(Number(kernel)) && Number.isNaN(byHand)) return 'By hand and kernel give no number: a value that they are measured with is missing or infinite.';
  if (Number(distance) === 0 || Number(kernel) === byHand) return 'By hand and kernel agree to the last digit.';
  if (Number.isFinite(Number(distance)) && Number(distance) <= most * Number(unit))
    return `By hand and kernel differ by ${short(distance)}: rounding only (one unit of rounding is ${short(unit)} here).`;
  return `By hand it is ${short(byHand)}, the kernel gives ${short(kernel)}: a number on the way by hand is too large or too small for a double.`;
}

const columns = [
  ['rowMean', 'row mean'], ['rowSpread', 'row spread'], ['rowLength', 'row length'], ['rowCosine', 'direction', 'cosine to input'],
  ['columnMean', 'column mean'], ['columnSpread', 'column spread'],
];

/** What each norm leaves of level, size and direction. */
export function survival({ survival: lines, selected }, values, about) {
  return h('section', { class: 'panel', id: 'survives' },
    h('h2', {}, `What survives in row ${selected.row + 1} and column ${selected.column + 1}`),
    scroll('What survives, by norm', h('table', { class: 'survival', 'aria-label': 'What survives, by norm' },
      h('thead', {}, h('tr', {}, h('td', {}), columns.map(([, name, remark]) => h('th', { scope: 'col' }, name, remark && h('small', {}, remark))))),
      h('tbody', {}, lines.map((line) => h('tr', { class: line.norm === values.norm ? 'current' : null },
        h('th', { scope: 'row' }, line.norm ? about.norms.find((norm) => norm.kind === line.norm).name : 'the input'),
        line.refusal
          ? h('td', { class: 'refused', colspan: columns.length }, `refuses: ${line.refusal}`)
          : columns.map(([key]) => h('td', { 'data-survives': `${line.norm ?? 'input'} ${key}`, 'data-value': String(line[key]) }, shown(line, key, values.element)))))))),
    h('p', { class: 'note' }, 'A spread of 1 or a mean of 0 in a whole row or column is what the ruler took. Equal to the input\u2019s is kept. Rows and columns are those of the grid.'));
}

// What rounding leaves of a 0, beside what is measured with it, says nothing here. The input's numbers are the user's: all of them are shown.
function shown(line, key, element) {
  const beside = { rowMean: line.rowSpread, rowSpread: line.rowMean, columnMean: line.columnSpread, columnSpread: line.columnMean, rowCosine: 1 }[key];
  return line.norm && isRounding(line[key], beside ?? 0, element) ? '0' : short(line[key]);
}
