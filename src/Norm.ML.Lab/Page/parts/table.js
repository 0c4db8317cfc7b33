// Plain tables.
import { h } from './dom.js';

/** A table: titles, then rows whose first cell names them. Scrolls sideways where it is too wide. */
export function table(caption, titles, rows, attributes = {}) {
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, h('table', attributes,
    h('caption', {}, caption),
    h('thead', {}, h('tr', {}, titles.map((title) => h('th', { scope: 'col' }, title)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, i) => (i === 0 ? h('th', { scope: 'row' }, cell) : h('td', {}, cell))))))));
}
