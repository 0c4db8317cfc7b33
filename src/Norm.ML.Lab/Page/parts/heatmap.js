// Grids of numbers as heat maps, one below the other in one table, so that their columns line up. The arrow keys walk through them.
import { h, fill } from './dom.js';
import { short, full, roundingShare } from './format.js';
import { scroll } from './scroll.js';

/**
 * Makes one that is drawn by update(), which changes what is there in place: a key or an edit is never lost to a new drawing.
 * @param {object} on label (of the whole), onwalk(row, column) (wants this place selected; it may lie outside of what is drawn),
 *   onedit(row, column, text) (a number was typed; gives the reason if it is not taken), onpaste(text), onundo()
 */
export function heatmap(on) {
  const table = h('table', { role: on.onwalk ? 'grid' : null, class: 'heat', 'aria-label': on.label });
  const frames = h('div', { class: 'frames', 'aria-hidden': 'true' });
  const element = scroll(on.label, h('div', { class: 'framed' }, table, frames));
  let map = null;
  let built = null;
  let cells = {};
  let editing = null;

  function update(next) {
    map = next;
    const shape = JSON.stringify([map.rowNames, map.columnNames, map.blocks.map((block) => block.id)]);
    if (shape !== built) {
      const focused = table.contains(document.activeElement) ? document.activeElement.closest('tbody')?.id : null;
      build();
      built = shape;
      paint();
      if (focused) focusIn(focused);
    } else paint();
  }

  function build() {
    editing = null;
    cells = {};
    const width = map.columnNames.length;
    fill(table,
      h('thead', {}, h('tr', {}, h('td', {}), map.columnNames.map((name) => h('th', { scope: 'col' }, h('span', {}, name))))),
      map.blocks.map((block) => {
        cells[block.id] = [];
        return h('tbody', { id: block.id }, h('tr', {}, h('th', { class: 'block', scope: 'rowgroup', colspan: width + 1 })),
          map.rowNames.map((name, row) => h('tr', {}, h('th', { scope: 'row' }, h('span', {}, name)), map.columnNames.map((_, column) => {
            const cell = h('td', { class: 'cell' });
            if (on.onwalk) {
              cell.addEventListener('click', () => click(block, row, column));
              cell.addEventListener('dblclick', () => edit(block.id, row, column));
              cell.addEventListener('keydown', (event) => key(event, block));
            }
            cells[block.id].push(cell);
            return cell;
          }))));
      }));
  }

  function paint() {
    const width = map.columnNames.length;
    const { rulers, selected } = map;
    table.classList.toggle('ruled', Boolean(rulers));
    const ruler = rulers && selected ? rulers[selected.row * width + selected.column] ?? map.ruler : map.ruler;
    const same = (row, column, which) => row >= 0 && column >= 0 && row < map.rowNames.length && column < width && rulers[row * width + column] === which;
    for (const block of map.blocks) {
      const head = table.querySelector(`#${block.id} th.block`);
      if (head.textContent !== block.caption) head.textContent = block.caption;
      for (const [i, cell] of cells[block.id].entries()) {
        const [row, column] = [Math.floor(i / width), i % width];
        const given = block.values[i];
        const outside = rulers && (rulers[i] === null || rulers[i] === undefined);
        const value = given === null ? NaN : Number(given);
        const isSelected = selected && row === selected.row && column === selected.column;
        const shared = rulers && !outside && rulers[i] === ruler;
        cell.className = ['cell', value < 0 ? 'cold' : 'hot', Number.isFinite(value) || given === null ? '' : 'odd', map.padding?.[row] ? 'padding' : '',
          outside ? 'outside' : '', isSelected ? 'selected' : '', shared ? 'shared' : '',
          ...(rulers && !outside ? [[-1, 0, 'top'], [1, 0, 'bottom'], [0, -1, 'left'], [0, 1, 'right']]
            .map(([down, along, side]) => (same(row + down, column + along, rulers[i]) ? '' : side)) : [])].filter(Boolean).join(' ');
        cell.style.setProperty('--deep', depth(value, block.scale));
        const shown = given === null ? '·' : block.nothing && Math.abs(value) < block.nothing(i) ? '0' : short(given);
        const exact = given === null ? 'not in the batch' : full(given, map.element);
        const about = `${map.rowNames[row]}, ${map.columnNames[column]}: ${shown}${exact === shown ? '' : `, in full ${exact}`}`
          + (outside && given !== null ? ', not in the batch' : '') + (shared ? ', shares the ruler' : '') + (map.padding?.[row] ? ', padding' : '');
        cell.setAttribute('aria-label', about);
        cell.title = about;
        if (given === null) delete cell.dataset.value;
        else cell.dataset.value = String(given);
        if (on.onwalk) {
          cell.setAttribute('tabindex', isSelected || (!selected && i === 0) ? 0 : -1);
          cell.setAttribute('aria-selected', String(Boolean(isSelected)));
        }
        if (editing?.cell !== cell) cell.textContent = shown;
      }
    }
  }

  /** Marks a place of the drawn part at once; the numbers about it may follow later. */
  function select(selected, block) {
    map = { ...map, selected };
    paint();
    if (block) focusIn(block);
  }

  function focusIn(block) {
    table.querySelector(`#${block} .cell[tabindex="0"]`)?.focus({ preventScroll: false });
  }

  function click(block, row, column) {
    if (editing) return;
    const cell = cells[block.id][row * map.columnNames.length + column];
    if (cell.classList.contains('outside')) return;
    on.onwalk(row + map.top, column + map.left, block.id);
  }

  function key(event, block) {
    if (editing || event.altKey) return;
    const { row, column } = on.at();
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === 'z') {
      event.preventDefault();
      on.onundo?.();
      return;
    }
    const begins = block.editable && !control && (/^[-\u2212.0-9]$/.test(event.key) || event.key === 'Enter' || event.key === 'F2');
    if (begins) {
      event.preventDefault();
      edit(block.id, row - map.top, column - map.left, event.key.length === 1 ? event.key : null);
      return;
    }
    const to = {
      ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], ArrowUp: [row - 1, column], ArrowDown: [row + 1, column],
      Home: [control ? 0 : row, 0], End: [control ? Infinity : row, Infinity],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    on.onwalk(...to, block.id);
  }

  /** Opens a field in a cell. Enter and Tab take the number, Escape leaves it as it was. */
  function edit(id, row, column, begin = null) {
    const block = map.blocks.find((one) => one.id === id);
    const i = row * map.columnNames.length + column;
    const cell = cells[id]?.[i];
    if (!block?.editable || !cell || editing) return;
    const field = h('input', { type: 'text', inputmode: 'decimal', class: 'field', 'aria-label': `New number for ${map.rowNames[row]}, ${map.columnNames[column]}` });
    field.value = begin ?? (String(block.values[i]) === 'NaN' ? '' : String(block.values[i]));
    editing = { cell };
    fill(cell, field);
    field.focus();
    if (begin === null) field.select();
    const close = (take) => {
      if (editing?.cell !== cell) return;
      const problem = take && field.value.trim() !== String(block.values[i]) ? on.onedit(row + map.top, column + map.left, field.value) : null;
      if (problem) {
        field.setAttribute('aria-invalid', 'true');
        return;
      }
      editing = null;
      paint();
      focusIn(id);
    };
    field.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Enter' || event.key === 'Tab') {
        event.preventDefault();
        close(true);
        if (!editing && event.key === 'Tab') on.onwalk(row + map.top, column + map.left + (event.shiftKey ? -1 : 1), id);
      } else if (event.key === 'Escape') close(false);
    });
    field.addEventListener('blur', () => close(true));
  }

  if (on.onpaste) {
    table.addEventListener('paste', (event) => {
      if (editing) return;
      event.preventDefault();
      on.onpaste(event.clipboardData.getData('text'));
    });
  }

  /** Where the cells of the outlined ruler lie, in each block. */
  const outlines = () => (map?.blocks ?? []).map((block) => box(cells[block.id].filter((cell) => cell.classList.contains('shared'))));

  function box(some) {
    const origin = frames.getBoundingClientRect();
    const all = some.map((cell) => cell.getBoundingClientRect());
    if (all.length === 0) return null;
    const [left, top] = [Math.min(...all.map((one) => one.left)), Math.min(...all.map((one) => one.top))];
    return { left: left - origin.left, top: top - origin.top, width: Math.max(...all.map((one) => one.right)) - left, height: Math.max(...all.map((one) => one.bottom)) - top };
  }

  /** Turns the outline from where it was to where it is now, about the chosen cell; nothing moves for those who prefer that. */
  function turn(before) {
    if (!window.matchMedia('(prefers-reduced-motion: no-preference)').matches) return;
    const place = (one) => ({ left: `${one.left}px`, top: `${one.top}px`, width: `${one.width}px`, height: `${one.height}px` });
    map.blocks.forEach((block, i) => {
      const [from, to, middle] = [before[i], outlines()[i], box(cells[block.id].filter((cell) => cell.classList.contains('selected')))];
      if (!from || !to || !middle) return;
      const frame = h('div', { class: 'frame' });
      frames.append(frame);
      frame.animate([place(from), place(middle), place(to)], { duration: 900, easing: 'ease-in-out' }).finished.finally(() => frame.remove());
    });
  }

  return { element, update, select, edit, outlines, turn, focusIn };
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
