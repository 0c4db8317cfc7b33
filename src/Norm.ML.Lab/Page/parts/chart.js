// Lines and points over an axis: an SVG with its numbers as a table below it.
import { h, svg, fill } from './dom.js';
import { short } from './format.js';
import { scale, extent } from './scale.js';
import { table } from './table.js';

const margin = { top: 14, right: 16, bottom: 44, left: 66 };

/**
 * Draws a chart that fits its place, whatever the width.
 * @param {object} chart title, x and y ({label, log, from, to}), series ([{name, points: [[x, y]], dots}]), marks ([{x or y, text}])
 */
export function chart(chart) {
  const plot = h('div', { class: 'plot' });
  const figure = h('figure', { class: 'chart' },
    h('figcaption', {}, h('strong', {}, chart.title), legend(chart.series)),
    plot,
    h('details', {}, h('summary', {}, 'The numbers as a table'), numbers(chart)));
  new ResizeObserver(([entry]) => fill(plot, draw(chart, Math.max(260, entry.contentRect.width)))).observe(plot);
  return figure;
}

function legend(series) {
  return h('ul', { class: 'legend' }, series.map((one, i) => h('li', {},
    svg('svg', { width: 28, height: 12, 'aria-hidden': 'true' }, one.dots
      ? svg('circle', { class: `dot s${i}`, cx: 14, cy: 6, r: 4 })
      : svg('line', { class: `line s${i}`, x1: 1, y1: 6, x2: 27, y2: 6 })), one.name)));
}

function draw({ title, x, y, series, marks = [] }, width) {
  const height = Math.min(340, Math.max(230, width * 0.5));
  const all = series.flatMap((one) => one.points);
  const across = scale(x, extent(all.map((p) => p[0]), x), [margin.left, width - margin.right]);
  const up = scale(y, extent(all.map((p) => p[1]), y), [height - margin.bottom, margin.top]);
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': `${title}. ${summary(x, y, series)}` });
  for (const tick of up.ticks(Math.floor(height / 55))) {
    picture.append(svg('line', { class: 'rule', x1: margin.left, x2: width - margin.right, y1: up(tick), y2: up(tick) }),
      svg('text', { class: 'tick', x: margin.left - 8, y: up(tick) + 4, 'text-anchor': 'end' }, short(tick)));
  }
  for (const tick of across.ticks(Math.floor(width / 60))) {
    picture.append(svg('line', { class: 'rule short', x1: across(tick), x2: across(tick), y1: height - margin.bottom, y2: height - margin.bottom + 5 }),
      svg('text', { class: 'tick', x: across(tick), y: height - margin.bottom + 19, 'text-anchor': 'middle' }, short(tick)));
  }
  picture.append(svg('text', { class: 'axis', x: (margin.left + width - margin.right) / 2, y: height - 6, 'text-anchor': 'middle' }, x.label),
    svg('text', { class: 'axis', transform: `translate(14 ${(margin.top + height - margin.bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle' }, y.label));
  series.forEach((one, i) => picture.append(...(one.dots ? dots(one, i, across, up) : [line(one, i, across, up)])));
  for (const mark of marks) picture.append(...drawMark(mark, across, up, width, height));
  return picture;
}

function drawMark(mark, across, up, width, height) {
  const at = mark.x !== undefined ? across(mark.x) : up(mark.y);
  if (!Number.isFinite(at)) return [];
  return mark.x !== undefined
    ? [svg('line', { class: 'mark', x1: at, x2: at, y1: margin.top, y2: height - margin.bottom }),
      svg('text', { class: 'mark', x: at + (at > width / 2 ? -5 : 5), y: margin.top + 10, 'text-anchor': at > width / 2 ? 'end' : 'start' }, mark.text)]
    : [svg('line', { class: 'mark', x1: margin.left, x2: width - margin.right, y1: at, y2: at }),
      svg('text', { class: 'mark', x: margin.left + 6, y: at - 6 }, mark.text)];
}

// A point that the axis cannot show (NaN, or 0 on a logarithmic one) interrupts the line.
function line(one, i, across, up) {
  let path = '';
  let pen = 'M';
  for (const [px, py] of one.points) {
    const at = [across(px), up(py)];
    if (at.every(Number.isFinite)) {
      path += `${pen}${at[0].toFixed(1)} ${at[1].toFixed(1)}`;
      pen = 'L';
    } else pen = 'M';
  }
  return svg('path', { class: `line s${i}`, d: path });
}

const dots = (one, i, across, up) => one.points
  .map(([px, py]) => [across(px), up(py)])
  .filter((at) => at.every(Number.isFinite))
  .map(([cx, cy]) => svg('circle', { class: `dot s${i}`, cx: cx.toFixed(1), cy: cy.toFixed(1), r: one.points.length > 1 ? 3 : 6 }));

function summary(x, y, series) {
  return series.map((one) => {
    const [first, last] = [one.points[0], one.points.at(-1)];
    return first === undefined ? '' : `${one.name}: ${y.label} from ${short(first[1])} at ${x.label} ${short(first[0])} to ${short(last[1])} at ${short(last[0])}.`;
  }).join(' ');
}

function numbers({ title, x, y, series }) {
  const places = [...new Set(series.flatMap((one) => one.points.map((p) => Number(p[0]))))].sort((a, b) => a - b);
  const maps = series.map((one) => new Map(one.points.map(([px, py]) => [Number(px), py])));
  return table(`${title}: ${y.label}`, [x.label, ...series.map((one) => one.name)],
    places.map((place) => [short(place), ...maps.map((map) => (map.has(place) ? short(map.get(place)) : ''))]));
}
