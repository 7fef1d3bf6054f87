// The tables: groups, differences within pairs, and all values.

const PAGE = 200; // rows of the long table that are shown at once

const cell = (value, words = value) => make('td', { className: 'n', 'data-value': value === null ? '' : String(value) }, words);
const rounded = (value) => (value === null ? null : +value.toFixed(6));
const headOf = (names) => make('thead', {}, make('tr', {}, ...names.map(([name, n]) => make('th', { className: n ? 'n' : '', scope: 'col' }, name))));

function statisticsCells({ n, mean: average, median, low, high }) {
  return [cell(n, count(n)), ...[average, median, low, high].map((value) => cell(rounded(value), value === null ? '–' : say(value)))];
}
const STATISTICS = [['n', 1], ['Mean', 1], ['Median', 1], ['25th percentile', 1], ['75th percentile', 1]];

function showGroups(groups) {
  const missing = groups.some((group) => group.missing);
  byId('groups').replaceChildren(headOf([['Group'], ...STATISTICS, ...(missing ? [['without a value', 1]] : [])]),
    make('tbody', {}, ...groups.map((group) => make('tr', {}, make('td', {}, group.name), ...statisticsCells(group.statistics), missing ? cell(group.missing, count(group.missing)) : null))));
}

function showPairs(groups) {
  const section = byId('pairs'), names = groups.map((group) => group.name);
  section.hidden = !shown.pair || groups.length < 2;
  document.querySelector('nav a[href="#pairs"]').hidden = section.hidden;
  if (section.hidden) return;
  const base = groups.find((group) => group.name === shown.base) ?? groups[0], own = new Map(base.dots.map((dot) => [dot.person, dot.value]));
  byId('pair-words').textContent = `Each value less that of the same ${shown.pair === 'video' ? 'recording' : wordsOf(shown.pair)} in ${base.name}; of those that have both. n is the number of such pairs.`;
  const select = make('select', { onchange: () => { shown.base = select.value; showPairs(groups); } }, ...names.map((name) => make('option', { value: name, selected: name === base.name }, name)));
  byId('pair-choices').replaceChildren(make('label', {}, make('span', {}, 'Compared with'), select));
  byId('differences').replaceChildren(headOf([['Difference'], ...STATISTICS]), make('tbody', {}, ...groups.filter((group) => group !== base).map((group) =>
    make('tr', {}, make('td', {}, `${group.name} less ${base.name}`),
      ...statisticsCells(statistics(group.dots.filter((dot) => own.has(dot.person)).map((dot) => dot.value - own.get(dot.person))))))));
}

// ---- All values --------------------------------------------------------------------------------------------------

const order = { key: 'name', up: true, length: PAGE };

// The columns of the long table: { key, name, n, of(row, i) gives its value, words(value) }.
function listColumns(figures) {
  const number = (name, line, words = wordsOf(name)) => ({ key: words, name: words, n: true, decimals: columns.get(name).decimals, of: (row, i) => (Number.isFinite(lineOf(line)[i]) ? lineOf(line)[i] : null) });
  return [{ key: 'name', name: 'Recording', of: (row) => stem(row[FILE]) },
    ...(crowded.size ? [{ key: 'face', name: 'Face', n: true, decimals: 0, of: (row) => row[FACE] }] : []),
    ...facts.path.map((name) => ({ key: 'path ' + name, name: wordsOf(name), of: (row) => keyOf(row, name) })),
    ...(labels.length ? [{ key: 'segment', name: 'Segment', of: (row) => labels[row[SEGMENT]] ?? 'whole recording' }] : []),
    ...figures.flatMap((name) => {
      const column = columns.get(name);
      return [number(name, column.line), ...(column.change === undefined ? [] : [number(name, column.change, `${wordsOf(name)}, change`)])];
    })];
}

const USUAL = ['duration', 'usable_share'];
const shownColumns = () => listColumns([...new Set([...USUAL.filter((name) => columns.has(name)), shown.figure])].filter(Boolean));

function listRows(list) {
  const by = list.find((column) => column.key === order.key) ?? list[0], sign = order.up ? 1 : -1;
  const found = rows.map((row, i) => [row, i]).filter(([row]) => isShown(row)).map(([row, i]) => ({ row, i, value: by.of(row, i) }));
  return found.sort((a, b) => (a.value === null || b.value === null ? (a.value === null) - (b.value === null) : sign * (by.n ? a.value - b.value : natural(a.value, b.value))));
}

function listCell({ row, i }, column) {
  const value = column.of(row, i), address = files[row[FILE]][ADDRESS];
  if (column.n) return make('td', { className: 'n', 'data-value': value === null ? '' : String(+value.toFixed(column.decimals)) }, digits(value, column.decimals));
  return make('td', {}, column.key === 'name' && address ? make('a', { href: './' + address }, value) : value);
}

function showList() {
  const list = shownColumns(), found = listRows(list), table = byId('list'), focused = [...table.querySelectorAll('button')].indexOf(document.activeElement);
  const head = list.map((column) => make('th', { className: column.n ? 'n' : '', scope: 'col', 'aria-sort': order.key === column.key ? (order.up ? 'ascending' : 'descending') : 'none' },
    make('button', { onclick: () => {
      order.up = order.key === column.key ? !order.up : !column.n;
      order.key = column.key;
      showList();
    } }, column.name + (order.key === column.key ? (order.up ? ' \u25b4' : ' \u25be') : ''))));
  table.replaceChildren(make('thead', {}, make('tr', {}, ...head)),
    make('tbody', {}, ...found.slice(0, order.length).map((one) => make('tr', {}, ...list.map((column) => listCell(one, column))))));
  if (focused >= 0) table.querySelectorAll('button')[focused]?.focus({ preventScroll: true });
  byId('more').hidden = found.length <= order.length;
  byId('table-words').textContent = found.length > order.length ? `The first ${count(order.length)} of ${count(found.length)} rows in this order. The CSV has all.` : `${count(found.length)} rows.`;
}

// The rows that are shown with these columns, as CSV.
function listCsv(list) {
  const line = (cells) => cells.join(',') + '\n';
  return line(list.map((column) => csvText(column.name))) + listRows(list).map(({ row, i }) => line(list.map((column) => {
    const value = column.of(row, i);
    return value === null ? '' : column.n ? String(+value.toFixed(column.decimals)) : csvText(value);
  }))).join('');
}
