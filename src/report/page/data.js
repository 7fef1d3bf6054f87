// The report's data: the columns of each face, which are unpacked on first use.

// Warnings about frames whose values cannot be trusted.
const DAMAGE = new Set(['read-failed', 'damaged-frames', 'damaged-data', 'undecoded-frames', 'lost-frames', 'wrong-times']);

class Face {
  constructor(number) {
    this.number = number;
    this.facts = facts.faces[number];
    this.count = this.facts.samples;
    this.layout = new Map(this.facts.layout.map((column) => [column.key, column]));
    this.bytes = bytesOf(byId('face-' + number).textContent);
    this.unpacked = new Map();
    this.frames = this.words('frame');
    const times = this.words('time'), { low, step } = this.layout.get('time');
    this.x = new Float64Array(this.count);
    for (let i = 0; i < this.count; i++) this.x[i] = facts.has_times ? low + times[i] * step : this.frames[i];
    this.gaps = this.runs('success', 0);
    this.damage = this.damaged();
  }

  has(key) {
    return this.layout.has(key);
  }

  words(key) {
    return new Uint32Array(this.bytes.buffer, this.layout.get(key).at, this.count);
  }

  bit(key, i) {
    return (this.bytes[this.layout.get(key).at + (i >> 3)] >> (i & 7)) & 1;
  }

  // A column of levels as numbers; null where a value is missing.
  values(key) {
    let values = this.unpacked.get(key);
    if (values) return values;
    const { at, low, step } = this.layout.get(key);
    const levels = new Uint16Array(this.bytes.buffer, at, this.count);
    values = new Array(this.count);
    for (let i = 0; i < this.count; i++) values[i] = levels[i] === 65535 ? null : low + step * levels[i];
    this.unpacked.set(key, values);
    return values;
  }

  // First and last sample of each run in which a bit has a given value, one after the other.
  runs(key, value) {
    const runs = [], { at } = this.layout.get(key), bytes = this.bytes;
    let inside = false;
    for (let i = 0; i < this.count; i++) {
      const now = ((bytes[at + (i >> 3)] >> (i & 7)) & 1) === value;
      if (now && !inside) runs.push(i);
      if (!now && inside) runs.push(i - 1);
      inside = now;
    }
    if (inside) runs.push(this.count - 1);
    return runs;
  }

  // The same for the values of a column that pass a test.
  runsOf(key, test) {
    const runs = [], values = this.values(key);
    for (let i = 0; i < this.count; i++) {
      if (values[i] === null || !test(values[i])) continue;
      if (runs.length && runs.at(-1) === i - 1) runs[runs.length - 1] = i;
      else runs.push(i, i);
    }
    return runs;
  }

  // First and last sample of each run of frames that a warning calls damaged or missing; of missing ones the next sample.
  damaged() {
    const ranges = (facts.run?.warnings ?? []).filter((warning) => DAMAGE.has(warning.code)).flatMap((warning) => warning.frames);
    const place = (frame) => {
      let low = 0, high = this.count;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.frames[middle] < frame) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    const runs = [];
    for (const [first, last] of ranges.sort((a, b) => a[0] - b[0])) {
      const begin = place(first), end = Math.max(begin, place(last + 1) - 1);
      if (begin >= this.count) continue;
      if (runs.length && begin <= runs.at(-1)) runs[runs.length - 1] = Math.max(runs.at(-1), end);
      else runs.push(begin, end);
    }
    return runs;
  }

  // Where a run of samples ends: where the next sample begins.
  end(i) {
    if (i + 1 < this.count) return this.x[i + 1];
    return this.x[i] + (i > 0 ? this.x[i] - this.x[i - 1] : 1);
  }

  // The first sample at x or later.
  at(x) {
    let low = 0, high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.x[middle] < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

// 75.25 as 1:15.25; frame numbers unchanged.
function clock(x, decimals = 2) {
  if (!facts.has_times) return String(Math.round(x));
  const scale = 10 ** decimals, ticks = Math.round(x * scale);
  const seconds = (ticks % (60 * scale)) / scale, minutes = Math.floor(ticks / (60 * scale));
  const text = seconds.toFixed(decimals).padStart(decimals ? 3 + decimals : 2, '0');
  if (minutes < 60) return minutes + ':' + text;
  return Math.floor(minutes / 60) + ':' + String(minutes % 60).padStart(2, '0') + ':' + text;
}
