// Plain tables.
import { h } from './dom.js';
import { scroll } from './scroll.js';

/** A table: titles, then rows whose first cell names them. Scrolls sideways where it is too wide; of class "stacked", a phone shows each row as a paragraph. */
export function table(caption, titles, rows, attributes = {}) {
  return scroll(caption, h('table', attributes,
    h('caption', {}, caption),
    h('thead', {}, h('tr', {}, titles.map((title, i) => (i === 0 && title === '' ? h('td', {}) : h('th', { scope: 'col' }, title))))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, i) => (i === 0 ? h('th', { scope: 'row' }, cell) : h('td', { 'data-title': titles[i] }, cell))))))));
}
