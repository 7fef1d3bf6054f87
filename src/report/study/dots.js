// The dots: a row for each group, drawn as SVG.

const MAX_DOTS = 1000; // in the picture; more become bars that count them
const MAX_GROUPS = 40; // in the picture
const MAX_LINES = 400; // between the dots of pairs
const BARS = 60;
const [ROW, RADIUS, EDGE, AXIS] = [70, 4.5, 14, 46]; // pixels

// Round numbers between two values.
function ticksOf(low, high, number) {
  const raw = (high - low) / number, ten = 10 ** Math.floor(Math.log10(raw)), step = [1, 2, 5, 10].map((n) => n * ten).find((n) => n >= raw);
  const ticks = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + 1e-9 * step; n++) ticks.push(n * step);
  return [ticks, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))];
}

function rangeOf(groups) {
  let low = Infinity, high = -Infinity;
  for (const { dots } of groups) for (const { value } of dots) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  if (low >= 0 && low < 0.6 * high) low = 0;
  if (low === high) return [low - (low === 0 ? 0 : Math.abs(low) / 2), high + (Math.abs(high) / 2 || 1)];
  const space = 0.03 * (high - low);
  return [low === 0 ? 0 : low - space, high + space];
}

// Places dots of nearly the same value above and below each other.
function spread(dots, x, height) {
  const columns = new Map();
  for (const dot of dots) {
    const column = Math.round(x(dot.value) / (2 * RADIUS));
    columns.set(column, [...(columns.get(column) ?? []), dot]);
  }
  for (const column of columns.values()) {
    const step = Math.min(2 * RADIUS, height / column.length);
    column.forEach((dot, k) => { dot.shift = ((k + 1) >> 1) * step * (k % 2 ? -1 : 1); });
  }
}

function barsOf(dots, x, middle, [low, high]) {
  const bins = new Array(BARS).fill(0), width = (high - low) / BARS;
  for (const { value } of dots) bins[Math.min(BARS - 1, Math.floor((value - low) / width))]++;
  const most = Math.max(...bins);
  return bins.flatMap((number, k) => {
    if (!number) return [];
    const height = Math.max(1, (0.8 * (ROW - 20) * number) / most), bar = shape('rect', { class: 'bar', x: x(low + k * width), width: x(low + width) - x(low) - 0.5, y: middle + 22 - height, height });
    bar.onpointerenter = () => tell(`${say(low + k * width)} to ${say(low + (k + 1) * width)}: ${count(number)}`);
    return [bar];
  });
}

function summaryShapes({ low, median, high, mean: average, n }, x, middle) {
  if (!n) return [];
  return [shape('rect', { class: 'box', x: x(low), width: Math.max(x(high) - x(low), 1), y: middle - 17, height: 34, rx: 2 }),
    shape('line', { class: 'median', x1: x(median), x2: x(median), y1: middle - 20, y2: middle + 20 }),
    shape('path', { class: 'mean', d: `M${x(average)} ${middle + 17}l6 7l-6 7l-6 -7z` })];
}

function dotShape(dot, group, x, middle) {
  const circle = shape('circle', { class: 'dot', cx: x(dot.value), cy: middle + (dot.shift ?? 0), r: RADIUS, tabindex: -1, role: 'img',
    'aria-label': `${dot.name}, ${group.name}: ${say(dot.value)}` });
  const address = dot.rows.length === 1 ? files[rows[dot.rows[0]][FILE]][ADDRESS] : null;
  circle.dot = dot;
  circle.group = group;
  dot.circle = circle;
  if (!address) return circle;
  const link = shape('a', { href: './' + address, tabindex: -1, 'aria-label': `Report of ${dot.name}, ${group.name}: ${say(dot.value)}` }, circle);
  circle.link = link;
  return link;
}

// Lines between the dots of a pair in neighbouring groups.
function lineShapes(groups) {
  const paths = [];
  for (let k = 1; k < groups.length; k++) {
    const before = new Map(groups[k - 1].dots.map((dot) => [dot.person, dot.circle]));
    for (const { person, circle } of groups[k].dots) {
      const other = before.get(person);
      if (other) paths.push(shape('line', { class: 'pair', x1: +other.getAttribute('cx'), y1: +other.getAttribute('cy'), x2: +circle.getAttribute('cx'), y2: +circle.getAttribute('cy') }));
    }
  }
  return paths.length <= MAX_LINES ? paths : [];
}

function tell(words) {
  byId('tip').textContent = words;
}

const focus = { circle: null };

function attend(circle, keyboard) {
  const held = (one) => one.link ?? one;
  if (focus.circle) {
    focus.circle.classList.remove('at');
    held(focus.circle).setAttribute('tabindex', '-1');
  }
  focus.circle = circle;
  circle.classList.add('at');
  held(circle).setAttribute('tabindex', '0');
  if (keyboard) held(circle).focus({ preventScroll: true });
  tell(`${circle.dot.name} · ${circle.group.name}: ${say(circle.dot.value)}${unitOf(columns.get(shown.figure))}` + (circle.link ? ' · click for its own report' : ''));
}

