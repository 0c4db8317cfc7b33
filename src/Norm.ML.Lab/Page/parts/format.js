// Numbers as text: short for looking, full for trusting.

const minus = '\u2212';

/** About four digits. */
export function short(value) {
  const x = Number(value);
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : `${minus}∞`;
  const size = Math.abs(x);
  let text;
  if (x === 0) text = '0';
  else if (size >= 1e6 || size < 1e-3) text = String(Number(x.toPrecision(3)).toExponential()).replace('e+', 'e');
  else text = String(Number(x.toPrecision(4)));
  return text.replace(/-/g, minus);
}

/** Up to this share of what a norm measures with, its results are rounding: four units of the element type. Numbers of a user have no such share. */
export const roundingShare = (element) => 4 * 2 ** (element === 'Float' ? -24 : -53);

/** Whether a result is only what rounding left of a 0, beside numbers of some size that it was computed from. */
export const isRounding = (value, beside, element = 'Double') => Math.abs(Number(value)) <= roundingShare(element) * Math.abs(Number(beside));

/** All digits: the shortest text that reads back as the same number of its type. */
export function full(value, element = 'Double') {
  const x = Number(value);
  if (!Number.isFinite(x)) return short(x);
  let shortest = x;
  for (let digits = 1; element === 'Float' && digits <= 9; digits++) {
    shortest = Number(x.toPrecision(digits));
    if (Math.fround(shortest) === x) break;
  }
  return String(shortest).replace('e+', 'e').replace(/-/g, minus);
}

/** 1st, 2 examples and the like. */
export const count = (n, one, many = `${one}s`) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
