// Numbers that the user types or pastes: taken into the link, and taken back again.
import { h, fill } from '../parts/dom.js';

const mostSteps = 200;

/**
 * @param {object} on values and change (of the view), askServer, answered() (the last answer), edit() (opens the chosen cell)
 */
export function editor(on) {
  const done = [];
  const told = h('p', { class: 'note', role: 'status', id: 'edit-told' });
  const undoButton = h('button', { type: 'button', id: 'undo', onclick: undo }, 'Undo');
  const changeButton = h('button', { type: 'button', id: 'edit', onclick: () => on.edit() }, 'Change the chosen number');
  const back = h('button', { type: 'button', id: 'reset', onclick: () => { remember(); apply({ matrix: '' }); } }, 'The scenario\u2019s numbers');
  const text = h('textarea', { rows: 4, id: 'pasted', 'aria-label': 'A matrix: a row per line', placeholder: '1, 2, 3\n101, 102, 103\n10, 20, 30' });
  const paster = h('details', { class: 'paster' }, h('summary', {}, 'Paste a matrix'), text,
    h('p', {}, h('button', { type: 'button', id: 'take', onclick: () => paste(text.value) }, 'Use these numbers')),
    h('p', { class: 'note' }, 'A row per line; tabs, commas, semicolons or spaces between numbers. Up to 300 numbers. Ctrl+V on the matrix does the same.'));
  const element = h('div', { class: 'editor' }, h('div', { class: 'buttons' }, changeButton, undoButton, back), paster, told);

  const remember = () => {
    done.push({ scenario: on.values.scenario, matrix: on.values.matrix, row: on.values.row, column: on.values.column, batch: on.values.batch, groups: on.values.groups });
    if (done.length > mostSteps) done.shift();
  };

  function apply(settings) {
    on.change(settings);
    draw(on.answered());
  }

  /** Takes a typed number into the matrix; gives the reason if it is none. */
  function take(row, column, typed) {
    const { matrix, shape } = on.answered();
    const plain = typed.trim().replace(',', '.').replace('\u2212', '-');
    const value = plain === '' || /^nan$/i.test(plain) ? 'NaN' : Number(plain);
    if (value !== 'NaN' && !Number.isFinite(value)) {
      fill(told, `'${typed.trim()}' is not a number.`);
      return told.textContent;
    }
    const cells = (on.values.matrix || matrix).split('_').map((line) => line.split(' '));
    cells[row][column] = String(value);
    if (cells.length !== shape.rows) return 'The matrix has changed.';
    remember();
    fill(told);
    apply({ matrix: cells.map((line) => line.join(' ')).join('_') });
    return null;
  }

  async function paste(pasted) {
    try {
      const { matrix, rows, columns } = await on.askServer('matrix', { text: pasted });
      remember();
      apply({ scenario: 'own', matrix, row: 1, column: 1, top: 0, left: 0, batch: '', groups: '', columns: [], statistics: 'Train', skipPadding: false });
      fill(told, `${rows} rows of ${columns} are taken.`);
      paster.open = false;
    } catch (problem) {
      fill(told, problem.message);
    }
  }

  function undo() {
    const before = done.pop();
    if (!before) return;
    fill(told, 'Taken back.');
    apply(before);
  }

  function draw(answer) {
    undoButton.disabled = done.length === 0;
    changeButton.disabled = !answer?.matrix;
    back.hidden = on.values.matrix === '' || on.values.scenario === 'own';
  }

  return { element, take, paste, undo, draw, forget: () => { done.length = 0; draw(on.answered()); } };
}
