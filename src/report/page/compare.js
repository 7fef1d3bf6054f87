// Segments of the recording as shaded stretches, and tables that compare them, and the faces.

const SHADES = ['#0072b2', '#c65102', '#00795a', '#a23b8f', '#8a6a00', '#5b6673'];
const COMPARED = [
  { key: 'mean', name: 'Mean', show: (value) => digits(value, 2) },
  { key: 'peak', name: 'Peak', show: (value) => digits(value, 2) },
  { key: 'present', name: 'Present', show: (value) => percent(value).replace('-', '\u2212') },
  { key: 'onsets', name: 'Onsets', show: (value) => digits(value, 0) },
];

// A table of one figure: a row for each Action Unit, a column for each of columns() = [{ name, about, figures }]; as it is, or
// less another column's.
class Comparison {
  constructor(box, what, columns) {
    Object.assign(this, { what, columns, key: 'mean', base: '' });
    this.table = make('table');
    this.choices = make('p', { className: 'choices' });
    byId(box).replaceChildren(this.choices, make('div', { className: 'scroll', tabIndex: 0, role: 'group', 'aria-label': 'Table: ' + what }, this.table));
  }

  update() {
    const columns = this.columns(), names = columns.map(({ name }) => name);
    if (!names.includes(this.base)) this.base = '';
    const select = (label, options, chosen, choose) => {
      const list = make('select', { onchange: () => { choose(list.value); this.update(); this.choices.querySelectorAll('select')[label === 'Figure' ? 0 : 1].focus(); } },
        ...options.map(([value, words]) => make('option', { value, selected: value === chosen }, words)));
      return make('label', {}, label + ' ', list);
    };
    this.choices.replaceChildren(select('Figure', COMPARED.map(({ key, name }) => [key, name]), this.key, (key) => { this.key = key; }),
      select('minus', [['', 'nothing'], ...names.map((name) => [name, name])], this.base, (name) => { this.base = name; }));
    const { show } = COMPARED.find(({ key }) => key === this.key), base = columns.find(({ name }) => name === this.base)?.figures;
    const valueOf = (figures, row) => {
      const value = figures[row][this.key], less = base ? base[row][this.key] : 0;
      return value === null || less === null ? null : value - less;
    };
    this.table.replaceChildren(
      make('thead', {}, make('tr', {}, make('th', {}, 'Action Unit'), ...columns.map(({ name, about, colour }) => make('th', { className: 'n', 'data-value': name },
        ...(colour ? [patch(colour)] : []), name, make('small', {}, about))))),
      make('tbody', {}, ...columns[0].figures.map(({ au }, row) => make('tr', {}, make('td', { 'data-value': au }, make('b', {}, au), ' ' + facts.names[au]),
        ...columns.map(({ figures }) => {
          const value = valueOf(figures, row);
          return make('td', { className: 'n', 'data-value': value ?? '' }, (base && value > 0 ? '+' : '') + show(value));
        })))));
  }
}

function patch(colour) {
  const box = make('span', { className: 'patch' });
  box.style.background = colour;
  return box;
}

// Bars in rows of a canvas: items are { row, from, to, at (a line, or nothing), colour }.
function drawBars(canvas, rows, items) {
  const width = canvas.clientWidth, context = prepare(canvas, width, Math.max(1, BAR_ROW * rows));
  const [from, to] = view.range, wide = width - gutter() - MARGIN, place = (x) => gutter() + ((x - from) / (to - from)) * wide;
  context.fillStyle = colours.grid;
  for (let row = 1; row <= rows; row++) context.fillRect(gutter(), BAR_ROW * row - 1, wide, 1);
  context.beginPath();
  context.rect(gutter(), 0, wide, BAR_ROW * rows);
  context.clip();
  for (const item of items) {
    const top = BAR_ROW * item.row, begin = place(item.from);
    context.fillStyle = item.colour;
    context.fillRect(begin, top + 5, Math.max(place(item.to) - begin, 2), 8);
    context.fillStyle = colours.ink;
    if (item.at !== undefined) context.fillRect(place(item.at) - 0.75, top + 2, 1.5, 14);
  }
}

const BAR_ROW = 18; // pixels

