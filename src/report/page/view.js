// The range of time that all charts show, their colours, and the ruler that they share.

const gutter = () => (root.classList.contains('narrow') ? 32 : 44); // pixels of the scale's numbers, left of every chart
const MARGIN = 8; // right of it
const PATIENCE_MS = 150;

const view = {
  whole: [0, 1],
  range: [0, 1],
  listeners: [], // called after every change
  patient: [], // called once the range has stayed as it is for a moment
  set(from, to) {
    const [low, high] = this.whole;
    const least = (high - low) / 1e5; // a frame of an hour's recording
    let width = Math.min(Math.max(to - from, least), high - low);
    if (!(width > 0)) width = high - low;
    from = Math.min(Math.max(from, low), high - width);
    this.range = [from, from + width];
    this.changed();
  },
  zoom(factor, about) {
    const [from, to] = this.range;
    about ??= (from + to) / 2;
    this.set(about - (about - from) * factor, about + (to - about) * factor);
  },
  move(share) {
    const [from, to] = this.range;
    this.set(from + share * (to - from), to + share * (to - from));
  },
  reset() {
    this.set(...this.whole);
  },
  isWhole() {
    return this.range[0] <= this.whole[0] && this.range[1] >= this.whole[1];
  },
  changed() {
    const started = performance.now();
    for (const listener of this.listeners) listener();
    clearTimeout(this.timer);
    root.dataset.waiting = '';
    this.timer = setTimeout(() => {
      this.patient.forEach((listener) => listener());
      delete root.dataset.waiting;
    }, PATIENCE_MS);
    // How long the last change took, including drawing.
    queueMicrotask(() => { root.dataset.zoomMs = (performance.now() - started).toFixed(1); });
  },
};

const colours = {};
function readColours() {
  const style = getComputedStyle(root);
  for (const name of ['ink', 'soft', 'rule', 'grid', 'blue', 'fill', 'orange', 'green', 'gap', 'damage', 'paper'])
    colours[name] = style.getPropertyValue('--' + name).trim();
}

// A cleared canvas of the given size; sizes and the context are in CSS pixels.
function prepare(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  canvas.style.height = height + 'px';
  const context = canvas.getContext('2d');
  context.scale(ratio, ratio);
  return context;
}

// Steps between the labels of a clock, in seconds; and between frame numbers.
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 36000];
function stepFor(width) {
  if (facts.has_times) return STEPS.find((step) => step >= width) ?? 36000 * Math.ceil(width / 36000);
  const ten = 10 ** Math.floor(Math.log10(Math.max(width, 1)));
  return [1, 2, 5, 10].map((n) => n * ten).find((step) => step >= width) ?? 10 * ten;
}

function drawRuler(canvas) {
  const width = canvas.clientWidth, [from, to] = view.range;
  if (!width) return;
  const context = prepare(canvas, width, 24), inner = width - gutter() - MARGIN;
  const step = stepFor(((to - from) * 84) / inner), decimals = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  context.font = '12px system-ui, sans-serif';
  context.fillStyle = colours.soft;
  context.strokeStyle = colours.rule;
  context.textAlign = 'center';
  for (let n = Math.ceil(from / step); n * step <= to; n++) {
    const x = gutter() + ((n * step - from) / (to - from)) * inner;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, 5);
    context.stroke();
    context.fillText(clock(n * step, decimals), Math.min(Math.max(x, 20), width - 22), 18);
  }
  context.textAlign = 'left';
  if (gutter() > 40) context.fillText(facts.has_times ? 'time' : 'frame', 0, 18);
}

// A ruler below the charts of a section.
function rulerLane() {
  return make('div', { className: 'lane' }, make('span', { className: 'label' }), make('canvas', { className: 'ruler' }));
}
