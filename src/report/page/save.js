// Saving what is shown: curves as a picture (SVG or PNG), a table as CSV.

const SHEET = { width: 1000, label: 170, gutter: 44, margin: 12, top: 34, ruler: 26 }; // pixels

// The path of a curve in the shown range. Of more samples than the picture can show, the lowest and the highest of each
// quarter of a pixel.
function pathOf(values, face, [first, end], x, y) {
  const parts = [], columns = 4 * SHEET.width, merged = Math.max(1, Math.ceil((2 * (end - first)) / columns));
  let drawing = false;
  const point = (i) => {
    if (values[i] === null) drawing = false;
    else {
      parts.push((drawing ? 'L' : 'M') + x(face.x[i]).toFixed(2) + ' ' + y(values[i]).toFixed(2));
      drawing = true;
    }
  };
  for (let i = first; i < end; i += merged) {
    let low = i, high = i;
    for (let k = i; k < Math.min(i + merged, end); k++) {
      if (values[k] !== null && (values[low] === null || values[k] < values[low])) low = k;
      if (values[k] !== null && (values[high] === null || values[k] > values[high])) high = k;
    }
    point(Math.min(low, high));
    if (low !== high) point(Math.max(low, high));
  }
  return parts.join('');
}

// Rectangles of runs of samples.
function runsOf(runs, face, x, top, height, fill) {
  const shapes = [], [from, to] = view.range;
  for (let k = 0; k < runs.length; k += 2) {
    const begin = Math.max(face.x[runs[k]], from), end = Math.min(face.end(runs[k + 1]), to);
    if (end > begin) shapes.push(shape('rect', { x: x(begin), y: top, width: Math.max(x(end) - x(begin), 0.5), height, fill }));
  }
  return shapes;
}

const inner = () => [SHEET.label + SHEET.gutter, SHEET.width - SHEET.margin];
const across = (x) => inner()[0] + ((x - view.range[0]) / (view.range[1] - view.range[0])) * (inner()[1] - inner()[0]);
const text = (x, y, words, more = {}) => shape('text', { x, y, fill: colours.ink, 'font-size': 12, ...more }, words);

function rulerShapes(y) {
  const [from, to] = view.range, step = stepFor(((to - from) * 84) / (inner()[1] - inner()[0])), shapes = [];
  for (let n = Math.ceil(from / step); n * step <= to; n++) {
    shapes.push(shape('line', { x1: across(n * step), x2: across(n * step), y1: y, y2: y + 5, stroke: colours.soft }),
      text(across(n * step), y + 18, clock(n * step, step < 0.1 ? 2 : step < 1 ? 1 : 0), { 'text-anchor': 'middle', fill: colours.soft }));
  }
  return shapes;
}

// A chart as shapes below y.
function chartShapes(chart, y) {
  chart.update();
  const { face, options } = chart, { height, bands = [] } = options, scale = chart.u.scales.y;
  const low = options.range?.[0] ?? scale.min, high = options.range?.[1] ?? scale.max;
  const top = y + 8, bottom = y + height - BAND * Math.max(1, bands.length) - 5, place = (value) => bottom - ((value - low) / (high - low)) * (bottom - top);
  const [left, right] = inner(), shapes = runsOf(face.gaps, face, across, top, bottom - top, colours.gap);
  const ticks = options.curves.length ? [low, ...(low < 0 && high > 0 ? [0] : []), high] : [];
  for (const tick of ticks)
    shapes.push(shape('line', { x1: left, x2: right, y1: place(tick), y2: place(tick), stroke: colours.grid }),
      text(left - 6, place(tick) + 4, digits(tick, Number.isInteger(tick) ? 0 : 1), { 'text-anchor': 'end', 'font-size': 11, fill: colours.soft }));
  const samples = shownSamples(face);
  samples[1] = Math.min(samples[1] + 1, face.count);
  for (const curve of options.curves) if (!curve.hidden)
    shapes.push(shape('path', { d: pathOf(curve.data(), face, samples, across, place), fill: 'none', stroke: colours[curve.colour], 'stroke-width': 1.25,
      ...(curve.dash ? { 'stroke-dasharray': curve.dash.join(' ') } : {}) }));
  bands.forEach(({ runs, colour }, i) => shapes.push(...runsOf(runs, face, across, bottom + 2 + BAND * i, BAND, colours[colour])));
  for (const { onset, apex, offset } of options.marks ?? []) {
    if (offset < view.range[0] || onset > view.range[1]) continue;
    const [begin, at, end] = [onset, apex, offset].map((time) => Math.min(Math.max(across(time), left), right));
    shapes.push(shape('path', { d: `M${begin} ${top}H${Math.max(end, begin + 2)}v2H${begin}zM${at - 3} ${top}h6l-3 6z`, fill: colours.green }));
  }
  // The label's words, in the colours of its curves.
  [...chart.row.querySelector('.label').children].filter((words) => !words.classList.contains('value')).forEach((words, k) => {
    const colour = words.style.color.match(/--(\w+)/)?.[1];
    shapes.push(text(0, top + 12 + 14 * k, words.textContent, { 'font-size': k ? 11 : 12.5, 'font-weight': k ? 400 : 650, fill: colours[colour ?? (k ? 'soft' : 'ink')] }));
  });
  return shapes;
}

