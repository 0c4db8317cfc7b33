// Asks the server for numbers. Of several questions of one kind only the last one is answered.

const running = new Map();

/** An answer: JSON with numbers as they are, NaN and infinities included. */
export async function ask(name, params = {}) {
  running.get(name)?.abort();
  const control = new AbortController();
  running.set(name, control);
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) for (const one of [value].flat()) if (one !== null && one !== undefined) query.append(key, one);
  const response = await fetch(`/api/${name}?${query}`, { signal: control.signal });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The server answers ${response.status}.`);
  return answer;
}

/** Whether a problem is only that a newer question was asked. */
export const isStale = (problem) => problem.name === 'AbortError';

/** A number of an answer. */
export const number = (value) => (typeof value === 'string' ? Number(value) : value);
