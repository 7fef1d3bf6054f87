// Left and right: how far each side has moved from its neutral position, and the difference. Unit: hundredths of the distance
// between the outer corners of the eyes.

const KINDS = [ // in the order of the columns side_0, side_1 ...: the right side's and the left's of each
  { name: 'Brow', about: 'height' },
  { name: 'Lids', about: 'opening of the eye' },
  { name: 'Mouth corner, up', about: 'height' },
  { name: 'Mouth corner, out', about: 'from the middle' },
];
const SIDE_CURVES = [
  { name: 'right side', colour: 'blue' },
  { name: 'left side', colour: 'orange' },
  { name: 'difference, left − right', colour: 'ink', dash: [4, 3] },
];

const sides = {
  charts: [],
  hidden: [false, false, false],
  show(face) {
    this.face = face;
    this.within = null; // the range taken as neutral; null: the whole recording
    this.cache = new Map();
    for (const chart of this.charts) chart.remove();
    this.charts = [];
    byId('sides').hidden = !face.has('side_0');
    if (!face.has('side_0')) return;
    byId('dimensions').textContent = facts.dimensions === 3
      ? 'The points are those in space, with the perspective taken out (X and Y times the mean depth of the points, divided by '
        + 'each point\u2019s own), so head rotation has no effect, except for what the landmarks themselves get wrong on a turned head.'
      : 'The points are those in the picture (x, y), because the result has none in space: tilt and size of the head have no '
        + 'effect, but turning and nodding do, so trust only what happens while the head faces the camera.';
    KINDS.forEach((kind, k) => this.charts.push(this.chart(kind, k)));
    this.chips();
    setTimeout(() => this.table()); // after the first drawing
  },
  chart(kind, k) {
    const data = [() => this.moved(k, 0), () => this.moved(k, 1), () => this.difference(k)];
    return new Chart(byId('side-lanes'), this.face, {
      label: [make('b', {}, kind.name), make('small', {}, kind.about), make('small', {}, '% of eye distance')],
      height: 104,
      legend: true,
      about: () => `${kind.name}, ${kind.about}: movement of the right and of the left side and their difference, in % of the distance between the eyes; the table below has the figures.`,
      curves: SIDE_CURVES.map((curve, i) => ({ ...curve, data: data[i] })),
      range: null,
      digits: 1,
    });
  },
  once(key, compute) {
    if (!this.cache.has(key)) this.cache.set(key, compute());
    return this.cache.get(key);
  },
  neutral(k, side) {
    return this.once(`n${k}${side}`, () => {
      const values = this.face.values('side_' + (2 * k + side));
      if (!this.within) return quantile(values, 0.5);
      return quantile(values.slice(this.face.at(this.within[0]), this.face.at(this.within[1]) + 1), 0.5);
    });
  },
  moved(k, side) {
    return this.once(`m${k}${side}`, () => {
      const neutral = this.neutral(k, side);
      return this.face.values('side_' + (2 * k + side)).map((value) => (value === null || neutral === null ? null : value - neutral));
    });
  },
  difference(k) {
    return this.once('d' + k, () => {
      const right = this.moved(k, 0), left = this.moved(k, 1);
      return left.map((value, i) => (value === null || right[i] === null ? null : value - right[i]));
    });
  },
  takeNeutral(range) {
    this.within = range;
    this.cache.clear();
    for (const chart of this.charts) chart.renew();
    this.table();
  },
  chips() {
    const toggles = SIDE_CURVES.map((curve, i) => {
      const key = make('span', { className: 'key' });
      key.style.borderTopStyle = curve.dash ? 'dashed' : 'solid';
      key.style.borderTopColor = `var(--${curve.colour})`;
      const button = make('button', { className: 'keyed', 'aria-pressed': String(!this.hidden[i]) }, key, curve.name);
      button.onclick = () => {
        this.hidden[i] = !this.hidden[i];
        button.setAttribute('aria-pressed', String(!this.hidden[i]));
        this.hide();
      };
      return button;
    });
    byId('side-chips').replaceChildren(...toggles,
      make('button', { id: 'neutral-range', onclick: () => this.takeNeutral([...view.range]) }, 'Use the visible range as neutral'),
      make('button', { id: 'neutral-whole', onclick: () => this.takeNeutral(null) }, 'Use the whole recording as neutral'));
    this.hide();
  },
  hide() {
    for (const chart of this.charts) {
      chart.options.curves.forEach((curve, i) => { curve.hidden = this.hidden[i]; });
      if (chart.u) this.hidden.forEach((hidden, i) => chart.u.setSeries(i + 1, { show: !hidden }));
    }
  },
  table() {
    const cell = (value) => make('td', { className: 'n', 'data-value': value ?? '' }, digits(value, 1));
    const rows = KINDS.map((kind, k) => {
      const rest = [this.neutral(k, 0), this.neutral(k, 1)];
      const spans = [0, 1].map((side) => {
        const [low, high] = quantiles(this.moved(k, side), [0.05, 0.95]);
        return low === null ? null : high - low;
      });
      const greater = Math.max(...spans), ratio = greater > 0 ? Math.min(...spans) / greater : null;
      return make('tr', {}, make('td', {}, kind.name), cell(rest[0]), cell(rest[1]),
        cell(rest[0] === null ? null : rest[1] - rest[0]), cell(spans[0]), cell(spans[1]),
        make('td', { className: 'n', 'data-value': ratio ?? '' }, digits(ratio, 2)));
    });
    const names = ['', 'Neutral, right', 'left', 'left − right', 'Span, right', 'left', 'Ratio'];
    byId('side-table').replaceChildren(
      make('thead', {}, make('tr', {}, ...names.map((name, i) => make('th', { className: i ? 'n' : '' }, name)))),
      make('tbody', {}, ...rows));
    byId('side-words').textContent = 'In % of the distance between the outer corners of the eyes. Neutral: the median of '
      + (this.within ? `the frames with a face from ${clock(this.within[0])} to ${clock(this.within[1])}` : 'all frames with a face')
      + '. Left − right is the asymmetry at rest. Span: from the 5th to the 95th percentile of the movement in the whole recording. '
      + 'Ratio: the smaller span divided by the larger one; 1 when both sides move alike.';
  },
};
