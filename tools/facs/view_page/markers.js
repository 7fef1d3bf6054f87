/* Markers: keys and buttons that set them, and the list of those that were set, which the program keeps. */

const LISTED = 50; // on the page; the file has all
export const SIGNS = { moment: "", start: "▸ ", end: "◂ " };
const REFUSED = { 400: "the program does not take it", 429: "too many at once", 500: "it could not be saved" };

const element = id => document.getElementById(id);

/* "1 = rest, 2 = task" as a map from key to name. */
function names() {
  const pairs = element("names").value.split(",").map(part => part.match(/^\s*([\p{L}\p{N}])\s*=\s*(.*\S)\s*$/u));
  return new Map(pairs.filter(Boolean).map(([, key, name]) => [key.toLowerCase(), name]));
}

/* A digit or a letter in lower case, or null. A digit's place counts: Shift makes another sign of it. */
function keyOf(event) {
  const digit = event.code.match(/^(?:Digit|Numpad)(\d)$/);
  if (digit) return digit[1];
  return /^[\p{L}\p{N}]$/u.test(event.key) ? event.key.toLowerCase() : null;
}

export class Markers {
  /* shown(): { index, time } of the frame on the page, or null; changed(): called after a change. */
  constructor(shown, changed) {
    this.shown = shown;
    this.changed = changed;
    this.list = []; // { marker, kind, frame, time }
    element("segments").addEventListener("click", () => this.setSegments(!this.segments));
    element("names").addEventListener("input", () => this.makeButtons());
    document.addEventListener("keydown", event => this.press(event));
    this.setSegments(false);
    this.makeButtons();
  }

  setSegments(on) {
    this.segments = on;
    element("segments").setAttribute("aria-pressed", on);
  }

  makeButtons() {
    const named = names();
    if (!named.size) named.set("m", "Mark");
    element("keys").replaceChildren(...[...named].map(([key, name]) => {
      const button = document.createElement("button");
      const sign = document.createElement("kbd");
      button.type = "button";
      sign.textContent = key.toUpperCase();
      button.append(sign, ` ${name}`);
      button.addEventListener("click", event => this.set(key, event.shiftKey));
      return button;
    }));
  }

  press(event) {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input[type=text], select")) return;
    const key = keyOf(event);
    if (key) this.set(key, event.shiftKey);
  }

  async set(key, shift) {
    const frame = this.shown();
    if (!frame) return;
    const label = names().get(key) ?? key;
    const segment = this.segments !== shift ? 1 : 0;
    const query = new URLSearchParams({ label, segment, frame: frame.index, ms: Math.round(1000 * frame.time) });
    let why = "the program does not answer";
    try {
      const answer = await fetch(`marker?${query}`, { method: "POST" });
      why = answer.ok ? null : REFUSED[answer.status] ?? `status ${answer.status}`;
    } catch { /* why says it */ }
    element("said").textContent = why ? `“${label}” was not set: ${why}` : "";
    if (!why) await this.refresh(this.list.length + 1).catch(() => {}); // the next frame asks again
  }

  /* count: what the newest frame says. */
  async refresh(count) {
    if (count <= this.list.length) return;
    const list = await (await fetch("markers", { cache: "no-store" })).json();
    if (list.length < this.list.length) return; // an earlier answer that came late
    this.list = list;
    element("set").replaceChildren(...list.slice(-LISTED).reverse().map(({ marker, kind, time }) => {
      const item = document.createElement("li");
      const at = document.createElement("span");
      at.textContent = `${time.toFixed(2)} s`;
      item.append(`${SIGNS[kind]}${marker} `, at);
      item.title = kind === "moment" ? "" : `${kind} of a segment`;
      return item;
    }));
    this.changed();
  }
}
