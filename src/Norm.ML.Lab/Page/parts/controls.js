// What a view is set with. Each control shows its value and tells when it changes.
import { h } from './dom.js';

let next = 0;

/** A slider over a list of values. */
export function slider({ label, name, values, value, text = String, hint, oninput }) {
  const id = `control-${next++}`;
  const nearest = (wanted) => values.reduce((best, one, i) => (Math.abs(one - wanted) < Math.abs(values[best] - wanted) ? i : best), 0);
  const output = h('output', { for: id });
  const input = h('input', { type: 'range', id, name, min: 0, max: values.length - 1, step: 1, 'aria-describedby': hint ? `${id}-hint` : null });
  const tell = () => {
    const shown = text(values[input.value]);
    output.textContent = shown;
    input.setAttribute('aria-valuetext', shown);
  };
  input.value = nearest(value);
  tell();
  input.addEventListener('input', () => {
    tell();
    oninput(values[input.value]);
  });
  return h('div', { class: 'control slider' },
    h('label', { for: id }, label), output, input, hint && h('p', { class: 'hint', id: `${id}-hint` }, hint));
}

/** One of a few, all in sight: options are [value, text] pairs. */
export function choice({ label, name, options, value, oninput }) {
  const group = `control-${next++}`;
  return h('fieldset', { class: `control choice ${options.map(([, text]) => text).join('').length > 28 ? 'wide' : ''}` }, h('legend', {}, label),
    h('div', { class: 'segments' }, options.map(([key, text]) => h('label', {},
      h('input', { type: 'radio', name: group, 'data-name': name, value: key, checked: String(key) === String(value), onchange: () => oninput(key) }),
      h('span', {}, text)))));
}

/** One of many. */
export function list({ label, name, options, value, oninput }) {
  const id = `control-${next++}`;
  const select = h('select', { id, name, onchange: () => oninput(select.value) },
    options.map(([key, text]) => h('option', { value: key, selected: String(key) === String(value) }, text)));
  return h('div', { class: 'control list' }, h('label', { for: id }, label), select);
}

/** Yes or no. */
export function tick({ label, name, value, oninput }) {
  const input = h('input', { type: 'checkbox', name, checked: value, onchange: () => oninput(input.checked) });
  return h('label', { class: 'control tick' }, input, h('span', {}, label));
}

/** Values from a power of ten to another: 1, 2 and 5 in each. */
export function decades(from, to, steps = [1, 2, 5]) {
  const values = [];
  for (let power = from; power < to; power++) for (const step of steps) values.push(Number(`${step}e${power}`));
  return [...values, Number(`1e${to}`)];
}

/** Evenly spaced values. */
export function range(from, to, step) {
  const count = Math.round((to - from) / step);
  return Array.from({ length: count + 1 }, (_, i) => Number((from + i * step).toFixed(10)));
}
