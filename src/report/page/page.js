// Puts the page together and reacts to its buttons.

const rulers = () => document.querySelectorAll('canvas.ruler');
const hiddenUnits = new Set();
let unitCharts = [], otherCharts = [];

function unitChart(face, au) {
  const curve = face.has(au + '_r');
  return new Chart(byId('unit-lanes'), face, {
    label: [make('b', {}, au), make('small', {}, facts.names[au] + (curve ? '' : ' (presence only)'))],
    height: curve ? 72 : 34,
    about: () => aboutUnit(face, au),
    curves: curve ? [{ name: au, colour: 'blue', fill: true, data: () => face.values(au + '_r') }] : [],
    range: [0, 5],
    splits: curve ? [0, 1, 2, 3, 4, 5] : [],
    digits: 2,
    bands: [['_c', 'orange'], ['_p', 'ink']].filter(([end]) => face.has(au + end)).map(([end, colour]) => ({ runs: face.runs(au + end, 1), colour })),
    marks: marksOf(face, [au, ...(ALSO[au] ?? [])]),
  });
}

// Draw all curves from 0 to 5, or each up to its own peak.
let ownScale = false;
function scaleUnits(face) {
  unitCharts.forEach((chart, i) => {
    const { peak } = face.facts.figures[i];
    if (peak === null) return;
    const max = ownScale && peak > 0 ? peak : 5;
    chart.options.range = [0, max];
    chart.options.splits = ownScale ? [0, max / 2, max] : [0, 1, 2, 3, 4, 5];
    chart.renew();
  });
}

function showUnits(face) {
  const units = face.facts.figures.map((figure) => figure.au), chips = [];
  unitCharts = units.map((au) => unitChart(face, au));
  const apply = () => units.forEach((au, i) => {
    unitCharts[i].show(!hiddenUnits.has(au));
    chips[i].setAttribute('aria-pressed', String(!hiddenUnits.has(au)));
  });
  const chip = (au) => make('button', { title: facts.names[au], onclick: () => {
    if (!hiddenUnits.delete(au)) hiddenUnits.add(au);
    apply();
  } }, au);
  chips.push(...units.map(chip));
  const all = (hide) => () => {
    for (const au of units) if (hide) hiddenUnits.add(au); else hiddenUnits.delete(au);
    apply();
  };
  const scale = make('button', { id: 'own-scale', 'aria-pressed': String(ownScale), onclick: () => {
    ownScale = !ownScale;
    scale.setAttribute('aria-pressed', String(ownScale));
    scaleUnits(face);
  } }, 'Scale each curve');
  scale.title = 'Draw each curve up to its own peak instead of 5';
  byId('chips').replaceChildren(...chips, make('button', { id: 'all', onclick: all(false) }, 'All'),
    make('button', { id: 'none', onclick: all(true) }, 'None'), scale);
  apply();
  scaleUnits(face);
}

// A column minus its median, or in degrees.
function changed(values, change) {
  let made = null;
  return () => (made ??= values().map((value) => (value === null ? null : change(value))));
}

const CURVE_COLOURS = ['blue', 'orange', 'green'];

// The names of curves, in their colours.
const colouredNames = (names) => names.map((name, i) => {
  const mark = make('small', {}, name);
  mark.style.color = `var(--${CURVE_COLOURS[i]})`;
  return mark;
});

// A column of degrees a second.
function speedLane(lanes, face, key, about) {
  return new Chart(byId(lanes), face, {
    label: [make('b', {}, 'Speed'), make('small', {}, 'degrees/s')],
    height: 84,
    about: () => about,
    curves: [{ name: key, colour: 'green', data: () => face.values(key) }],
    range: null,
    digits: 0,
  });
}

function showPose(face) {
  const lane = (keys, names, unit, about, change) => new Chart(byId('pose-lanes'), face, {
    label: [make('b', {}, about), ...colouredNames(names), make('small', {}, unit)],
    height: 116,
    about: () => `Head pose, ${about.toLowerCase()} in ${unit}: ${names.join(', ')}.`,
    curves: keys.map((key, i) => ({ name: names[i], colour: CURVE_COLOURS[i], data: change(key) })),
    range: null,
    digits: 1,
    marks: about === 'Rotation' ? marksOf(face, ['nod', 'shake']) : null,
  });
  byId('pose').hidden = !face.has('Rx') && !face.has('Tx');
  if (face.has('Rx') && face.has('Ry') && face.has('Rz'))
    otherCharts.push(lane(['Rx', 'Ry', 'Rz'], ['pitch (Rx)', 'yaw (Ry)', 'roll (Rz)'], 'degrees', 'Rotation',
      (key) => changed(() => face.values(key), (value) => (value * 180) / Math.PI)));
  if (face.has('Tx') && face.has('Ty') && face.has('Tz'))
    otherCharts.push(lane(['Tx', 'Ty', 'Tz'], ['right (Tx)', 'down (Ty)', 'away (Tz)'], 'mm from the median', 'Position',
      (key) => {
        let middle;
        return changed(() => face.values(key), (value) => value - (middle ??= quantile(face.values(key), 0.5)));
      }));
  if (face.has('head_speed')) otherCharts.push(speedLane('pose-lanes', face, 'head_speed', 'How fast the head turns, in degrees a second.'));
}

