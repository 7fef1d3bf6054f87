// Everything except the charts: cards, tables, pictures, and how the result was made.

function timeButton(time, frame) {
  const about = facts.has_times ? 1 : 30;
  return make('button', { title: 'Show this place', onclick: () => view.set(time - about, time + about) },
    facts.has_times ? clock(time) : 'frame ' + frame);
}

function showCards(face) {
  const { rows, with_face, gaps, figures } = face.facts, run = facts.run, cards = [];
  const card = (value, words) => cards.push(make('div', { className: 'card' }, make('b', {}, value), make('small', {}, words)));
  card(count(rows), rows === 1 ? 'frame' : 'frames');
  if (rows > 1) {
    card(percent(with_face / rows), 'with a face (' + count(with_face) + ')');
    if (facts.has_times) card(clock(face.x[face.count - 1]), 'time of the last frame');
    card(count(gaps.count), gaps.count === 1 ? 'stretch without a face' : 'stretches without a face');
  } else if (face.has('confidence')) {
    card(digits(face.values('confidence')[0], 2), 'confidence in the landmarks');
  }
  if (facts.faces.length > 1) card(count(facts.faces.length), 'faces in the recording');
  if (run?.input?.width) card(`${run.input.width} × ${run.input.height}`, 'pixels');
  if (rows > 1 && Number.isFinite(run?.input?.frame_rate)) card(run.input.frame_rate.toFixed(2), run.input.variable_frame_rate ? 'frames/s, varying' : 'frames/s');
  const mean = figures.filter((figure) => figure.mean !== null).sort((a, b) => b.mean - a.mean)[0];
  if (mean) card(`${mean.au}  ${digits(mean.mean, 2)}`, (rows > 1 ? 'strongest on average: ' : 'strongest: ') + facts.names[mean.au]);
  byId('cards').replaceChildren(...cards);

  const notes = [];
  if (facts.merged > 1)
    notes.push(`The recording has ${count(facts.rows)} rows. The curves show the lowest and the highest value of every ${facts.merged} rows; the statistics use all of them.`);
  if (!facts.has_times && face.count > 1) notes.push('The result has no increasing times, so everything is shown by frame number.');
  notes.push(...facts.notes.map((note) => note + '.'));
  byId('notes').replaceChildren(...notes.map((note) => make('p', {}, note)));
}

// The warnings of the run, before anything else, each with a button that shows its first frame. That no frame has a face
// is said above them.
function showWarnings(face) {
  const list = (facts.run?.warnings ?? []).filter(({ code }) => code !== 'no-face'), box = byId('warnings'), whole = facts.run?.complete !== false;
  box.hidden = whole && list.length === 0;
  byId('damage-key').hidden = face.damage.length === 0;
  const items = list.map(({ text, first_frame: frame, first_time: time }) => {
    const known = Number.isInteger(frame) && (!facts.has_times || Number.isFinite(time));
    return make('li', {}, text + '. ', known ? timeButton(facts.has_times ? time : frame, frame) : null);
  });
  box.replaceChildren(make('b', {}, whole ? (list.length === 1 ? 'The run gave a warning' : 'The run gave warnings')
    : 'This result does not cover the whole input'), make('ul', {}, ...items));
}

function showGaps(face) {
  const { count: number, first } = face.facts.gaps, box = byId('gaps');
  box.hidden = number === 0;
  box.open = number > 0 && number <= 8;
  box.querySelector('summary').textContent = 'Stretches without a face: ' + count(number)
    + (number > first.length ? `, of which the first ${first.length} are listed` : '');
  const head = ['From', 'to', 'frames', 'lasting'];
  box.querySelector('table').replaceChildren(
    make('thead', {}, make('tr', {}, ...head.map((name) => make('th', {}, name)))),
    make('tbody', {}, ...first.map(([from, to, begin, end]) => make('tr', {}, make('td', {}, timeButton(from, begin)),
      make('td', {}, clock(to)), make('td', {}, begin === end ? String(begin) : `${begin} to ${end}`),
      make('td', {}, facts.has_times ? (to - from).toFixed(2) + ' s' : '–')))));
}