// Arrow keys: left and right by value, up and down to the nearest dot of the next group.
function moveFocus(event, groups) {
  const at = focus.circle, filled = groups.filter((group) => group.dots.length);
  if (!at || event.ctrlKey || event.metaKey || event.altKey) return;
  const own = [...at.group.dots].sort((a, b) => a.value - b.value), place = own.indexOf(at.dot), row = filled.indexOf(at.group);
  const nearest = (group) => group && group.dots.reduce((best, dot) => (Math.abs(dot.value - at.dot.value) < Math.abs(best.value - at.dot.value) ? dot : best));
  const next = { ArrowLeft: () => own[place - 1], ArrowRight: () => own[place + 1], Home: () => own[0], End: () => own.at(-1),
    ArrowUp: () => nearest(filled[row - 1]), ArrowDown: () => nearest(filled[row + 1]) }[event.key];
  if (!next) return;
  event.preventDefault();
  const dot = next();
  if (dot) attend(dot.circle, true);
}

function axisShapes(x, range, bottom, width) {
  const [ticks, decimals] = ticksOf(...range, Math.max(2, Math.floor(width / 90))), column = columns.get(shown.figure);
  const shapes = ticks.flatMap((tick) => [shape('line', { class: tick === 0 ? 'rule' : 'grid', x1: x(tick), x2: x(tick), y1: 0, y2: bottom }),
    shape('text', { class: 'soft', x: x(tick), y: bottom + 16, 'text-anchor': 'middle' }, digits(tick, decimals))]);
  const unit = column.unit ? `, ${column.unit}` : '';
  return [...shapes, shape('text', { class: 'soft', x: x(range[1]), y: bottom + 36, 'text-anchor': 'end' }, wordsOf(column.name) + unit + (shown.change ? `, less ${facts.baseline}` : ''))];
}

// Cuts words that are longer than a width of so many pixels.
const cut = (words, width) => (words.length * 6.8 <= width ? words : words.slice(0, Math.max(3, Math.floor(width / 6.8) - 1)) + '…');

function drawDots(groups) {
  const box = byId('figure'), width = Math.max(280, box.clientWidth || 1000), narrow = width < 640, left = narrow ? EDGE : 190;
  const all = groups.filter((group) => group.dots.length).slice(0, MAX_GROUPS), number = all.reduce((sum, { dots }) => sum + dots.length, 0);
  const range = rangeOf(all), inner = width - left - EDGE, x = (value) => left + ((value - range[0]) / (range[1] - range[0])) * inner;
  const height = narrow ? ROW + 24 : ROW, crowd = number > MAX_DOTS;
  const shapes = number ? axisShapes(x, range, height * all.length, inner) : [], dots = [];
  all.forEach((group, k) => {
    const top = k * height, middle = top + height - ROW / 2 - 4, { n } = group.statistics;
    const words = [cut(group.name, narrow ? width - 80 : left - 20), `n = ${count(n)}`];
    shapes.push(shape('line', { class: 'grid', x1: 0, x2: width, y1: top + height, y2: top + height }),
      shape('text', { x: 0, y: narrow ? top + 18 : middle, 'font-weight': 650 }, words[0]),
      shape('text', { class: 'soft', x: narrow ? width : 0, y: narrow ? top + 18 : middle + 17, 'text-anchor': narrow ? 'end' : 'start' }, words[1]),
      ...(crowd ? barsOf(group.dots, x, middle, range) : []), ...summaryShapes(group.statistics, x, middle));
    if (crowd) return;
    if (!shown.pair) spread(group.dots, x, ROW - 24);
    for (const dot of group.dots) dots.push(dotShape(dot, group, x, middle));
  });
  const svg = shape('svg', { viewBox: `0 0 ${width} ${Math.max(height * all.length + AXIS, 30)}`, role: 'group',
    'aria-label': `${wordsOf(shown.figure)} by group. Arrow keys go from dot to dot. The values are also in the tables below.` },
    ...shapes, ...(shown.pair && !crowd ? lineShapes(all) : []), ...dots);
  focus.circle = null;
  svg.onpointerover = (event) => event.target.dot && attend(event.target, false);
  svg.addEventListener('focusin', (event) => {
    const circle = event.target.dot ? event.target : event.target.querySelector?.('.dot');
    if (circle && circle !== focus.circle) attend(circle, false);
  });
  svg.addEventListener('keydown', (event) => moveFocus(event, all));
  const first = all[0]?.dots[0]?.circle;
  if (first && !crowd) {
    focus.circle = first;
    (first.link ?? first).setAttribute('tabindex', '0');
  }
  box.replaceChildren(number ? svg : make('p', {}, 'No recording has a value of this figure.'));
  tell('');
  return { crowd, left: groups.filter((group) => group.dots.length).length - all.length };
}

// The picture as a file: its colours written into it, those of paper.
function dotsFile() {
  root.classList.add('printing');
  try {
    const svg = byId('figure').querySelector('svg'), copy = svg.cloneNode(true), [, , width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
    const from = [...svg.querySelectorAll('*')], to = [...copy.querySelectorAll('*')];
    from.forEach((element, k) => {
      const style = getComputedStyle(element);
      for (const name of ['fill', 'stroke', 'stroke-width', 'stroke-opacity', 'font-size', 'font-weight']) to[k].setAttribute(name, style.getPropertyValue(name));
      for (const name of ['class', 'tabindex', 'role', 'aria-label', 'href']) to[k].removeAttribute(name);
    });
    for (const [name, value] of Object.entries({ xmlns: 'http://www.w3.org/2000/svg', width, height, 'font-family': 'system-ui, Helvetica, Arial, sans-serif' })) copy.setAttribute(name, value);
    copy.prepend(shape('rect', { width, height, fill: '#ffffff' }));
    return new XMLSerializer().serializeToString(copy);
  } finally {
    root.classList.remove('printing');
  }
}