// The visible charts of a section as one picture. Its colours are those of paper.
function chartsFigure(list, title) {
  const shown = list.filter((chart) => !chart.row.hidden), shapes = [], key = [];
  let y = SHEET.top;
  for (const chart of shown) {
    shapes.push(...chartShapes(chart, y));
    y += chart.options.height;
  }
  let right = inner()[1];
  for (const curve of [...(shown[0]?.options.curves ?? [])].reverse()) {
    if (!shown[0].options.legend || curve.hidden) continue;
    key.push(text(right, 18, curve.name, { 'text-anchor': 'end', 'font-size': 11, fill: colours[curve.colour] }));
    right -= 6.2 * curve.name.length + 14;
  }
  return [y + SHEET.ruler, text(0, 18, title, { 'font-size': 14, 'font-weight': 650 }), ...key, ...shapes, ...rulerShapes(y)];
}

function heatFigure(title) {
  heat.draw();
  const { canvas, keys } = heat, ratio = canvas.width / canvas.clientWidth, cut = document.createElement('canvas'), height = ROW * keys.length;
  cut.width = canvas.width - (gutter() + MARGIN) * ratio;
  cut.height = canvas.height;
  cut.getContext('2d').drawImage(canvas, -gutter() * ratio, 0);
  const [left, right] = inner();
  return [SHEET.top + height + SHEET.ruler, text(0, 18, title, { 'font-size': 14, 'font-weight': 650 }),
    ...keys.map((au, row) => text(0, SHEET.top + ROW * row + 13, `${au} ${facts.names[au]}`, { 'font-size': 11 })),
    shape('image', { x: left, y: SHEET.top, width: right - left, height, preserveAspectRatio: 'none', href: cut.toDataURL() }), ...rulerShapes(SHEET.top + height)];
}

// The text of an SVG; draw() gives its height and shapes.
function svgOf(draw) {
  root.classList.add('printing');
  readColours();
  try {
    const [height, ...shapes] = draw(), { width } = SHEET;
    const svg = shape('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: `-16 0 ${width + 16} ${height}`, width: width + 16, height,
      'font-family': 'system-ui, Helvetica, Arial, sans-serif' }, shape('rect', { x: -16, y: 0, width: width + 16, height, fill: colours.paper }), ...shapes);
    return new XMLSerializer().serializeToString(svg);
  } finally {
    root.classList.remove('printing');
    redraw();
  }
}

// The recording's name, a section's, and an ending.
function fileName(section, ending) {
  const name = plainName(document.title.replace(/\.\w+$/, '')) || 'report';
  return `${name}_${section}.${ending}`;
}

// The buttons of a section. figure(title): what svgOf draws; table(): an element.
function offerToSave(id, { figure, table }) {
  const draw = () => svgOf(() => figure(`${byId(id).querySelector('h2').textContent}, ${rangeWords()}`));
  offer(id, [
    ...(figure ? [['SVG', 'Save the shown curves as a drawing', () => download(fileName(id, 'svg'), new Blob([draw()], { type: 'image/svg+xml' }))],
      ['PNG', 'Save the shown curves as a picture', () => savePicture(fileName(id, 'png'), draw())]] : []),
    ...(table ? [['CSV', 'Save the table', () => download(fileName(id, 'csv'), new Blob([csvOf(table())], { type: 'text/csv' }))]] : []),
  ]);
}
