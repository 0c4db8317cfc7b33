// For the user's own file: which columns, and which part of a large grid is in sight.
import { h, fill } from '../parts/dom.js';
import { count } from '../parts/format.js';

const mostChips = 80;

/** Ticks for columns, with a filter; columns without numbers are there and cannot be chosen. */
export function columnPicker(data, values, change) {
  const chosen = new Set(values.columns);
  const chips = h('div', { class: 'chips', role: 'group', 'aria-label': 'Columns' });
  const filter = h('input', { type: 'search', placeholder: 'Filter by name', 'aria-label': 'Filter columns by name', oninput: draw });
  const numeric = data.columns.filter((column) => column.numeric).length;
  const all = h('button', { type: 'button', onclick: () => { chosen.clear(); draw(); tell(); } }, 'All columns of numbers');

  const summary = h('summary', {});
  function tell() {
    change({ columns: data.columns.map((column) => column.name).filter((name) => chosen.has(name)), column: 1, left: 0, groups: '' });
  }

  function draw() {
    summary.textContent = `Columns of ${data.name}: ${chosen.size || numeric} of ${data.columns.length} chosen`;
    const wanted = filter.value.trim().toLowerCase();
    const found = data.columns.filter((column) => column.name.toLowerCase().includes(wanted));
    fill(chips, found.slice(0, mostChips).map((column, i) => h('label', { title: column.numeric ? null : 'This column holds no numbers.' },
      h('input', { type: 'checkbox', id: `column-${i}`, checked: chosen.has(column.name), disabled: !column.numeric, onchange: (event) => {
        if (event.target.checked) chosen.add(column.name);
        else chosen.delete(column.name);
        draw();
        document.getElementById(`column-${i}`)?.focus();
        tell();
      } }), column.name, !column.numeric && ' (text)')),
    found.length > mostChips && h('span', {}, `and ${count(found.length - mostChips, 'more; filter to see it', 'more; filter to see them')}`));
  }

  draw();
  return h('details', { class: 'picker', open: chosen.size > 0 }, summary, filter, ' ', all, chips);
}

/** Steps through a grid that is larger than the part in sight. */
export function pager({ window: part, shape }, values, change) {
  if (shape.rows <= part.rows && shape.columns <= part.columns && part.top === 0 && part.left === 0) return null;
  const axis = (name, from, shown, all, key, step, select) => h('span', {},
    h('button', { type: 'button', disabled: from === 0, 'aria-label': `Earlier ${name}`, onclick: () => change({ [key]: Math.max(0, from - step), [select]: Math.max(0, from - step) + 1 }) }, '‹'),
    `${name} ${(from + 1).toLocaleString('en')} to ${(from + shown).toLocaleString('en')} of ${all.toLocaleString('en')}`,
    h('button', { type: 'button', disabled: from + shown >= all, 'aria-label': `Later ${name}`, onclick: () => change({ [key]: from + step, [select]: from + step + 1 }) }, '›'));
  return h('div', { class: 'pager', id: 'pager' },
    axis('rows', part.top, part.rows, shape.rows, 'top', values.rows, 'row'), axis('columns', part.left, part.columns, shape.columns, 'left', values.width, 'column'));
}