function showQuality(face) {
  const known = face.has('confidence');
  otherCharts.push(new Chart(byId('quality-lanes'), face, {
    label: [make('b', {}, known ? 'Confidence' : 'Face tracked')],
    height: known ? 92 : 30,
    about: () => aboutQuality(face),
    curves: known ? [{ name: 'confidence', colour: 'blue', data: () => face.values('confidence') }] : [],
    range: [0, 1.02],
    splits: known ? [0, 0.25, 0.5, 0.75, 1] : [],
    digits: 2,
    bands: face.has('quality') ? [{ runs: face.runsOf('quality', (value) => Math.round(value) === 1), colour: 'orange' },
      { runs: face.runsOf('quality', (value) => Math.round(value) > 1), colour: 'damage' }] : undefined,
  }));
  byId('doubt-key').hidden = !face.has('quality');
}

let faceShown;

// Show another face, in the same range of time.
function choose(number) {
  byId('face').value = String(number);
  showFace(number, view.isWhole() ? null : view.range);
  showContents();
}

function showFace(number, range) {
  for (const chart of [...unitCharts, ...otherCharts]) chart.remove();
  charts.length = 0;
  otherCharts = [];
  const face = new Face(number), last = face.end(face.count - 1);
  faceShown = face;
  const still = face.count === 1, none = face.facts.with_face === 0;
  document.body.classList.toggle('still', still);
  for (const section of document.querySelectorAll('section')) section.hidden = false;
  view.whole = [face.x[0], last > face.x[0] ? last : face.x[0] + 1];
  view.range = [...view.whole];
  showCards(face);
  people.show(number, choose);
  showWarnings(face);
  showGaps(face);
  showQuality(face);
  segments.show(face);
  showUnits(face);
  events.show(face);
  heat.show(face);
  slider.show(face);
  sides.show(face);
  showPose(face);
  gaze.show(face);
  byId('corrected-key').hidden = !face.facts.figures.some(({ au }) => face.has(au + '_p'));
  byId('mark-key').hidden = !unitCharts.some((chart) => chart.options.marks);
  showPictures(face);
  showSummary(face);
  for (const lanes of document.querySelectorAll('.lanes')) {
    lanes.querySelector('canvas.ruler')?.parentElement.remove();
    lanes.append(rulerLane());
  }
  // A single picture has nothing over time, but its sides can be compared at rest.
  if (still) for (const id of ['quality', 'segments', 'contrast', 'units', 'events', 'map', 'pose', 'gaze']) byId(id).hidden = true;
  if (none) for (const id of ['quality', 'segments', 'contrast', 'units', 'events', 'map', 'sides', 'pose', 'gaze', 'peaks', 'figures']) byId(id).hidden = true;
  byId('no-face').hidden = !none;
  byId('no-face').textContent = `No face was tracked in ${still ? 'this picture' : count(face.facts.rows) + ' frames'}, so there are no measures to show.`;
  byId('bar').querySelector('.lane').hidden = still || none;
  document.body.classList.toggle('idle', still || none);
  if (range && range[0] < view.whole[1] && range[1] > view.whole[0]) view.set(...range);
  else view.changed();
}

function drawRange() {
  byId('range').textContent = rangeWords();
  for (const id of ['whole', 'out', 'left', 'right']) byId(id).disabled = view.isWhole();
}

// Draw everything again, for print or for another colour scheme or width.
function redraw() {
  readWidth();
  leaveRoom();
  readColours();
  for (const chart of charts) chart.renew();
  for (const ruler of rulers()) drawRuler(ruler);
  heat.draw();
  segments.draw();
  events.draw();
  gaze.draw();
}

