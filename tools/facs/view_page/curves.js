/* The intensities of the last seconds, and curves of the chosen ones. */

import { SIGNS } from "./markers.js";

const SECONDS = 30;
const MAX = 5; // intensities go from 0 to 5
const GAP = 0.5; // seconds without a frame that interrupt the curve
const MARGIN = { left: 26, right: 50, top: 12, bottom: 22 };
const LABEL = 13; // pixels from one label to the next

export class History {
  constructor() {
    this.clear();
  }

  clear() {
    this.samples = []; // { time, values }; values null: no face
  }

  add(time, values) {
    if (this.samples.length && time < this.samples[this.samples.length - 1].time) this.clear();
    this.samples.push({ time, values });
    while (time - this.samples[0].time > SECONDS) this.samples.shift();
  }

  get now() {
    return this.samples.length ? this.samples[this.samples.length - 1].time : 0;
  }
}

function drawGrid(context, x, y, width, colour) {
  context.font = "11px system-ui, sans-serif";
  context.lineWidth = 1;
  context.strokeStyle = colour("--line");
  context.fillStyle = colour("--quiet");
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.beginPath();
  for (let value = 0; value <= MAX; value++) {
    const at = Math.round(y(value)) + 0.5;
    context.moveTo(MARGIN.left, at);
    context.lineTo(width - MARGIN.right, at);
    context.fillText(value, MARGIN.left - 7, at);
  }
  context.stroke();
  context.textAlign = "center";
  context.textBaseline = "top";
  for (let ago = SECONDS; ago >= 0; ago -= 5)
    context.fillText(ago ? `−${ago} s` : "now", x(-ago), y(0) + 7);
}

/* Times without a face are shaded. */
function drawLost(context, x, y, history, colour) {
  context.fillStyle = colour("--track");
  let from = null;
  const { samples, now } = history;
  samples.forEach(({ time, values }, i) => {
    if (!values && from === null) from = time;
    if (from !== null && (values || i === samples.length - 1)) {
      context.fillRect(x(from - now), y(MAX), Math.max(x(time - now) - x(from - now), 1), y(0) - y(MAX));
      from = null;
    }
  });
}

function drawCurve(context, x, y, history, name) {
  let last = null; // time of the point where the line continues
  context.beginPath();
  for (const { time, values } of history.samples) {
    const at = [x(time - history.now), values ? y(values[name]) : 0];
    if (values && last !== null && time - last < GAP) context.lineTo(...at);
    else if (values) context.moveTo(...at);
    last = values ? time : null;
  }
  context.stroke();
}

/* Names at the ends of the curves, without overlap. */
function drawLabels(context, x, y, history, chosen, colour) {
  const values = history.samples[history.samples.length - 1]?.values;
  const labels = chosen.map(unit => ({ unit, at: y(values ? values[unit.name] : 0) })).sort((a, b) => b.at - a.at);
  let below = y(0) + LABEL;
  for (const label of labels) below = label.at = Math.min(label.at, below - LABEL);
  context.font = "600 11px system-ui, sans-serif";
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const { unit, at } of labels) {
    context.fillStyle = colour(`--curve${unit.colour}`);
    context.fillText(unit.name, x(0) + 7, at);
  }
}

/* Lines at the moments, starts and ends that were marked. */
function drawMarkers(context, x, y, history, markers, colour) {
  context.font = "600 11px system-ui, sans-serif";
  context.textAlign = "left";
  context.textBaseline = "top";
  context.lineWidth = 1;
  context.strokeStyle = context.fillStyle = colour("--text");
  markers.forEach(({ marker, kind, time }, i) => {
    const ago = time - history.now;
    if (ago < -SECONDS || ago > 0) return;
    const at = Math.round(x(ago)) + 0.5;
    context.beginPath();
    context.moveTo(at, y(MAX));
    context.lineTo(at, y(0));
    context.stroke();
    context.fillText(SIGNS[kind] + marker, at + 3, y(MAX) + i % 3 * LABEL); // neighbours below each other
  });
}

/* chosen: units with name and colour; markers: as in Markers; colour: the value of a CSS variable. */
export function drawCurves(context, width, height, history, chosen, markers, colour) {
  const x = ago => width - MARGIN.right + ago / SECONDS * (width - MARGIN.left - MARGIN.right);
  const y = value => height - MARGIN.bottom - Math.min(Math.max(value, 0), MAX) / MAX * (height - MARGIN.top - MARGIN.bottom);
  context.clearRect(0, 0, width, height);
  drawLost(context, x, y, history, colour);
  drawGrid(context, x, y, width, colour);
  context.lineWidth = 1.8;
  context.lineJoin = "round";
  for (const unit of chosen) {
    context.strokeStyle = colour(`--curve${unit.colour}`);
    drawCurve(context, x, y, history, unit.name);
  }
  drawMarkers(context, x, y, history, markers, colour);
  drawLabels(context, x, y, history, chosen, colour);
}
