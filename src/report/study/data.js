// The study's data: rows of figures, of which each column is unpacked on first use.

const [NAME, ADDRESS, TEXTS] = [0, 1, 2]; // of a file
const [FILE, FACE, SEGMENT] = [0, 1, 2]; // of a row
const WHOLE = -1; // the segment of a row about a whole recording

const files = facts.files, rows = facts.rows, columns = new Map(facts.columns.map((column) => [column.name, column]));
const labels = [];
for (const [label, place] of facts.labels) labels[place] = label;
const lines = byId('figures').textContent.split('\n');
const unpacked = new Map();

function lineOf(line) {
  if (!unpacked.has(line)) unpacked.set(line, new Float32Array(bytesOf(lines[line]).buffer));
  return unpacked.get(line);
}

// What "the same" means in the meaning of a column is said by a column before it.
{
  let before = '';
  for (const column of columns.values()) {
    column.meaning = column.meaning.replaceAll('`', '');
    if (column.meaning.startsWith('the same')) column.meaning = before + column.meaning.slice('the same'.length).replace(/^ (?=by)/, ', ');
    else before = column.meaning;
  }
}

const wordsOf = (name) => name.replaceAll('_', ' ');
const stem = (file) => files[file][NAME].replace(/\.csv$/i, '');
const parentOf = (file) => file[NAME].split(/[/\\]/).slice(0, -1).join('/');
const folderOf = (file) => parentOf(files[file]) || '(no folder)';

// Files with rows of several faces.
const crowded = new Set();
{
  const faces = new Map();
  for (const [file, face] of rows) {
    if (faces.has(file) && faces.get(file) !== face) crowded.add(file);
    faces.set(file, face);
  }
}
const nameOf = ([file, face]) => stem(file) + (crowded.has(file) ? `, face ${face}` : '');

// What rows can be grouped and paired by: [key, words].
const folders = new Set(files.filter(Boolean).map(parentOf));
const pathKeys = facts.path.map((name) => [name, wordsOf(name)]);
const groupings = [...pathKeys, ...(labels.length ? [['segment', 'segment']] : []), ...(folders.size > 1 ? [['folder', 'folder']] : []), ['', 'nothing: all together']];

function keyOf(row, by) {
  if (by === 'segment') return labels[row[SEGMENT]];
  if (by === 'folder') return folderOf(row[FILE]);
  if (by === 'video') return nameOf(row);
  const place = facts.path.indexOf(by);
  return place < 0 ? 'All' : files[row[FILE]][TEXTS][place] || '(does not match the pattern)';
}

const natural = new Intl.Collator('en', { numeric: true }).compare;

// ---- Statistics --------------------------------------------------------------------------------------------------

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function statistics(values) {
  const [low, median, high] = quantiles(values, [0.25, 0.5, 0.75]);
  return { n: values.length, mean: values.length ? mean(values) : null, low, median, high };
}

// ---- What is shown -----------------------------------------------------------------------------------------------

const PERSON = /^(participant|person|subject|patient|proband|id|pid)/i;
const FIRST = ['blinks_per_minute', 'smiles_per_minute', 'AU12_mean', 'liveliness'];

const shown = { figure: '', group: '', part: WHOLE, pair: '', change: false, base: null };

function pairings() {
  const keys = pathKeys.filter(([name]) => name !== shown.group);
  return shown.group === 'segment' ? [['video', 'recording'], ...keys] : shown.group ? keys : [];
}

// The segments of a recording are of the same face. Names of people may mean others in another group, so they are never guessed.
const guessPair = () => (shown.group === 'segment' ? 'video' : '');

function begin() {
  const asked = new URLSearchParams(location.hash.slice(1)), one = (list, value) => (list.some(([key]) => key === value) ? value : undefined);
  shown.figure = columns.has(asked.get('figure')) ? asked.get('figure') : FIRST.find((name) => columns.has(name)) ?? [...columns.keys()][0] ?? '';
  shown.group = one(groupings, asked.get('group')) ?? one(groupings, facts.group) ?? groupings.find(([key]) => !PERSON.test(key))?.[0] ?? '';
  shown.part = labels.indexOf(asked.get('part'));
  shown.change = facts.baseline !== null && asked.get('change') === '1';
  shown.pair = one([['', ''], ...pairings()], asked.get('pair')) ?? guessPair();
}

// The address of what is shown.
function hashOf() {
  const asked = new URLSearchParams({ figure: shown.figure, group: shown.group, pair: shown.pair });
  if (shown.part !== WHOLE) asked.set('part', labels[shown.part]);
  if (shown.change) asked.set('change', '1');
  return '#' + asked;
}

const isShown = (row) => (shown.group === 'segment' ? row[SEGMENT] !== WHOLE : row[SEGMENT] === shown.part);

// The line of a figure that is shown: its values, or their changes where there are some.
function shownLine(column) {
  return shown.change && column.change !== undefined ? column.change : column.line;
}

/*
 * The groups in their order: { name, dots, missing }. A dot is a face of a recording, or, with pairs, the mean of those of a
 * pair: { name, value, rows, person }.
 */
function groupsShown() {
  const column = columns.get(shown.figure), values = column ? lineOf(shownLine(column)) : [], groups = new Map();
  rows.forEach((row, i) => {
    if (!isShown(row)) return;
    const name = keyOf(row, shown.group);
    if (!groups.has(name)) groups.set(name, { name, dots: [], missing: 0 });
    const group = groups.get(name), value = values[i];
    if (Number.isFinite(value)) group.dots.push({ name: nameOf(row), value, rows: [i], person: shown.pair ? keyOf(row, shown.pair) : null });
    else group.missing++;
  });
  const list = [...groups.values()];
  list.sort((a, b) => (shown.group === 'segment' ? labels.indexOf(a.name) - labels.indexOf(b.name) : natural(a.name, b.name)));
  if (shown.pair) for (const group of list) group.dots = persons(group.dots);
  for (const group of list) group.statistics = statistics(group.dots.map((dot) => dot.value));
  return list;
}

function persons(dots) {
  const all = new Map();
  for (const dot of dots) {
    if (!all.has(dot.person)) all.set(dot.person, []);
    all.get(dot.person).push(dot);
  }
  return [...all].map(([person, own]) => ({ person, value: mean(own.map((dot) => dot.value)), rows: own.flatMap((dot) => dot.rows),
    name: own.length === 1 ? (own[0].name === person ? person : `${person}: ${own[0].name}`) : `${person}: mean of ${own.length}` }));
}

// A value of the shown figure.
const say = (value) => (shown.change && value > 0 ? '+' : '') + digits(value, columns.get(shown.figure)?.decimals ?? 2);
const unitOf = (column) => (/^0 to|^$/.test(column.unit) ? '' : ' ' + column.unit);