// Charts become as wide as a printed page, in its colours, and the definition is opened.
const PAPER = 700; // pixels of print, 96 to an inch: A4 less the margins
function setPrinting(on) {
  const body = document.body.style, definition = document.querySelector('.explain details');
  root.classList.toggle('printing', on);
  readWidth();
  body.width = on ? PAPER + 'px' : '';
  // The sections' borders, which paper does not have.
  if (on) body.width = 2 * PAPER - document.querySelector('main .lane').clientWidth + 'px';
  if (on) definition.dataset.open = definition.open;
  definition.open = on || definition.dataset.open === 'true';
  readColours();
  for (const chart of charts) {
    if (!on || chart.row.hidden) continue;
    chart.stale = true;
    chart.update();
  }
  redraw();
}

// Links lead to what the bar does not hide.
function leaveRoom() {
  root.style.scrollPaddingTop = byId('bar').offsetHeight + 6 + 'px';
}

function showContents() {
  const links = [...document.querySelectorAll('section')].filter((section) => !section.hidden)
    .map((section) => make('a', { href: '#' + section.id }, section.dataset.name ?? section.querySelector('h2').textContent));
  byId('contents').replaceChildren(...links);
  leaveRoom();
}

function start() {
  const input = facts.run?.input?.name, path = typeof input === 'string' && input ? input : facts.csv;
  byId('title').textContent = document.title = path.split('/').pop() || path;
  byId('title').title = path;
  byId('made').textContent = `Made from ${facts.csv} by facs ${facts.version}. It needs no other file.`;
  readColours();
  const select = byId('face');
  facts.faces.forEach((face, i) => select.append(make('option', { value: String(i) },
    `Face ${face.id} (${percent(face.with_face / face.rows, 0)} of ${count(face.rows)} frames)`)));
  byId('face-choice').hidden = facts.faces.length < 2;
  select.onchange = () => choose(Number(select.value));
  const go = () => {
    const { face, range } = link.read();
    select.value = String(face);
    showFace(face, range);
  };
  for (const box of document.querySelectorAll('.scroll')) {
    box.tabIndex = 0; // so that keys can scroll it
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', 'Table: ' + box.closest('section').querySelector('h2').textContent);
  }
  view.patient.push(() => link.write(faceShown), () => showSummary(faceShown), () => charts.forEach((chart) => chart.describe()), () => slider.describe(), () => heat.describe(),
    () => gaze.draw(), () => { if (!byId('events').hidden) events.list(); });
  view.listeners.push(drawRange, () => rulers().forEach(drawRuler), () => charts.forEach((chart) => chart.changed()), () => heat.draw(), () => events.draw(),
    () => segments.draw());
  byId('left').onclick = () => view.move(-0.5);
  byId('right').onclick = () => view.move(0.5);
  byId('in').onclick = () => view.zoom(0.5);
  byId('out').onclick = () => view.zoom(2);
  byId('whole').onclick = () => view.reset();
  byId('heat-canvas').addEventListener('dblclick', () => view.reset());
  readWidth();
  go();
  window.addEventListener('hashchange', () => { if (location.hash.includes('=')) { go(); showContents(); } });
  listenToKeys();
  const within = (id) => () => charts.filter((chart) => chart.row.closest('section').id === id);
  const tables = { sides: () => byId('side-table'), gaze: () => byId('gaze-table') };
  for (const id of ['quality', 'units', 'sides', 'pose', 'gaze'])
    offerToSave(id, { figure: (title) => chartsFigure(within(id)(), title), table: tables[id] });
  if (facts.segments?.length) offerToSave('contrast', { table: () => byId('segment-table').querySelector('table') });
  if (facts.faces.length > 1) offerToSave('compared', { table: () => byId('compared-table').querySelector('table') });
  offerToSave('events', { table: () => byId('event-table') });
  offerToSave('map', { figure: (title) => heatFigure(title) });
  offerToSave('figures', { table: () => byId('summary') });
  showColumns();
  showRun();
  showContents();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  window.addEventListener('beforeprint', () => setPrinting(true));
  window.addEventListener('afterprint', () => setPrinting(false));
  let width = window.innerWidth;
  window.addEventListener('resize', () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    redraw();
  });
  // When the visible part was first drawn, in milliseconds after the page began to load.
  requestAnimationFrame(() => setTimeout(() => { root.dataset.drawnMs = performance.now().toFixed(0); }));
}

try {
  start();
} catch (error) {
  byId('failure').hidden = false;
  byId('failure').textContent = 'This page cannot be shown: ' + error.message;
  throw error;
}
