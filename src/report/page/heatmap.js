// All intensities over time, one row of colour each.

// viridis, which can be read with any kind of colour blindness and in grey; from 0 to 5.
const RAMP = [[68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121],
  [110, 206, 88], [181, 222, 43], [253, 231, 37]];
const MAX = 5, ROW = 18;
const HEAT_SCALES = { 'five': 'Up to 5', 'highest': 'Up to the highest intensity', 'own': 'Each row up to its own peak' };

// share: 0 for no intensity, 1 for the highest of the scale.
function colourOf(share) {
  const place = Math.min(Math.max(share, 0), 1) * (RAMP.length - 1);
  const below = Math.min(Math.floor(place), RAMP.length - 2), rest = place - below;
  return RAMP[below].map((level, k) => Math.round(level + rest * (RAMP[below + 1][k] - level)));
}

// Red, green and blue of #rrggbb.
const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

const heat = {
  canvas: byId('heat-canvas'),
  scale: 'five',
  show(face) {
    this.face = face;
    this.keys = face.facts.figures.map((figure) => figure.au);
    this.onlyPresence = this.keys.filter((au) => !face.has(au + '_r'));
    byId('map').hidden = this.keys.length === this.onlyPresence.length;
    byId('heat-names').replaceChildren(...this.keys.map((au) =>
      make('span', { title: facts.names[au] }, make('b', {}, au), make('i', {}, ' ' + facts.names[au]))));
    this.peaks = this.keys.map((au) => face.facts.figures.find((figure) => figure.au === au).peak ?? 0);
    this.chips();
    this.legend();
    this.describe();
    this.draw();
  },
  // The intensity of the brightest colour in a row.
  top(row) {
    const top = { five: MAX, highest: Math.max(...this.peaks), own: this.peaks[row] }[this.scale];
    return top > 0 ? top : MAX;
  },
  chips() {
    byId('heat-chips').replaceChildren(...Object.entries(HEAT_SCALES).map(([scale, words]) =>
      make('button', { 'aria-pressed': String(this.scale === scale), onclick: () => {
        this.scale = scale;
        this.chips();
        this.legend();
        this.draw();
        byId('heat-chips').querySelector('[aria-pressed="true"]').focus();
      } }, words)));
  },
  draw() {
    const width = this.canvas.clientWidth, face = this.face;
    if (!width || !this.keys.length) return;
    const height = ROW * this.keys.length, context = prepare(this.canvas, width, height);
    const inner = Math.round(width - gutter() - MARGIN), [from, to] = view.range;
    const image = new ImageData(inner, this.keys.length), none = [0, 0, 0, 0], band = channels(colours.orange);
    const first = new Int32Array(inner + 1);
    for (let p = 0; p <= inner; p++) first[p] = face.at(from + ((to - from) * p) / inner);
    this.keys.forEach((au, row) => {
      const graded = face.has(au + '_r'), top = this.top(row);
      const valueAt = graded ? (i) => values[i] : (i) => (face.bit('success', i) ? face.bit(au + '_c', i) : null);
      const values = graded ? face.values(au + '_r') : null;
      for (let p = 0; p < inner; p++) {
        // Between two samples, the earlier one applies.
        const begin = first[p + 1] > first[p] ? first[p] : Math.max(0, first[p] - 1);
        let highest = null;
        for (let i = begin; i < Math.max(first[p + 1], begin + 1) && i < face.count; i++)
          if (valueAt(i) !== null && (highest === null || valueAt(i) > highest)) highest = valueAt(i);
        const colour = graded || !highest ? colourOf(highest / top) : band;
        image.data.set(highest === null ? none : [...colour, 255], 4 * (row * inner + p));
      }
    });
    const small = document.createElement('canvas');
    small.width = inner;
    small.height = this.keys.length;
    small.getContext('2d').putImageData(image, 0, 0);
    context.fillStyle = colours.gap;
    context.fillRect(gutter(), 0, inner, height);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, gutter(), 0, inner, height);
    context.fillStyle = colours.paper;
    for (let row = 1; row < this.keys.length; row++) context.fillRect(gutter(), row * ROW - 0.5, inner, 1);
  },
  describe() {
    const strongest = shownFigures(this.face).filter((figure) => figure.mean !== null).sort((a, b) => b.mean - a.mean).slice(0, 3);
    this.canvas.setAttribute('aria-label', `Heat map of all intensities, ${rangeWords()}. Strongest on average: `
      + (strongest.map(({ au, mean }) => `${au} ${digits(mean, 2)}`).join(', ') || 'none') + '.');
  },
  legend() {
    const canvas = make('canvas', { role: 'img', 'aria-label': 'from dark violet, the lowest, to yellow, the highest' });
    const context = prepare(canvas, 140, 10), top = this.scale === 'own' ? 'the row\u2019s peak' : String(+this.top(0).toFixed(2));
    for (let x = 0; x < 140; x++) {
      context.fillStyle = `rgb(${colourOf(x / 139)})`;
      context.fillRect(x, 0, 1, 10);
    }
    byId('scale').replaceChildren('0', canvas, top, make('span', { className: 'swatch gap' }), 'no face',
      ...(this.onlyPresence.length ? [make('span', { className: 'swatch band' }), `present (${this.onlyPresence.join(', ')} has no intensity)`] : []));
  },
};
