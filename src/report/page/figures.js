// Statistics of each Action Unit in the range that is shown, and sentences that say what a chart shows.

// The samples in the shown range: the first, and the one after the last.
function shownSamples(face) {
  const [from, to] = view.range;
  return view.isWhole() ? [0, face.count] : [face.at(from), face.at(to)];
}

// Over samples first to end - 1 of each range, as figures.c has it for whole recordings.
function figuresOf(face, au, ...ranges) {
  const figures = { au, mean: null, peak: null, peak_time: null, peak_frame: null, present: null, onsets: null };
  let faces = 0, sum = 0, known = 0, present = 0, onsets = 0;
  const values = face.has(au + '_r') ? face.values(au + '_r') : [], presence = face.has(au + '_c');
  for (const [first, end] of ranges) for (let i = first; i < end; i++) {
    const value = values[i] ?? null;
    if (value !== null) {
      sum += value;
      known++;
      if (figures.peak === null || value > figures.peak) Object.assign(figures, { peak: value, peak_time: face.x[i], peak_frame: face.frames[i] });
    }
    if (!face.bit('success', i)) continue;
    faces++;
    if (!presence || !face.bit(au + '_c', i)) continue;
    present++;
    onsets += i > 0 && face.bit('success', i - 1) && !face.bit(au + '_c', i - 1);
  }
  if (known) figures.mean = sum / known;
  if (presence && faces) Object.assign(figures, { present: present / faces, onsets: facts.merged > 1 ? null : onsets });
  return figures;
}

// Of the whole recording as they were computed from all rows.
function shownFigures(face) {
  if (view.isWhole()) return face.facts.figures;
  const samples = shownSamples(face);
  return face.facts.figures.map(({ au }) => figuresOf(face, au, samples));
}

const rangeWords = () => (facts.has_times ? view.range.map((x) => clock(x)) : view.range.map((x) => String(Math.round(x)))).join(' – ');
const placeOf = (face, i) => (facts.has_times ? clock(face.x[i], 3) + ' · ' : '') + 'frame ' + face.frames[i] + (face.bit('success', i) ? '' : ' · no face')
  + segments.at(face.x[i]).map((label) => ' · ' + label).join('');

function aboutUnit(face, au) {
  const { mean, peak, peak_time: at, present } = view.isWhole() ? face.facts.figures.find((figure) => figure.au === au)
    : figuresOf(face, au, shownSamples(face));
  const words = [];
  if (mean !== null) words.push(`mean intensity ${digits(mean, 2)}`);
  if (peak !== null) words.push(`highest ${digits(peak, 2)} at ${clock(at)}`);
  if (present !== null) words.push(`present in ${percent(present)} of the frames with a face`);
  return `${au}, ${facts.names[au]}, ${rangeWords()}: ${words.join(', ') || 'no values'}.`;
}

function aboutQuality(face) {
  const [first, end] = shownSamples(face);
  let faces = 0;
  for (let i = first; i < end; i++) faces += face.bit('success', i);
  return `Confidence in the landmarks, ${rangeWords()}: a face was tracked in ${percent(end > first ? faces / (end - first) : null)} of the frames.`;
}
