// The four steps from x to y: a formula each, with the numbers of the chosen cell under its symbols.
import { h } from '../parts/dom.js';
import { short } from '../parts/format.js';

/** The steps of a norm that subtracts the mean, of one that divides by the length, or of one that divides by the root mean square. */
export function steps({ arithmetic: a, rowNames, columnNames, selected, window: part }, norm) {
  const line = Object.fromEntries(a.lines.map((one) => [one.name, one]));
  const value = (name) => line[name]?.value;
  const centred = norm.centres;
  const from = (one) => (one.formula.includes('over the ruler') ? null : `Not of this batch: ${one.formula.split(', ').slice(1).join(', ')}.`);
  const d = ['d', a.shared, 'how many cells share the ruler'];
  const x = ['x', value('x'), 'the cell'];
  const epsilon = ['ε', value('epsilon'), 'epsilon'];
  const hat = ['x̂', value('normalized'), 'normalized'];
  const list = centred ? [
    ['The mean of the ruler', [['μ', value('mean'), 'the mean'], '=', '1 /', d, '· Σ x'], from(line.mean) ?? line.mean.numbers],
    ['The variance of the ruler', [['σ²', value('variance'), 'the variance'], '=', '1 /', d, '· Σ (x −', ['μ', value('mean'), 'the mean'], ')²'], from(line.variance)],
    ['Normalize', [hat, '= (', x, '−', ['μ', value('mean'), 'the mean'], ') / √(', ['σ²', value('variance'), 'the variance'], '+', epsilon, ')'],
      `${short(value('x'))} lies ${Number(value('normalized')) === 0 ? 'at' : `${short(Math.abs(Number(value('normalized'))))} local units ${Number(value('normalized')) < 0 ? 'below' : 'above'}`} the centre of its ruler. ε keeps the division from 0.`],
    ['Scale and shift', [['y', value('result'), 'the result'], '=', ['γ', value('gamma'), 'gamma'], '·', hat, '+', ['β', value('beta'), 'beta']], 'Gamma and beta are learned, one of each per feature or channel.'],
  ] : norm.divisor === 'Length' ? [
    ['No mean', ['μ is not subtracted'], `${norm.name} leaves the level where it is.`],
    ['The squares of the ruler', [['s', value('sum of squares'), 'the sum of squares'], '= Σ x²'], null],
    ['The length', [['ℓ', value('length'), 'the length'], '= √', ['s', value('sum of squares'), 'the sum of squares']], null],
    ['Divide', [['y', value('result'), 'the result'], '=', x, '/ max(', ['ℓ', value('length'), 'the length'], ',', epsilon, ')'],
      'ε is the least length that a row is divided by; it is not added. There is neither gamma nor beta.'],
  ] : [
    ['No mean', ['μ is not subtracted'], 'RMSNorm leaves the level where it is.'],
    ['The mean square of the ruler', [['m', value('mean square'), 'the mean square'], '=', '1 /', d, '· Σ x²'], null],
    ['Normalize', [hat, '=', x, '/ √(', ['m', value('mean square'), 'the mean square'], '+', epsilon, ')'], 'Only the length of the row is controlled; its direction stays. ε keeps the division from 0.'],
    ['Scale', [['y', value('result'), 'the result'], '=', ['γ', value('gamma'), 'gamma'], '·', hat], 'RMSNorm has a gamma and no beta.'],
  ];
  const place = [rowNames[selected.row - part.top] ?? `row ${selected.row + 1}`, columnNames[selected.column - part.left] ?? `column ${selected.column + 1}`];
  return h('section', { class: 'panel', id: 'steps' },
    h('h2', {}, `Four steps for ${place.join(', ')}`),
    h('ol', { class: 'formulas' }, list.map(([name, terms, remark], i) => h('li', { 'data-step': i + 1 }, h('h3', {}, name),
      h('p', { class: 'formula-line' }, terms.map((term) => (Array.isArray(term) ? symbol(...term) : h('span', { class: 'sign' }, term)))),
      remark && h('p', { class: 'note' }, remark)))));
}

const symbol = (sign, value, name) => h('span', { class: 'term', title: name }, h('var', {}, sign), h('span', { class: 'under', 'data-symbol': sign, 'data-value': String(value) }, short(value)));
