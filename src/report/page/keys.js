// The keyboard: the ruler at the top is a slider for the cursor and the range, and links to sections keep the address.

const STEP = 10; // samples that the cursor moves with Shift held down

const slider = {
  canvas: byId('slider'),
  at: 0, // the sample under the cursor
  face: null,
  show(face) {
    this.face = face;
    this.at = 0;
    this.describe();
  },
  move(samples) {
    this.at = Math.min(Math.max(this.at + samples, 0), this.face.count - 1);
    const x = this.face.x[this.at], [from, to] = view.range;
    if (x < from || x > to) view.set(x - (to - from) / 2, x + (to - from) / 2);
    showCursor(this.face, this.at);
    for (const chart of charts) chart.point(this.at);
    this.describe();
  },
  describe() {
    const { face, canvas, at } = this;
    canvas.setAttribute('aria-valuemin', '0');
    canvas.setAttribute('aria-valuemax', String(face.count - 1));
    canvas.setAttribute('aria-valuenow', String(at));
    canvas.setAttribute('aria-valuetext', `${placeOf(face, at)}; shown: ${rangeWords()}`);
  },
};

function listenToKeys() {
  slider.canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? STEP : 1;
    const actions = {
      ArrowLeft: () => slider.move(-step), ArrowDown: () => slider.move(-step),
      ArrowRight: () => slider.move(step), ArrowUp: () => slider.move(step),
      Home: () => slider.move(-Infinity), End: () => slider.move(Infinity),
      PageUp: () => view.move(-0.5), PageDown: () => view.move(0.5),
      '+': () => view.zoom(0.5), '=': () => view.zoom(0.5), '-': () => view.zoom(2), Escape: () => view.reset(),
    };
    if (!actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  });
  keepAddress();
}
