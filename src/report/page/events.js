// Events: what the face did, when and for how long. A row of bars for each kind, marks on the curves, and a list that jumps.

const LISTED = 300; // events in the list

// The events of a face as objects; times are those of its samples.
function eventsOf(face) {
  face.events ??= (facts.events ?? []).filter(([id]) => id === face.facts.id)
    .map(([, kind, onset, apex, offset, onsetFrame, apexFrame, offsetFrame, peak, flags, count]) =>
      ({ kind, onset, apex, offset, onsetFrame, apexFrame, offsetFrame, peak, flags, count }));
  return face.events;
}

// For a chart: the events of some kinds.
function marksOf(face, kinds) {
  const marks = eventsOf(face).filter((event) => kinds.includes(event.kind));
  return marks.length ? marks : null;
}

// The kinds that are marked at an Action Unit's curve, besides its own.
const ALSO = { AU04: ['frown'], AU12: ['smile'], AU25: ['talking'], AU45: ['blink'] };

const kindWords = (kind) => (/^AU\d\d$/.test(kind) ? kind : kind[0].toUpperCase() + kind.slice(1).replaceAll('_', ' '));
const flagWords = (flags) => (facts.event_flags ?? []).filter((_, bit) => (flags >> bit) & 1).map((name) => name.replaceAll('_', ' ')).join(', ');

const events = {
  canvas: byId('event-canvas'),
  hidden: new Set(),
  show(face) {
    this.face = face;
    this.all = eventsOf(face);
    byId('events').hidden = this.all.length === 0;
    if (byId('events').hidden) return;
    const counts = new Map();
    for (const { kind } of this.all) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const order = Object.keys(facts.event_kinds);
    this.kinds = [...counts.keys()].sort((a, b) => order.indexOf(a) - order.indexOf(b));
    byId('event-chips').replaceChildren(...this.kinds.map((kind) => this.chip(kind, counts.get(kind))));
    byId('event-words').replaceChildren(...this.kinds.filter((kind) => !/^AU/.test(kind)).flatMap((kind) =>
      [make('dt', {}, kindWords(kind)), make('dd', {}, `${facts.event_kinds[kind][1]} (${facts.event_kinds[kind][0]}).`)]));
    this.changed();
  },
  chip(kind, number) {
    const button = make('button', { 'aria-pressed': String(!this.hidden.has(kind)), title: facts.event_kinds[kind][1] }, `${kindWords(kind)} ${number}`);
    button.onclick = () => {
      if (!this.hidden.delete(kind)) this.hidden.add(kind);
      button.setAttribute('aria-pressed', String(!this.hidden.has(kind)));
      this.changed();
    };
    return button;
  },
  shown() {
    const [from, to] = view.range;
    return this.all.filter((event) => event.offset >= from && event.onset <= to && !this.hidden.has(event.kind));
  },
  rows() {
    return this.kinds.filter((kind) => !this.hidden.has(kind));
  },
  changed() {
    byId('event-names').replaceChildren(...this.rows().map((kind) =>
      make('span', { title: facts.event_kinds[kind][1] }, make('b', {}, kindWords(kind)), make('i', {}, /^AU/.test(kind) ? ' ' + facts.names[kind] : ''))));
    this.list();
    this.draw();
  },
  draw() {
    if (!this.face || byId('events').hidden || !this.canvas.clientWidth) return;
    const rows = this.rows(), shown = this.shown();
    drawBars(this.canvas, rows.length, shown.map(({ kind, onset, apex, offset }) =>
      ({ row: rows.indexOf(kind), from: onset, at: apex, to: offset, colour: colours.green })));
    this.canvas.setAttribute('aria-label', `Events, ${rangeWords()}: `
      + (rows.map((kind) => `${shown.filter((event) => event.kind === kind).length} of ${kindWords(kind)}`).join(', ') || 'none') + '.');
  },
  list() {
    const shown = this.shown(), part = shown.slice(0, LISTED), table = byId('event-table');
    const focus = [...table.querySelectorAll('button')].indexOf(document.activeElement);
    const number = (value, decimals) => make('td', { className: 'n', 'data-value': value ?? '' }, digits(value, decimals));
    table.replaceChildren(
      make('thead', {}, make('tr', {}, ...['Event', 'Onset', 'Apex', 'Offset', 'Lasting, s', 'Peak', 'Remarks'].map((name, i) =>
        make('th', { className: i > 0 && i < 6 ? 'n' : '' }, name)))),
      make('tbody', {}, ...part.map((event) => make('tr', {}, make('td', {}, make('b', {}, kindWords(event.kind))),
        make('td', { className: 'n', 'data-value': event.onset }, this.jump(event)),
        make('td', { className: 'n', 'data-value': event.apex }, clock(event.apex)), make('td', { className: 'n', 'data-value': event.offset }, clock(event.offset)),
        number(event.offset - event.onset, 2), number(event.peak, 2), make('td', {}, flagWords(event.flags))))));
    if (focus >= 0) table.querySelectorAll('button')[focus]?.focus({ preventScroll: true });
    byId('event-range').textContent = `${count(shown.length)} ${shown.length === 1 ? 'event' : 'events'} from ${rangeWords()}`
      + (shown.length > part.length ? `, of which the first ${LISTED} are listed; zoom in for the others` : '')
      + (facts.events_found > facts.events.length ? `. The page has the first ${count(facts.events.length)} of ${count(facts.events_found)} events` : '') + '.';
  },
  // An event and as much around it.
  jump(event) {
    const around = Math.max(event.offset - event.onset, 0.5);
    return make('button', { title: 'Show this event', onclick: () => view.set(event.onset - around, event.offset + around) }, clock(event.onset));
  },
};
