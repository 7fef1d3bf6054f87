// All intensities over time, one row of colour each.

// viridis, which can be read with any kind of colour blindness and in grey; from 0 to 5.
const RAMP = [[68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121],
  [110, 206, 88], [181, 222, 43], [253, 231, 37]];
const MAX = 5, ROW = 18;

function colourOf(value) {
  const place = (Math.min(Math.max(value, 0), MAX) / MAX) * (RAMP.length - 1);
  const below = Math.min(Math.floor(place), RAMP.length - 2), share = place - below;
  return RAMP[below].map((level, k) => Math.round(level + share * (RAMP[below + 1][k] - level)));
}

const heat = {
  canvas: byId('heat-canvas'),
  show(face) {
    this.face = face;
    this.keys = face.facts.figures.map((figure) => figure.au).filter((au) => face.has(au + '_r'));
    byId('map').hidden = this.keys.length === 0;
    byId('heat-names').replaceChildren(...this.keys.map((au) =>
      make('span', { title: facts.names[au] }, make('b', {}, au), ' ' + facts.names[au])));
    this.draw();
  },
  draw() {
    const width = this.canvas.clientWidth, face = this.face;
    if (!width || !this.keys.length) return;
    const height = ROW * this.keys.length, context = prepare(this.canvas, width, height);
    const inner = Math.round(width - GUTTER - MARGIN), [from, to] = view.range;
    const image = new ImageData(inner, this.keys.length), none = [0, 0, 0, 0];
    const first = new Int32Array(inner + 1);
    for (let p = 0; p <= inner; p++) first[p] = face.at(from + ((to - from) * p) / inner);
    this.keys.forEach((au, row) => {
      const values = face.values(au + '_r');
      for (let p = 0; p < inner; p++) {
        // Between two samples, the earlier one applies.
        const begin = first[p + 1] > first[p] ? first[p] : Math.max(0, first[p] - 1);
        let highest = null;
        for (let i = begin; i < Math.max(first[p + 1], begin + 1) && i < face.count; i++)
          if (values[i] !== null && (highest === null || values[i] > highest)) highest = values[i];
        image.data.set(highest === null ? none : [...colourOf(highest), 255], 4 * (row * inner + p));
      }
    });
    const small = document.createElement('canvas');
    small.width = inner;
    small.height = this.keys.length;
    small.getContext('2d').putImageData(image, 0, 0);
    context.fillStyle = colours.gap;
    context.fillRect(GUTTER, 0, inner, height);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, GUTTER, 0, inner, height);
    context.fillStyle = colours.paper;
    for (let row = 1; row < this.keys.length; row++) context.fillRect(GUTTER, row * ROW - 0.5, inner, 1);
  },
  legend() {
    const canvas = make('canvas'), context = prepare(canvas, 140, 10);
    for (let x = 0; x < 140; x++) {
      context.fillStyle = `rgb(${colourOf((x / 139) * MAX)})`;
      context.fillRect(x, 0, 1, 10);
    }
    byId('scale').replaceChildren('0', canvas, '5', make('span', { className: 'swatch gap' }), 'no face');
  },
};