const FIGURES = [
  { key: 'au', name: 'Action Unit' },
  { key: 'mean', name: 'Mean', n: true },
  { key: 'peak', name: 'Peak', n: true },
  { key: 'peak_time', name: 'at', n: true },
  { key: 'present', name: 'Present', n: true },
  { key: 'onsets', name: 'Onsets', n: true },
];
const STILL_FIGURES = [ // of a single picture
  { key: 'au', name: 'Action Unit' },
  { key: 'mean', name: 'Intensity', n: true },
  { key: 'present', name: 'Present', n: true, words: (share) => (share ? 'yes' : 'no') },
];
const order = { key: 'au', up: true };

function figureCell(figure, { key, words }) {
  const value = figure[key];
  if (key === 'au') return make('td', { 'data-value': figure.au }, make('b', {}, figure.au), ' ' + facts.names[figure.au]);
  if (value === null) return make('td', { className: 'n', 'data-value': '' }, '–');
  if (key === 'peak_time') return make('td', { className: 'n', 'data-value': value }, timeButton(value, figure.peak_frame));
  if (key === 'onsets') return make('td', { className: 'n', 'data-value': value }, count(value));
  if (words) return make('td', { className: 'n', 'data-value': value }, words(value));
  const bar = make('i');
  bar.style.width = (key === 'present' ? 100 * value : 20 * Math.min(5, Math.max(0, value))) + '%';
  return make('td', { className: 'n', 'data-value': value }, make('span', { className: 'meter' }, bar),
    make('span', { className: 'number' }, key === 'present' ? percent(value) : digits(value, 2)));
}

function showSummary(face) {
  const rows = [...shownFigures(face)], { key, up } = order, columns = face.count > 1 ? FIGURES : STILL_FIGURES;
  rows.sort((a, b) => {
    if (a[key] === null || b[key] === null) return (a[key] === null) - (b[key] === null);
    return (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0) * (up ? 1 : -1);
  });
  const head = columns.map(({ key: own, name, n }) => {
    const button = make('button', { onclick: () => {
      order.up = order.key === own ? !order.up : own === 'au';
      order.key = own;
      showSummary(face);
    } }, name + (order.key === own ? (up ? ' \u25b4' : ' \u25be') : ''));
    return make('th', { className: n ? 'n' : '', 'aria-sort': order.key === own ? (up ? 'ascending' : 'descending') : 'none' }, button);
  });
  const table = byId('summary'), focus = [...table.querySelectorAll('button')].indexOf(document.activeElement);
  table.replaceChildren(make('thead', {}, make('tr', {}, ...head)),
    make('tbody', {}, ...rows.map((figure) => make('tr', {}, ...columns.map((column) => figureCell(figure, column))))));
  if (focus >= 0) table.querySelectorAll('button')[focus]?.focus({ preventScroll: true });
  showSummaryRange(face);
}

// Which frames the table is about.
function showSummaryRange(face) {
  const words = byId('summary-range');
  words.hidden = face.count === 1;
  if (view.isWhole()) {
    words.textContent = `Of all ${count(face.facts.rows)} frames. Zoom in, and the table follows.`;
    return;
  }
  const [first, end] = shownSamples(face);
  let faces = 0;
  for (let i = first; i < end; i++) faces += face.bit('success', i);
  words.textContent = `Of ${rangeWords()}: ` + (facts.merged > 1 ? 'approximate, because the page does not hold every row of a recording this long.'
    : `${count(end - first)} frames, ${count(faces)} with a face.`);
}

