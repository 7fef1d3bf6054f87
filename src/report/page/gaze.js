// Where the eyes look: angles over time, how fast they change, and a map of how often each direction occurs. The angles are
// OpenFace's: across from left to right of the picture and down, 0 along the camera's axis.

const DEGREES = 180 / Math.PI;
const MAP = { size: 300, left: 34, bottom: 34, cell: 1 }; // pixels; degrees
const GAZE_CURVES = ['across', 'down'];

// Degrees a second between the directions of two samples; null without both.
function gazeSpeeds(face) {
  const x = face.values('gaze_x'), y = face.values('gaze_y');
  const direction = (i) => {
    const vector = [Math.tan(x[i]), Math.tan(y[i]), 1], length = Math.hypot(...vector);
    return vector.map((part) => part / length);
  };
  let before = null;
  return x.map((value, i) => {
    const now = value === null || y[i] === null ? null : direction(i), last = before, seconds = i ? face.x[i] - face.x[i - 1] : 0;
    before = now;
    if (!now || !last || !(seconds > 0)) return null;
    const across = Math.hypot(...now.map((part, axis) => part - last[axis]));
    return (2 * Math.asin(Math.min(across / 2, 1)) * DEGREES) / seconds;
  });
}

const gaze = {
  canvas: byId('gaze-map'),
  show(face) {
    this.face = face;
    byId('gaze').hidden = !face.has('gaze_x') || !face.has('gaze_y');
    if (byId('gaze').hidden) return;
    this.angles = ['gaze_x', 'gaze_y'].map((key) => changed(() => face.values(key), (value) => value * DEGREES));
    otherCharts.push(new Chart(byId('gaze-lanes'), face, {
      label: [make('b', {}, 'Direction'), ...colouredNames(['across (to the right)', 'down']), make('small', {}, 'degrees')],
      height: 104,
      about: () => `Direction of the gaze in degrees: ${this.words()}`,
      curves: GAZE_CURVES.map((name, i) => ({ name, colour: CURVE_COLOURS[i], data: this.angles[i] })),
      range: null, digits: 1, marks: marksOf(face, ['gaze_away']),
    }));
    const own = face.has('gaze_speed');
    if (!own && facts.has_times && facts.merged === 1) face.unpacked.set('gaze_speed', gazeSpeeds(face));
    if (own || face.unpacked.has('gaze_speed')) otherCharts.push(speedLane('gaze-lanes', face, 'gaze_speed', 'How fast the direction of the gaze changes, in degrees a second.'));
    byId('gaze-speed').textContent = own ? 'The speed is that of the eyes in the head.' : 'The speed is that of the direction in space, of head and eyes together.';
    if (face.has('lid_share_left') && face.has('lid_share_right')) this.lids();
    // The map's half width: room for all but the rarest directions.
    const wide = Math.max(...this.angles.map((angles) => quantile(angles().map((angle) => (angle === null ? null : Math.abs(angle))), 0.995) ?? 0));
    this.reach = Math.min(60, Math.max(15, 5 * Math.ceil(wide / 5)));
    this.draw();
  },
  // How far the lids are open.
  lids() {
    const { face } = this;
    otherCharts.push(new Chart(byId('gaze-lanes'), face, {
      label: [make('b', {}, 'Lids'), ...colouredNames(['right eye', 'left eye']), make('small', {}, '1: this person\u2019s wide open')],
      height: 104,
      about: () => 'How far the eyes are open, as a share of what is wide open for this person.',
      curves: ['right', 'left'].map((side, i) => ({ name: side, colour: CURVE_COLOURS[i], data: () => face.values('lid_share_' + side) })),
      range: null, digits: 2, marks: marksOf(face, ['blink']),
    }));
  },
  // Median, and the 5th and 95th percentile, of the shown range.
  spread(axis) {
    const shown = this.angles[axis]().slice(...shownSamples(this.face));
    return quantiles(shown, [0.5, 0.05, 0.95]);
  },
  words() {
    return GAZE_CURVES.map((name, axis) => {
      const [middle, low, high] = this.spread(axis);
      return `${name} ${digits(middle, 1)}, mostly ${digits(low, 1)} to ${digits(high, 1)}`;
    }).join('; ') + '.';
  },
  // How many shown samples look into each cell: [across][down].
  counts() {
    const side = 2 * this.reach / MAP.cell, counts = new Uint32Array(side * side), [first, end] = shownSamples(this.face);
    const [across, down] = this.angles.map((angles) => angles());
    let highest = 0, total = 0;
    for (let i = first; i < end; i++) {
      if (across[i] === null || down[i] === null) continue;
      const [column, row] = [across[i], down[i]].map((angle) => Math.floor((angle + this.reach) / MAP.cell));
      total++;
      if (column < 0 || row < 0 || column >= side || row >= side) continue;
      highest = Math.max(highest, ++counts[row * side + column]);
    }
    return { side, counts, highest, total };
  },
  draw() {
    if (!this.face || byId('gaze').hidden || !this.canvas.clientWidth) return;
    const { side, counts, highest, total } = this.counts(), { size, left } = MAP, small = document.createElement('canvas');
    const image = new ImageData(side, side);
    counts.forEach((n, at) => image.data.set([...colourOf(highest ? Math.sqrt(n / highest) : 0), 255], 4 * at));
    small.width = small.height = side;
    small.getContext('2d').putImageData(image, 0, 0);
    const context = prepare(this.canvas, size + left, size + MAP.bottom);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, left, 0, size, size);
    this.drawScale(context);
    this.table();
    const most = highest ? `the brightest square has ${percent(highest / total)} of the frames with a gaze` : 'no gaze';
    byId('gaze-most').textContent = most[0].toUpperCase() + most.slice(1) + '; the brightness is the square root of the share.';
    this.canvas.setAttribute('aria-label', `Map of the gaze, ${rangeWords()}, in degrees: ${this.words()}`);
  },
  drawScale(context) {
    const { size, left } = MAP, place = (angle) => ((angle + this.reach) / (2 * this.reach)) * size, step = this.reach > 30 ? 20 : this.reach > 15 ? 10 : 5;
    context.font = '11px system-ui, sans-serif';
    context.strokeStyle = 'rgb(255 255 255 / 45%)';
    context.fillStyle = colours.soft;
    for (let angle = -Math.floor(this.reach / step) * step; angle <= this.reach; angle += step) {
      const at = Math.min(Math.max(place(angle), 1), size - 1), words = String(angle).replace('-', '\u2212');
      context.setLineDash(angle ? [2, 4] : []);
      for (const [x1, y1, x2, y2] of [[left + at, 0, left + at, size], [left, at, left + size, at]]) {
        context.beginPath();
        context.moveTo(x1, y1);
        context.lineTo(x2, y2);
        context.stroke();
      }
      context.textAlign = 'center';
      context.fillText(words, Math.min(left + at, left + size - 10), size + 14);
      context.textAlign = 'right';
      context.fillText(words, left - 5, Math.min(Math.max(at + 4, 10), size));
    }
    context.textAlign = 'center';
    context.fillText('degrees across the picture, to the right', left + size / 2, size + 29);
  },
  table() {
    const cell = (value) => make('td', { className: 'n', 'data-value': value ?? '' }, digits(value, 1));
    byId('gaze-table').replaceChildren(
      make('thead', {}, make('tr', {}, ...['Degrees', 'Median', '5th percentile', '95th'].map((name, i) => make('th', { className: i ? 'n' : '' }, name)))),
      make('tbody', {}, ...['Across', 'Down'].map((name, axis) => make('tr', {}, make('td', {}, name), ...this.spread(axis).map(cell)))));
  },
};
