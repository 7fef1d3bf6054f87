// The page of a study: what it is, its choices, and drawing what they say.

const RULES = { quality: 'facs\u2019s column quality', success: 'success alone', all: 'all rows' };

function hours(seconds) {
  const minutes = Math.floor(seconds / 60), whole = Math.round(seconds);
  return minutes < 60 ? `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function showGlance() {
  const { totals, notes } = facts, cards = [];
  const card = (value, words) => cards.push(make('div', { className: 'card' }, make('b', {}, value), make('small', {}, words)));
  card(count(totals.results), totals.results === 1 ? 'recording' : 'recordings');
  card(count(totals.faces), (totals.faces === 1 ? 'face' : 'faces') + (totals.results === 1 ? ' in it' : ' in them'));
  card(count(totals.frames), 'frames');
  if (totals.seconds > 0) card(hours(totals.seconds), 'of faces in all');
  if (totals.frames > 0) card(percent(totals.usable / totals.frames), 'of the frames are usable: only they count');
  if (labels.length) card(count(labels.length), labels.length === 1 ? 'kind of segment' : 'kinds of segments');
  if (totals.left_out) card(count(totals.left_out), totals.left_out === 1 ? 'result left out, see below' : 'results left out, see below');
  if (totals.missing) card(count(totals.missing), totals.missing === 1 ? 'input without a result' : 'inputs without results');
  byId('cards').replaceChildren(...cards);
  const words = [];
  if (totals.every > 1) words.push(`The study is larger than this page can hold: it shows one in ${totals.every} of the ${count(totals.files)} results, evenly over the whole study. facs summary writes them all.`);
  if (totals.cut) words.push(`${count(totals.cut)} rows do not fit in this page: facs summary writes them all.`);
  byId('notes').replaceChildren(...words.map((text) => make('p', {}, text)));
  byId('warnings').hidden = notes.length === 0;
  byId('warnings').replaceChildren(make('b', {}, 'Left out, or to know'), make('ul', {}, ...notes.map((note) => make('li', {}, note)),
    facts.more_notes ? make('li', {}, `and ${count(facts.more_notes)} more`) : null));
}

// ---- Choices -----------------------------------------------------------------------------------------------------

const KINDS = [['Events', /^(blink|wink|smile|duchenne|frown|nod|shake|gaze_away|talking)/], ['Liveliness, head and gaze', /^(liveliness|head_|gaze_)/],
  ['Action Units: mean', /^AU\d+_mean$/], ['Action Units: share of the time', /^AU\d+_share/], ['Action Units: events', /^AU\d+_(per_minute|duration)$/],
  ['Action Units: median, deviation, peak', /^AU\d+_/], ['Asymmetries', /^asym_/], ['Rows', /^(frames|usable_|duration)/], ['Measures', /./]];

function figureSelect() {
  const kinds = KINDS.map(([name, test]) => [name, test, []]);
  for (const name of columns.keys()) kinds.find(([, test]) => test.test(name))[2].push(name);
  return make('select', { id: 'figure-choice' }, ...kinds.filter(([, , names]) => names.length).map(([name, , names]) =>
    make('optgroup', { label: name }, ...names.map((own) => make('option', { value: own, selected: own === shown.figure }, wordsOf(own))))));
}

const selectOf = (id, pairs, value) => make('select', { id }, ...pairs.map(([key, words]) => make('option', { value: key, selected: key === value }, words)));

function showChoices() {
  const made = [], held = document.activeElement?.id;
  const choice = (words, select, action) => {
    select.onchange = () => { action(select.value); show(); };
    made.push(make('label', {}, make('span', {}, words), select));
  };
  choice('Figure', figureSelect(), (value) => { shown.figure = value; });
  if (groupings.length > 1) choice('Groups by', selectOf('group-choice', groupings, shown.group), (value) => {
    shown.group = value;
    shown.base = null;
    if (!pairings().some(([key]) => key === shown.pair)) shown.pair = guessPair();
  });
  if (labels.length && shown.group !== 'segment') choice('Of', selectOf('part-choice', [[String(WHOLE), 'whole recordings'], ...labels.map((label, k) => [String(k), label])], String(shown.part)), (value) => { shown.part = Number(value); });
  if (pairings().length) choice('A dot is', selectOf('pair-choice', [['', 'a face of a recording'], ...pairings().map(([key, words]) => [key, key === 'video' ? 'the same, with lines' : `a ${words}, with lines`])], shown.pair), (value) => { shown.pair = value; });
  if (facts.baseline !== null) choice('Values', selectOf('change-choice', [['', 'as they are'], ['1', `less ${facts.baseline}`]], shown.change ? '1' : ''), (value) => { shown.change = value === '1'; });
  byId('choices').replaceChildren(...made);
  if (held) byId(held)?.focus({ preventScroll: true });
}

function showMeaning(groups, { crowd, left }) {
  const column = columns.get(shown.figure), words = [];
  byId('meaning').replaceChildren(make('b', {}, wordsOf(column.name)), `: ${column.meaning}`, column.unit ? ` (${column.unit})` : '', '. ',
    make('code', {}, column.name), ' in the table of facs summary.');
  const one = shown.pair && shown.pair !== 'video' ? `the mean of a ${wordsOf(shown.pair)}\u2019s recordings` : 'a face of a recording';
  byId('dot-key').replaceChildren(crowd ? make('span', { className: 'key-bar' }) : make('span', { className: 'key-dot' }),
    crowd ? ` how many there are: more than ${count(MAX_DOTS)} are counted in bars, in place of dots;` : ` ${one};`);
  if (left > 0) words.push(`The picture has the first ${MAX_GROUPS} groups; the table has ${left} more.`);
  if (shown.change && column.change === undefined) words.push('There are no changes of this figure.');
  const repeated = !shown.pair && PERSON_KEY !== undefined && shown.group !== PERSON_KEY;
  if (repeated) words.push(`Several recordings may be of the same ${wordsOf(PERSON_KEY)}: n counts recordings. Choose \u201ca ${wordsOf(PERSON_KEY)}\u201d above to count those.`);
  byId('limits').textContent = words.join(' ');
}
const PERSON_KEY = facts.path.find((name) => PERSON.test(name));

// ---- The whole ---------------------------------------------------------------------------------------------------

function draw() {
  if (!columns.has(shown.figure)) return;
  const groups = groupsShown();
  showMeaning(groups, drawDots(groups));
  showGroups(groups);
  showPairs(groups);
}

function show() {
  history.replaceState(null, '', hashOf());
  order.length = PAGE;
  showChoices();
  draw();
  showList();
}

function showMade() {
  const { totals } = facts, list = [['Program', 'facs ' + facts.version], ['Groups from paths', facts.pattern ?? 'none: facs report --path'], ['Segments', facts.segmented ? labels.join(', ') || 'none matches' : 'none: facs report --segments'],
    ['Baseline', facts.baseline ?? 'none'], ['Usable rows, by', Object.entries(totals.rules).map(([rule, faces]) => `${RULES[rule] ?? rule}: ${count(faces)} ${faces === 1 ? 'face' : 'faces'}`).join('; ')]];
  byId('made').replaceChildren(make('dl', { className: 'words' }, ...list.flatMap(([name, words]) => [make('dt', {}, name), make('dd', {}, words)])),
    make('p', { className: 'hint' }, 'All figures are those of facs summary, whose manual defines them. Percentiles lie between neighbouring values where they fall between two.'));
  byId('version').textContent = `Made by facs ${facts.version}.`;
}

function start() {
  const title = facts.title && facts.title !== '.' ? facts.title : 'Study', file = (ending) => `${plainName(title)}_${ending}`;
  const text = (name, words, type) => download(file(name), new Blob([words], { type }));
  document.title = title;
  byId('title').textContent = title;
  showGlance();
  showMade();
  if (columns.size === 0) return;
  begin();
  offer('plot', [['SVG', 'Save the dots as a drawing', () => text(shown.figure + '.svg', dotsFile(), 'image/svg+xml')],
    ['PNG', 'Save the dots as a picture', () => savePicture(file(shown.figure + '.png'), dotsFile())], ['CSV', 'Save the groups', () => text(shown.figure + '_groups.csv', csvOf(byId('groups')), 'text/csv')]]);
  offer('pairs', [['CSV', 'Save the differences', () => text(shown.figure + '_differences.csv', csvOf(byId('differences')), 'text/csv')]]);
  offer('table', [['CSV', 'Save this table, with all its rows', () => text(shown.figure + '.csv', listCsv(shownColumns()), 'text/csv')],
    ['CSV, all figures', 'Save these rows with all figures', () => text('figures.csv', listCsv(listColumns([...columns.keys()])), 'text/csv')]]);
  byId('more').onclick = () => { order.length += 5 * PAGE; showList(); };
  for (const box of document.querySelectorAll('.scroll')) box.tabIndex = 0;
  readWidth();
  keepAddress();
  show();
  addEventListener('hashchange', () => { begin(); show(); });
  let timer;
  addEventListener('resize', () => { clearTimeout(timer); timer = setTimeout(() => { readWidth(); draw(); }, 100); });
  for (const [name, on] of [['beforeprint', true], ['afterprint', false]]) addEventListener(name, () => {
    root.classList.toggle('printing', on);
    document.body.style.width = on ? '700px' : '';
    readWidth();
    draw();
  });
}

try {
  start();
  requestAnimationFrame(() => setTimeout(() => { root.dataset.drawnMs = performance.now().toFixed(0); }));
} catch (error) {
  byId('failure').hidden = false;
  byId('failure').textContent = 'This page cannot be shown: ' + error.message;
  throw error;
}
