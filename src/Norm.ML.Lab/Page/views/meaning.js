// Beside the picture: what the chosen norm means, and what it did to the matrix on screen.
import { h } from '../parts/dom.js';
import { short } from '../parts/format.js';
import { described } from '../parts/norms.js';
import { href } from '../parts/address.js';

/** The live judgement: what was removed and what was kept, by the numbers on screen. */
export function judgement({ judgement: judged, refusal }, values, about) {
  const norm = about.norms.find((one) => one.kind === values.norm);
  if (refusal) return h('section', { class: 'panel', id: 'judgement' }, h('h2', {}, 'On this matrix'), h('p', { class: 'look-out' }, `${norm.name} cannot measure it: a ruler needs at least two values.`));
  const good = judged.warnings.length === 0;
  return h('section', { class: 'panel', id: 'judgement' }, h('h2', {}, 'On this matrix'),
    good ? h('p', { class: 'working' }, `${norm.name} does its job: ${judged.rulers} ${judged.rulers === 1 ? 'ruler is' : 'rulers are'} brought to ${brought[norm.divisor]}.`)
      : judged.warnings.map((warning) => h('p', { class: 'look-out' }, warning)),
    h('ul', { class: 'judged' }, judged.properties.filter((one) => Number.isFinite(Number(one.afterLow))).map((one) =>
      h('li', { 'data-judged': one.id, class: one.alike ? 'taken' : 'kept' }, h('strong', {}, said[one.id][one.alike ? 0 : 1]), ' ', range(one)))));
}

const brought = {
  Deviation: 'one level and one unit',
  RootMeanSquare: 'one size; their levels are kept',
  Length: 'length 1; their levels are kept',
};

const said = {
  'row-mean': ['The rows are recentred.', 'Rows keep their own levels.'],
  'row-size': ['The rows have one scale.', 'Row scale is not equalized: rows still differ in size.'],
  'column-mean': ['The columns are recentred.', 'Columns keep their own levels.'],
  'column-size': ['The columns have one scale.', 'Column scale is not equalized: columns still differ in size.'],
};

const names = { 'row-mean': 'Row means', 'row-size': 'Row sizes (root mean square)', 'column-mean': 'Column means', 'column-size': 'Column sizes (root mean square)' };

const range = ({ id, beforeLow, beforeHigh, afterLow, afterHigh, alike }) =>
  `${names[id]}: ${short(beforeLow)} to ${short(beforeHigh)} before, ${alike ? `all ${short(near(afterHigh))}` : `${short(near(afterLow))} to ${short(near(afterHigh))}`} after.`;

// Rounding beside 1 says nothing in a range of means and sizes.
const near = (value) => (Math.abs(Number(value)) < 1e-9 ? 0 : Number(value));

/** What the family shares, removes, keeps, buys; where and when it is used, and how it fails. */
export function meaning(values, about) {
  const norm = described(about).find((one) => one.kind === values.norm);
  const line = (name, text) => [h('dt', {}, name), h('dd', {}, text)];
  return h('section', { class: 'panel', id: 'meaning' }, h('h2', {}, `What ${norm.name} means`),
    h('p', { class: 'axis' }, norm.axis),
    h('dl', { class: 'words' }, line('One ruler for', norm.shares), line('Removes', norm.removes), line('Keeps', norm.keeps), line('What it buys', norm.buys),
      line('Where it is used', norm.where), line('Use it when', norm.use), line('How it fails', norm.fails), line('Inference', norm.inference),
      line('In this library', h('code', {}, norm.call))),
    h('p', {}, h('a', { href: href('choose') }, 'The norms side by side')));
}
