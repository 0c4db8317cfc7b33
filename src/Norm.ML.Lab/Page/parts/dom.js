// Elements in one expression.

/** An element: h('a', { href: '/', onclick: f }, 'text', [more]). Attributes that are null or false are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) element.setAttribute(name, value);
  element.append(...children.flat(Infinity));
  return element;
}

/** Replaces what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

/** Replaces the controls that a place holds, and gives the focus back to the control that had it. */
export function refill(place, ...children) {
  const key = (one) => [one.dataset.name ?? (one.name || one.id), one.type === 'radio' ? one.value : ''].join();
  const had = place.contains(document.activeElement) ? key(document.activeElement) : null;
  fill(place, ...children);
  if (had) [...place.querySelectorAll('input, select, button')].find((one) => key(one) === had)?.focus();
}
