// From numbers to places on the screen, linear or logarithmic.

/** The least and greatest value to show; an axis may say either. Zero and below do not exist on a logarithmic one. */
export function extent(values, axis) {
  const shown = values.map(Number).filter((value) => Number.isFinite(value) && (!axis.log || value > 0));
  let from = axis.from ?? Math.min(...shown);
  let to = axis.to ?? Math.max(...shown);
  if (shown.length === 0) [from, to] = [axis.from ?? (axis.log ? 0.1 : 0), axis.to ?? 1];
  if (from === to) [from, to] = axis.log ? [from / 10, to * 10] : [from - 1, to + 1];
  // A little room, so that no point lies on the frame; an axis that says where it ends means it.
  const room = axis.log ? (to / from) ** 0.04 : (to - from) * 0.04;
  const [less, more] = axis.log ? [from / room, to * room] : [from - room, to + room];
  return [axis.from ?? less, axis.to ?? more];
}

/** A function from values to places, with ticks. */
export function scale(axis, [from, to], [start, end]) {
  const map = axis.log ? Math.log10 : (value) => value;
  const [low, high] = [map(from), map(to)];
  const place = (value) => start + ((map(Number(value)) - low) / (high - low)) * (end - start);
  place.ticks = axis.log ? (most) => powers(low, high, most) : (most) => evenly(from, to, most);
  return place;
}

function powers(low, high, most) {
  const step = Math.max(1, Math.ceil((high - low) / Math.max(1, most)));
  const ticks = [];
  for (let power = Math.ceil(low - 1e-9); power <= high + 1e-9; power += step) ticks.push(Number(`1e${power}`));
  if (ticks.length > 2) return ticks;
  // Few powers of ten: steps between them.
  const between = [];
  for (let power = Math.floor(low); power <= high; power++) between.push(...[1, 2, 5].map((factor) => Number(`${factor}e${power}`)));
  return between.filter((tick) => tick >= 10 ** low * 0.999 && tick <= 10 ** high * 1.001);
}

function evenly(from, to, most) {
  const rough = (to - from) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough);
  const ticks = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}