const segments = {
  canvas: byId('segment-canvas'),
  // Those that were given, by label: [label, [[start, end], ...]].
  byLabel: [...(facts.segments ?? []).reduce((labels, [label, start, end]) => labels.set(label, [...(labels.get(label) ?? []), [start, end]]), new Map())],
  show(face) {
    this.face = face;
    byId('segments').hidden = byId('contrast').hidden = this.byLabel.length === 0;
    if (byId('segments').hidden) return;
    byId('segment-names').replaceChildren(...this.byLabel.map(([label], i) => make('span', { title: label }, patch(this.colour(i)), make('b', {}, label))));
    byId('segment-chips').replaceChildren(...(facts.segments ?? []).slice(0, 40).map(([label, start, end]) =>
      make('button', { title: `${clock(start)} – ${clock(end)}`, onclick: () => view.set(start, end) }, label)));
    this.comparison ??= new Comparison('segment-table', 'Segments', () => this.figures());
    this.comparison.update();
    this.draw();
  },
  colour: (i) => SHADES[i % SHADES.length],
  // Of each label, all its segments together.
  figures() {
    const { face } = this, units = face.facts.figures.map(({ au }) => au);
    return this.byLabel.map(([label, ranges], i) => {
      const samples = ranges.map(([start, end]) => [face.at(start), face.at(end)]);
      const frames = samples.reduce((sum, [first, end]) => sum + end - first, 0);
      return { name: label, colour: this.colour(i), about: `${ranges.length > 1 ? ranges.length + ' segments, ' : ''}${count(frames)} frames`,
        figures: units.map((au) => figuresOf(face, au, ...samples)) };
    });
  },
  draw() {
    if (!this.face || byId('segments').hidden || !this.canvas.clientWidth) return;
    drawBars(this.canvas, this.byLabel.length, this.byLabel.flatMap(([, ranges], row) => ranges.map(([from, to]) => ({ row, from, to, colour: this.colour(row) }))));
    this.canvas.setAttribute('aria-label', 'Segments: ' + this.byLabel.map(([label, ranges]) =>
      `${label} ${ranges.map((range) => range.map((x) => clock(x)).join(' – ')).join(', ')}`).join('; ') + '.');
  },
  // Behind the curves of a chart.
  shade(u) {
    const { left, top, width, height } = u.bbox, [from, to] = view.range, place = (x) => left + ((x - from) / (to - from)) * width;
    u.ctx.save();
    u.ctx.globalAlpha = 0.12;
    this.byLabel.forEach(([, ranges], i) => {
      u.ctx.fillStyle = this.colour(i);
      for (const [start, end] of ranges) {
        const begin = Math.max(place(start), left), stop = Math.min(place(end), left + width);
        if (stop > begin) u.ctx.fillRect(begin, top, stop - begin, height);
      }
    });
    u.ctx.restore();
  },
  // The labels at a place in time.
  at: (x) => segments.byLabel.filter(([, ranges]) => ranges.some(([start, end]) => start <= x && x < end)).map(([label]) => label),
};

// The faces: who is who, and what sets them apart.
const people = {
  show(number, choose) {
    const box = byId('people');
    box.hidden = facts.faces.length < 2;
    byId('compared').hidden = box.hidden;
    if (box.hidden) return;
    const focus = box.contains(document.activeElement);
    box.replaceChildren(...facts.faces.map((face, i) => {
      // The first picture is that of the strongest peak: it is as good as any.
      const picture = facts.pictures.find((one) => one.face === i);
      const image = picture ? make('img', { alt: '', src: 'data:image/jpeg;base64,' + picture.jpeg }) : make('span', { className: 'nobody', ariaHidden: 'true' }, String(face.id));
      const button = make('button', { 'aria-pressed': String(i === number), onclick: () => choose(i) }, image, make('span', {}, make('b', {}, patch(face.colour), 'Face ' + face.id),
        make('small', {}, percent(face.with_face / face.rows, 0) + ' of ' + count(face.rows) + ' frames')));
      button.style.borderColor = face.colour;
      return button;
    }));
    if (focus) box.querySelector('[aria-pressed="true"]').focus();
    this.comparison ??= new Comparison('compared-table', 'Faces', () => facts.faces.map((face) =>
      ({ name: 'Face ' + face.id, colour: face.colour, about: count(face.with_face) + ' frames', figures: face.figures })));
    this.comparison.update();
  },
};