function showPictures(face) {
  const own = facts.pictures.filter((picture) => picture.face === face.number);
  const about = facts.has_times ? 1 : 30;
  const still = face.count === 1;
  byId('peaks').querySelector('h2').textContent = still ? 'Picture' : 'Frames at the peaks';
  byId('pictures').replaceChildren(...own.map((picture) => {
    const units = [...picture.aus].sort((a, b) => b[1] - a[1]);
    const image = make('img', { alt: `Frame ${picture.frame}, at the peak of ${units.map(([au]) => au).join(', ')}`,
      width: picture.width, height: picture.height, src: 'data:image/jpeg;base64,' + picture.jpeg });
    const lines = units.map(([au, value]) => make('span', { title: facts.names[au] }, make('b', {}, au), ' ' + digits(value, 2)));
    if (still) return make('figure', {}, image, ...lines);
    return make('button', { onclick: () => view.set(picture.time - about, picture.time + about) }, image, ...lines,
      make('small', {}, (facts.has_times ? clock(picture.time) + ' · ' : '') + 'frame ' + picture.frame));
  }));
  const why = facts.pictures_note ? 'Left out: ' + facts.pictures_note + '.'
    : own.length ? '' : 'No Action Unit of this face reaches an intensity of 0.5.';
  if (why) byId('pictures').append(make('p', { className: 'hint' }, why));
}

const AU_COLUMNS = { '_r': 'intensity', '_c': 'presence', '_p': 'corrected presence' };

function showColumns() {
  const name = (text) => make('code', {}, text), names = new Set(facts.columns.map(([first]) => first));
  const row = ([first, last, unit, meaning]) => {
    const au = /^AU\d\d_[rcp]$/.test(first) ? first.slice(0, 4) : null;
    const own = Object.keys(AU_COLUMNS).filter((ending) => au && names.has(au + ending));
    if (au && first !== au + own[0]) return null; // one row for all that an Action Unit has
    const about = own.length ? ': ' + own.map((ending) => AU_COLUMNS[ending]).join(', ') : '';
    return make('tr', {}, make('td', {}, ...(au ? own.flatMap((ending, i) => [i ? ', ' : '', name(au + ending)]) : [name(first), last ? ' … ' : '', last ? name(last) : ''])),
      make('td', {}, own.length > 1 && own[0] === '_r' ? '0 to 5, 0 or 1' : unit), make('td', {}, meaning ? meaning + about : 'not a column of facs'));
  };
  byId('columns').querySelector('table').replaceChildren(
    make('thead', {}, make('tr', {}, ...['Column', 'Unit', 'Meaning'].map((text) => make('th', {}, text)))),
    make('tbody', {}, ...facts.columns.map(row).filter(Boolean)));
}

function listOf(object) {
  const words = (value) => (Array.isArray(value) ? value.join(', ') : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value));
  return make('dl', {}, ...Object.entries(object).flatMap(([key, value]) =>
    [make('dt', {}, key.replaceAll('_', ' ')), make('dd', {}, words(value))]));
}

function showRun() {
  const box = byId('run-facts'), run = facts.run;
  if (!run) {
    box.replaceChildren(make('p', { className: 'hint' },
      'Unknown: there is no NAME.json of facs for this table beside it. That file says which models and options were used.'));
    return;
  }
  const { program, version, runtime, provider } = run, title = (text) => make('h3', {}, text);
  const made = { program: [program, version].filter(Boolean).join(' '), provider, runtime };
  for (const key of Object.keys(made)) if (!made[key]) delete made[key];
  const models = make('details', {}, make('summary', {}, `Models: ${run.models.length} files and their SHA-256`),
    make('dl', {}, ...run.models.flatMap((model) => [make('dt', {}, String(model.file ?? '')),
      make('dd', {}, make('code', {}, String(model.sha256 ?? '')))])));
  box.replaceChildren(title('Program'), listOf(made), title('Input'), listOf(run.input), title('Frames'), listOf(run.frames),
    title('Options'), listOf(run.options), models);
}
