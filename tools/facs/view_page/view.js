/* Asks for the newest frame, then for the next one, and so on, and draws the latest that has arrived. */
import { drawFaces } from "./picture.js";
import { History, drawCurves } from "./curves.js";
import { Markers } from "./markers.js";

const CURVES = 8; // available colours
const FIRST_CHOSEN = ["AU01", "AU04", "AU06", "AU12", "AU25"];
const RETRIES = 3; // before a server that does not answer is considered gone
const LOST = 1.5; // seconds without the face before the page turns to another one
const TEXT_MS = 200; // between updates of the numbers: nobody can read them faster
const CURVES_MS = 90; // between updates of the curves, which move by about two pixels

const element = id => document.getElementById(id);
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const wallClock = () => performance.timeOrigin + performance.now();

const history = new History();
const units = []; // one per row of the page: Action Unit, colour of its curve, elements
let markers = null;
let about = null;
let newest = null; // the frame to be drawn next
let shown = null; // the one on the page
let paused = false;
let drawn = 0; // frames
let textAt = 0; // when the numbers were last written
let curvesAt = 0; // when the curves were last drawn
let chosenFace = 0;
let picked = false; // by the user
let lostAt = null; // time of the first frame without it, seconds
const pixels = document.createElement("canvas"); // the picture of the frame, in its own size
const smooth = { delay: null, shown: null };
const arrivals = []; // [time, frames analyzed] of the last two seconds

/* ---- Receiving ------------------------------------------------------------------------------- */

/* Length of the JSON, low byte first; JSON; the picture's pixels. */
function parse(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const frame = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const [width, height] = frame.picture;
  const bytes = new Uint8ClampedArray(buffer, 4 + length, 4 * width * height);
  frame.image = new ImageData(bytes, width, height);
  return frame;
}

/* The chosen face. If nobody chose it, another one takes its place once it is lost for good. */
function faceOf(frame) {
  const chosen = frame.faces.find(one => one.face_id === chosenFace);
  const other = frame.faces.find(one => one.success);
  const time = frame.faces[0].time;
  if (chosen?.success) lostAt = null;
  else lostAt ??= time;
  if (other && !picked && lostAt !== null && !(time - lostAt < LOST)) {
    chosenFace = other.face_id;
    lostAt = null;
    history.clear();
    return other;
  }
  return chosen ?? frame.faces[0];
}

function take(frame) {
  const face = faceOf(frame);
  frame.face = face.success ? face : null;
  frame.chosen = face.face_id;
  frame.confidence = face.confidence;
  frame.index = Math.max(...frame.faces.map(one => one.frame));
  frame.time = Math.max(...frame.faces.map(one => one.time));
  history.add(face.time, frame.face?.intensity ?? null);
  const now = performance.now();
  arrivals.push([now, frame.analyzed]);
  while (now - arrivals[0][0] > 2000) arrivals.shift();
  if (!newest) requestAnimationFrame(draw);
  newest = frame;
}

