// Charts over time by uPlot: one below the other, with a common range and cursor. A chart outside the window is drawn when it
// is scrolled into view.

const charts = [];
const BAND = 5; // pixels of the band of presence

const sight = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const chart = entry.target.chart;
    chart.seen = entry.isIntersecting;
    if (chart.seen) chart.update();
  }
}, { rootMargin: '200px 0px' });

// Rectangles behind or below the curves, for visible runs of samples; runs that share a pixel are merged.
function drawRuns(u, face, runs, top, height, colour) {
  const { left, width } = u.bbox, [from, to] = view.range;
  const place = (x) => left + ((x - from) / (to - from)) * width;
  let low = 0, high = runs.length / 2, drawn = -Infinity;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (face.end(runs[2 * middle + 1]) < from) low = middle + 1;
    else high = middle;
  }
  u.ctx.save();
  u.ctx.fillStyle = colour;
  for (let k = low; 2 * k < runs.length && face.x[runs[2 * k]] <= to; k++) {
    const begin = Math.max(place(face.x[runs[2 * k]]), left, drawn);
    const end = Math.min(Math.max(place(face.end(runs[2 * k + 1])), begin + 1), left + width);
    if (end <= begin) continue;
    u.ctx.fillRect(begin, top, end - begin, height);
    drawn = end;
  }
  u.ctx.restore();
}

// options: label (elements), height, curves [{ name, colour, fill, dash, data() }], range [low, high] or null, splits,
// digits, about() (a sentence that says what it shows), legend (the names of the curves are nowhere else), bands [{ runs, colour }] below the curves, marks (events).
class Chart {
  constructor(parent, face, options) {
    Object.assign(this, { face, options, seen: false, u: null, stale: false });
    this.value = make('span', { className: 'value' });
    this.plot = make('div', { className: 'plot' });
    this.plot.style.height = options.height + 'px';
    this.row = make('div', { className: 'lane' }, make('div', { className: 'label' }, this.value, ...options.label), this.plot);
    this.plot.chart = this;
    parent.append(this.row);
    sight.observe(this.plot);
    charts.push(this);
  }

  update() {
    if (!this.plot.clientWidth) return;
    if (!this.u) this.create();
    const [min, max] = view.range, scale = this.u.scales.x;
    if (this.u.width !== this.plot.clientWidth) this.u.setSize({ width: this.plot.clientWidth, height: this.options.height });
    if (this.stale) {
      this.u.setData(this.data(), false);
      this.u.redraw();
    }
    this.stale = false;
    if (scale.min !== min || scale.max !== max) this.u.setScale('x', { min, max });
  }

  data() {
    return [this.face.x, ...this.options.curves.map((curve) => curve.data())];
  }

  // For those who cannot see the curves.
  describe() {
    const canvas = this.u?.ctx.canvas;
    if (!canvas) return;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', this.options.about());
  }

  // The cursor at a sample.
  point(i) {
    this.u?.setCursor({ left: this.u.valToPos(this.face.x[i], 'x'), top: -10 }, false);
    this.showAt(i);
  }

  changed() {
    if (this.seen && this.u) this.update();
  }

  // The data or the colours have changed.
  renew() {
    this.stale = true;
    if (this.seen && this.u) this.update();
  }

  show(on) {
    this.row.hidden = !on;
    if (on && this.seen) this.update();
  }

  remove() {
    sight.unobserve(this.plot);
    this.u?.destroy();
    this.row.remove();
  }

  axes() {
    const { splits } = this.options;
    const axis = { stroke: () => colours.soft, font: '11px system-ui, sans-serif', gap: 4, ticks: { show: false } };
    const words = (tick) => String(+tick.toFixed(3)).replace('-', '\u2212');
    return [
      { ...axis, size: 0, values: () => [], grid: { show: false } },
      { ...axis, size: gutter, space: 26, grid: { stroke: () => colours.grid, width: 1 },
        ...(splits ? { splits: () => this.options.splits } : {}),
        // Of given ticks, only the outer ones are labelled.
        values: (u, ticks) => ticks.map((tick, i) => (splits && i > 0 && i < ticks.length - 1 ? '' : words(tick))) },
    ];
  }

