// A grid of numbers as a heat map: a table that the arrow keys walk through, with the cells of one ruler outlined.
import { h } from './dom.js';
import { short, full, roundingShare } from './format.js';

/**
 * Draws one.
 * @param {object} map caption, rowNames, columnNames, values (in reading order), rulers (same length, or null), ruler (the one outlined), padding (per row),
 *   selected ({row, column}), scale (the value that has the deepest colour), nothing(i) (below it a norm's result i is what rounding leaves of
 *   0; left out for what is not a result), element (for all digits), onselect(row, column), id (for tests and labels)
 */
export function heatmap(map) {
  const { rowNames, columnNames, values, rulers, selected } = map;
  const width = columnNames.length;
  const same = (row, column, ruler) => row >= 0 && column >= 0 && row < rowNames.length && column < width && rulers[row * width + column] === ruler;

  const cell = (row, column) => {
    const i = row * width + column;
    const value = Number(values[i]);
    const ruler = rulers?.[i];
    const isSelected = selected && row === selected.row && column === selected.column;
    const classes = ['cell', value < 0 ? 'cold' : 'hot', Number.isFinite(value) ? '' : 'odd', map.padding?.[row] ? 'padding' : '', isSelected ? 'selected' : ''];
    if (rulers) {
      classes.push(ruler === map.ruler ? 'shared' : '');
      if (!same(row - 1, column, ruler)) classes.push('top');
      if (!same(row + 1, column, ruler)) classes.push('bottom');
      if (!same(row, column - 1, ruler)) classes.push('left');
      if (!same(row, column + 1, ruler)) classes.push('right');
    }
    const about = `${rowNames[row]}, ${columnNames[column]}: ${full(values[i], map.element)}`
      + (rulers && ruler === map.ruler ? ', shares the ruler' : '') + (map.padding?.[row] ? ', padding' : '');
    const element = h('td', {
      role: map.onselect ? 'gridcell' : null,
      class: classes.filter(Boolean).join(' '),
      tabindex: map.onselect ? (isSelected || (!selected && i === 0) ? 0 : -1) : null,
      'aria-label': about,
      'aria-selected': map.onselect ? String(Boolean(isSelected)) : null,
      title: about,
      'data-value': String(values[i]),
    }, map.nothing && Math.abs(value) < map.nothing(i) ? '0' : short(value));
    element.style.setProperty('--deep', depth(value, map.scale));
    if (map.onselect) {
      element.addEventListener('click', () => map.onselect(row, column));
      element.addEventListener('keydown', (event) => walk(event, row, column));
    }
    return element;
  };

  const walk = (event, row, column) => {
    const to = {
      ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], ArrowUp: [row - 1, column], ArrowDown: [row + 1, column],
      Home: [event.ctrlKey ? 0 : row, 0], End: [event.ctrlKey ? rowNames.length - 1 : row, width - 1], Enter: [row, column], ' ': [row, column],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    const [r, c] = to;
    if (r >= 0 && c >= 0 && r < rowNames.length && c < width) map.onselect(r, c);
  };

  return h('div', { class: 'scroll' }, h('table', { role: map.onselect ? 'grid' : null, class: `heat ${rulers ? 'ruled' : ''}`, id: map.id, 'aria-label': map.caption },
    h('caption', {}, map.caption),
    h('thead', {}, h('tr', {}, h('td', {}), columnNames.map((name) => h('th', { scope: 'col' }, h('span', { title: name }, name))))),
    h('tbody', {}, rowNames.map((name, row) => h('tr', {},
      h('th', { scope: 'row' }, h('span', { title: name }, name)), columnNames.map((_, column) => cell(row, column)))))));
}

/** The value that has the deepest colour: the middle of the sizes makes one huge value leave the others some colour. */
export function scaleOf(values) {
  const sizes = values.map(Number).filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs).sort((a, b) => a - b);
  return sizes.length === 0 ? 1 : sizes[Math.floor(sizes.length / 2)] * 2;
}

// From 0 to 1; beyond the scale it grows slowly.
function depth(value, scale) {
  if (!Number.isFinite(value)) return 0;
  const share = Math.abs(value) / scale;
  return (share <= 1 ? share * 0.75 : Math.min(1, 0.75 + 0.05 * Math.log10(share))).toFixed(3);
}

/** For results of a norm that subtracts a mean: below which size each is a rounded 0, measured by the largest result of its ruler. Others have no such size. */
export function nothingOf(values, rulers, norm, element) {
  const largest = new Map();
  values.forEach((value, i) => {
    const size = Math.abs(Number(value));
    if (Number.isFinite(size)) largest.set(rulers[i], Math.max(size, largest.get(rulers[i]) ?? 0));
  });
  return norm.centres ? (i) => roundingShare(element) * (largest.get(rulers[i]) ?? 0) : null;
}