/* A frame later than number after, or null if there is none yet. */
async function next(after) {
  const answer = await fetch(`next?after=${after}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.status === 204 ? null : parse(await answer.arrayBuffer());
}

async function follow() {
  let after = 0;
  for (let failures = 0; failures < RETRIES;) {
    try {
      const frame = await next(after);
      failures = 0;
      if (!frame) {
        await pause(250);
        continue;
      }
      after = frame.number;
      if (!paused) take(frame);
      await markers.refresh(frame.markers);
    } catch {
      failures++;
      await pause(300);
    }
  }
  setState("ended", "The run has ended");
  element("record").dataset.state = "ended";
}

/* ---- Showing --------------------------------------------------------------------------------- */

function setState(state, text) {
  element("state").dataset.state = state;
  element("state").textContent = text;
}

/* Makes a canvas as large as it is on the screen. Returns its context, in CSS pixels. */
function fitted(canvas) {
  const scale = window.devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  const context = canvas.getContext("2d");
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  return { context, width, height };
}

function layers() {
  return Object.fromEntries([...document.querySelectorAll("#layers input")].map(box => [box.name, box.checked]));
}

function drawPicture(frame) {
  const { context, width, height } = fitted(element("picture"));
  const scale = Math.min(width / pixels.width, height / pixels.height);
  const left = (width - scale * pixels.width) / 2, top = (height - scale * pixels.height) / 2;
  context.clearRect(0, 0, width, height);
  context.drawImage(pixels, left, top, scale * pixels.width, scale * pixels.height);
  context.save();
  context.translate(left, top);
  const [sourceWidth, sourceHeight] = frame.source;
  drawFaces(context, frame, {
    scale: [scale * pixels.width / sourceWidth, scale * pixels.height / sourceHeight],
    camera: about.camera, colours: about.face_colours, layers: layers(), chosen: frame.face?.face_id,
  });
  context.restore();
}

function drawBars(frame) {
  for (const unit of units) {
    const value = frame.face?.intensity[unit.name] ?? 0;
    if (unit.fill) unit.fill.style.transform = `scaleX(${Math.min(value / 5, 1)})`;
    unit.present.classList.toggle("on", Boolean(frame.face?.presence[unit.name]));
  }
}

function drawHistory() {
  const chosen = units.filter(unit => unit.colour !== null);
  const { context, width, height } = fitted(element("curves"));
  drawCurves(context, width, height, history, chosen, markers.list, name => getComputedStyle(document.body).getPropertyValue(name));
}

/* Rates over the last two seconds; delays as running means of about ten frames. */
function writeNumbers(frame) {
  const [from, to] = [arrivals[0], arrivals[arrivals.length - 1]];
  const seconds = (to[0] - from[0]) / 1000;
  element("rate").textContent = seconds > 0.2 ? ((to[1] - from[1]) / seconds).toFixed(1) : "–";
  element("dropped").textContent = frame.dropped;
  element("delay").textContent = `${smooth.delay.toFixed(0)} ms`;
  /* Through a tunnel, the clocks belong to two machines, and their difference means nothing. */
  const same = smooth.shown >= 0 && smooth.shown < 10000;
  element("shown").textContent = same ? `${smooth.shown.toFixed(0)} ms` : "–";
  element("record").querySelector("time").textContent =
    `${Math.floor(frame.time / 60)}:${String(Math.floor(frame.time % 60)).padStart(2, "0")}`;
  element("confidence").textContent = frame.confidence.toFixed(2);
  for (const unit of units)
    if (unit.value) unit.value.textContent = frame.face ? frame.face.intensity[unit.name].toFixed(1) : "–";
}

function writeFaces(frame) {
  const select = element("face");
  const ids = frame.faces.map(face => face.face_id);
  select.value = chosenFace;
  if ([...select.options].map(option => Number(option.value)).join() === ids.join()) return;
  select.replaceChildren(...ids.map(id => new Option(`Face ${id}`, id, false, id === chosenFace)));
  element("face-choice").hidden = ids.length < 2;
}

function redraw() {
  if (!shown) return;
  drawPicture(shown);
  drawBars(shown);
  drawHistory();
}

function draw() {
  const frame = newest;
  newest = null;
  if (pixels.width !== frame.image.width || pixels.height !== frame.image.height)
    [pixels.width, pixels.height] = frame.picture;
  pixels.getContext("2d").putImageData(frame.image, 0, 0);
  shown = frame;
  drawPicture(frame);
  drawBars(frame);
  const late = wallClock() - frame.captured;
  smooth.delay = smooth.delay === null ? frame.delay : 0.9 * smooth.delay + 0.1 * frame.delay;
  smooth.shown = smooth.shown === null ? late : 0.9 * smooth.shown + 0.1 * late;
  const lost = frame.faces.length > 1 ? `Face ${frame.chosen} is not seen` : "No face";
  if (!paused) setState(frame.face ? "face" : "no-face", frame.face ? "Face" : lost);
  element("no-face").textContent = lost;
  element("no-face").hidden = Boolean(frame.face);
  element("units").dataset.face = frame.face ? "some" : "none";
  writeFaces(frame);
  const now = performance.now();
  if (now - curvesAt >= CURVES_MS) {
    curvesAt = now;
    drawHistory();
  }
  if (now - textAt >= TEXT_MS) {
    textAt = now;
    writeNumbers(frame);
  }
  document.body.dataset.drawn = ++drawn;
}

/* ---- Controls -------------------------------------------------------------------------------- */

function add(parent, tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  parent.append(made);
  return made;
}

/* The next unused colour, or null. */
function freeColour() {
  for (let i = 0; i < CURVES; i++)
    if (!units.some(unit => unit.colour === i)) return i;
  return null;
}

function choose(unit, on) {
  unit.colour = on ? freeColour() : null;
  unit.row.setAttribute("aria-pressed", unit.colour !== null);
  unit.row.style.setProperty("--mark", `var(--curve${unit.colour})`);
}

/* One row for each Action Unit that has an intensity or a presence, in the order of their names. */
function makeRows() {
  const described = new Map([...about.intensity, ...about.presence]);
  const graded = new Set(about.intensity.map(([name]) => name));
  for (const name of [...described.keys()].sort()) {
    const row = add(element("bars"), "button", "unit");
    const unit = { name, row, colour: null };
    row.type = "button";
    row.disabled = !graded.has(name);
    add(row, "i", "");
    add(row, "b", "", name);
    add(row, "small", "", described.get(name)).title = described.get(name);
    const track = add(row, "span", graded.has(name) ? "track" : "");
    const value = add(row, "span", "value");
    if (graded.has(name)) {
      unit.fill = add(track, "div", "fill");
      unit.value = value;
    }
    unit.present = add(row, "span", "present");
    units.push(unit);
    row.addEventListener("click", () => {
      choose(unit, unit.colour === null);
      redraw();
    });
    if (FIRST_CHOSEN.includes(name)) choose(unit, true);
  }
}

function setPaused(on) {
  paused = on;
  element("pause").setAttribute("aria-pressed", on);
  element("pause").textContent = on ? "Resume" : "Pause";
  if (on && shown) writeNumbers(shown); // of the frame that stays on screen
  if (on && element("state").dataset.state !== "ended") setState("paused", "Paused");
}

async function start() {
  about = await (await fetch("about", { cache: "no-store" })).json();
  const name = about.input.split("/").pop() || about.input;
  element("input").textContent = name;
  element("input").title = about.input;
  document.title = `${name} · facs live`;
  element("record").hidden = about.record === null;
  element("record").title = about.record ?? "";
  makeRows();
  markers = new Markers(() => shown, redraw);
  element("pause").addEventListener("click", () => setPaused(!paused));
  document.addEventListener("keydown", event => {
    if (event.key !== " " || event.target.closest("button, input, select")) return;
    event.preventDefault();
    setPaused(!paused);
  });
  element("layers").addEventListener("change", redraw);
  element("face").addEventListener("change", event => {
    chosenFace = Number(event.target.value);
    picked = true;
    history.clear();
  });
  new ResizeObserver(redraw).observe(element("stage"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  await follow();
}

start();