  series() {
    return this.options.curves.map((curve) => ({
      label: curve.name,
      stroke: () => colours[curve.colour],
      fill: curve.fill ? () => colours.fill : undefined,
      dash: curve.dash,
      width: 1.25,
      show: !curve.hidden,
      points: { show: this.face.count === 1 },
    }));
  }

  create() {
    const { height, range, bands } = this.options;
    this.u = new uPlot({
      width: this.plot.clientWidth,
      height,
      padding: [8, MARGIN, bands || !range ? BAND * Math.max(1, bands?.length ?? 1) + 5 : 6, 0],
      legend: { show: false },
      scales: { x: { time: false, range: () => view.range }, y: range ? { range: () => this.options.range } : {} },
      axes: this.axes(),
      cursor: {
        y: false,
        points: { size: 5 },
        sync: { key: 'time', scales: ['x', null] },
        drag: { x: true, y: false, setScale: false },
        bind: { dblclick: () => () => view.reset() },
      },
      series: [{}, ...this.series()],
      hooks: {
        drawClear: [(u) => segments.shade(u), (u) => drawRuns(u, this.face, this.face.gaps, u.bbox.top, u.bbox.height, colours.gap)],
        draw: [(u) => this.drawBands(u), (u) => this.drawMarks(u), (u) => this.drawDamage(u)],
        setSelect: [(u) => {
          if (u.select.width > 3) view.set(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'));
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        }],
        setCursor: [(u) => { if (u.cursor.event) showCursor(this.face, u.cursor.idx); }],
      },
    }, this.data(), this.plot);
    this.describe();
    this.u.over.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      view.zoom(event.deltaY > 0 ? 1.4 : 1 / 1.4, this.u.posToVal(event.offsetX, 'x'));
    }, { passive: false });
  }

  drawBands(u) {
    const size = BAND * (window.devicePixelRatio || 1), top = u.bbox.top + u.bbox.height + size / 2;
    (this.options.bands ?? []).forEach(({ runs, colour }, i) => drawRuns(u, this.face, runs, top + i * size, size, colours[colour]));
  }

  // Each event as a line along the upper edge, from onset to offset, with a triangle at its apex.
  drawMarks(u) {
    const { left, top, width } = u.bbox, [from, to] = view.range, ratio = window.devicePixelRatio || 1;
    const place = (x) => left + ((x - from) / (to - from)) * width;
    u.ctx.save();
    u.ctx.beginPath();
    u.ctx.rect(left, top - 8 * ratio, width, u.bbox.height);
    u.ctx.clip();
    u.ctx.fillStyle = colours.green;
    for (const { onset, apex, offset } of this.options.marks ?? []) {
      if (offset < from || onset > to) continue;
      const begin = place(onset), at = place(apex);
      u.ctx.fillRect(begin, top, Math.max(place(offset) - begin, 2 * ratio), 2 * ratio);
      u.ctx.beginPath();
      u.ctx.moveTo(at - 3 * ratio, top);
      u.ctx.lineTo(at + 3 * ratio, top);
      u.ctx.lineTo(at, top + 6 * ratio);
      u.ctx.fill();
    }
    u.ctx.restore();
  }

  drawDamage(u) {
    const size = 3 * (window.devicePixelRatio || 1);
    drawRuns(u, this.face, this.face.damage, u.bbox.top - size, size, colours.damage);
  }

  // The values at a sample, next to the label.
  showAt(i) {
    const texts = i === null || !this.u ? [] : this.options.curves.filter((curve) => !curve.hidden).map((curve) => digits(curve.data()[i], this.options.digits));
    this.value.textContent = texts.join('  ');
  }
}

function showCursor(face, i) {
  if (i === null || i === undefined) i = null;
  byId('cursor').textContent = i === null ? '' : placeOf(face, i);
  if (i !== null) slider.at = i;
  for (const chart of charts) if (chart.seen) chart.showAt(i);
}
