// A region that scrolls sideways when what it holds is too wide, and says so where it does.
import { h } from './dom.js';

/** Wraps an element. The label names the region for those who reach it by keyboard. */
export function scroll(label, ...children) {
  const hint = h('p', { class: 'scroll-hint', hidden: true }, 'More to the right: scroll sideways.');
  const region = h('div', { class: 'scroll', role: 'region', 'aria-label': label, tabindex: 0 }, ...children);
  const measure = () => {
    const wide = region.scrollWidth > region.clientWidth + 1;
    hint.hidden = !wide;
    region.classList.toggle('goes-on', wide && region.scrollLeft + region.clientWidth < region.scrollWidth - 1);
    // A region that does not scroll is no stop for the keyboard.
    if (wide || region.scrollHeight > region.clientHeight + 1) region.tabIndex = 0;
    else region.removeAttribute('tabindex');
  };
  region.addEventListener('scroll', measure, { passive: true });
  const watch = new ResizeObserver(measure);
  watch.observe(region);
  for (const child of region.children) watch.observe(child);
  return h('div', { class: 'scrolling' }, hint, region);
}
