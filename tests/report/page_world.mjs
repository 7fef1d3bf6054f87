// What the tests of the report's page share: results made for them, and looks at the page in a real browser.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Browser } from '../support/browser.mjs';

const facs = process.argv[2];
export const folder = mkdtempSync(join(tmpdir(), 'facs-page-'));
export const INTENSITIES = ['01', '02', '04', '05', '06', '07', '09', '10', '12', '14', '15', '17', '20', '23', '25', '26', '45'];
export const PRESENCES = [...INTENSITIES.slice(0, 16), '28', '45'];

export function check(condition, words) {
  if (!condition) throw new Error(words);
}
export const near = (value, expected, tolerance, words) =>
  check(Math.abs(value - expected) <= tolerance, `${words}: ${value}, expected ${expected} ± ${tolerance}`);

// ---- Results made for the tests -----------------------------------------------------------------------------------

// A frontal face in space, mm, of the points that the sides are measured by; eyes 100 mm apart.
const FACE = { 36: [-50, 0], 45: [50, 0], 33: [0, 50], 48: [-25, 75], 54: [25, 75],
  37: [-40, -5], 38: [-30, -5], 40: [-30, 5], 41: [-40, 5], 43: [30, -5], 44: [40, -5], 46: [40, 5], 47: [30, 5] };
for (let i = 0; i < 5; i++) {
  FACE[17 + i] = [-60 + 10 * i, -20];
  FACE[22 + i] = [20 + 10 * i, -20];
}

// At 0 but for a triangle of one second about its middle, of height 1.
const pulse = (time, middle) => Math.max(0, 1 - 2 * Math.abs(time - middle));

/*
 * 25 frames/s. AU12 has a pulse of 4 at 0.6 of the time, with presence above 2; AU06 one of 2 at 0.3; the left corner of the
 * mouth goes up by 10 mm at 0.6, the right by 4. No face from 0.8 to 0.9.
 */
export function result(rows, { separator = ',', face = true, pose = true, points = true, times = true, shift = 0, id = 0 } = {}) {
  const names = ['frame'], of = Object.keys(FACE);
  if (face) names.push('face_id');
  if (times) names.push('timestamp');
  names.push('confidence', 'success');
  if (pose) names.push('pose_Tx', 'pose_Ty', 'pose_Tz', 'pose_Rx', 'pose_Ry', 'pose_Rz');
  if (points) for (const axis of 'XYZ') names.push(...of.map((i) => `${axis}_${i}`));
  names.push(...INTENSITIES.map((au) => `AU${au}_r`), ...PRESENCES.map((au) => `AU${au}_c`));
  const lines = [], length = rows / 25;
  for (let n = 0; n < rows; n++) {
    const time = n / 25, smile = 4 * pulse(time, 0.6 * length + shift), cheek = 2 * pulse(time, 0.3 * length);
    const lost = n >= 0.8 * rows && n < 0.9 * rows, cells = [n + 1];
    if (face) cells.push(id);
    if (times) cells.push(time.toFixed(3));
    cells.push(lost ? '0.10' : '0.98', lost ? 0 : 1);
    if (pose) cells.push((10 * Math.sin(time)).toFixed(1), 0, 600, 0.1, (0.2 * Math.sin(time)).toFixed(3), 0);
    if (points) for (let axis = 0; axis < 3; axis++)
      cells.push(...of.map((i) => (axis === 2 ? 600 : FACE[i][axis] - (axis === 1 ? (i === '54' ? 2.5 : i === '48' ? 1 : 0) * smile : 0)).toFixed(2)));
    cells.push(...INTENSITIES.map((au) => (au === '12' ? smile : au === '06' ? cheek : 0).toFixed(2)));
    cells.push(...PRESENCES.map((au) => (au === '12' && smile > 2 ? 1 : 0)));
    lines.push(cells);
  }
  return { names, lines, text: () => [names, ...lines].map((cells) => cells.join(separator)).join('\n') + '\n' };
}

// Runs facs report on a CSV of that text; the page's path.
export function report(name, text, more = []) {
  const csv = join(folder, name + '.csv');
  writeFileSync(csv, text);
  const run = spawnSync(facs, ['report', csv, ...more], { encoding: 'utf8' });
  check(run.status === 0, `facs report ${name}: ${run.stderr}`);
  return join(folder, name + '.html');
}

// ---- What is looked at --------------------------------------------------------------------------------------------

export let browser;
export const value = (expression) => browser.evaluate(expression);
export const TALL = { height: 7000 }; // so that every chart is in sight

// Pixels of a chart's canvas that have the colour of a CSS variable, by column: [x from 0 to 1 of the plot, highest y].
export const pixels = (au, name) => value(`(() => {
  const plot = [...document.querySelectorAll('#unit-lanes .lane')].find((lane) => lane.querySelector('b')?.textContent === '${au}').querySelector('.plot');
  const u = plot.chart.u, { left, top, width, height } = u.bbox, context = u.ctx;
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--${name}').trim();
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(context.fillStyle.slice(i, i + 2), 16));
  const data = context.getImageData(0, 0, u.ctx.canvas.width, u.ctx.canvas.height), found = [];
  for (let x = 0; x < data.width; x++)
    for (let y = 0; y < data.height; y++) {
      const at = 4 * (y * data.width + x), d = data.data;
      if (d[at + 3] > 150 && Math.abs(d[at] - r) + Math.abs(d[at + 1] - g) + Math.abs(d[at + 2] - b) < 60) {
        found.push([(x - left) / width, 1 - (y - top) / height]);
        break;
      }
    }
  return found;
})()`);

// Where an element is once nothing moves any more: tables follow the zoom a moment later, and what comes into view is drawn
// and may move the rest.
export async function boxOf(selector) {
  await browser.until('document.documentElement.dataset.waiting === undefined');
  for (let last = null; ;) {
    const box = await value(`(() => { const element = document.querySelector(${JSON.stringify(selector)});
      element.scrollIntoView({ block: 'center' }); const { left, top, width, height } = element.getBoundingClientRect();
      return { left, top, width, height }; })()`);
    if (last && last.left === box.left && last.top === box.top && last.width === box.width && last.height === box.height) return box;
    last = box;
    await browser.settle();
  }
}

export async function clickOn(selector) {
  const { left, top, width, height } = await boxOf(selector);
  await browser.click(left + width / 2, top + height / 2);
  await browser.settle();
}

// Every visible text whose contrast with what is behind it is below WCAG's 4.5.
export const FAINT = `(() => {
  const lightness = (colour) => colour.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const over = (front, back) => front.slice(0, 3).map((c, i) => c * (front[3] ?? 1) + back[i] * (1 - (front[3] ?? 1)));
  const backOf = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((back, layer) => over(layer, back), [255, 255, 255]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = new Set();
  let texts = 0;
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!text || !element.checkVisibility() || ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(element.tagName)) continue;
    const back = backOf(element), front = lightness(over(parse(getComputedStyle(element)[element.closest('svg') ? 'fill' : 'color']), back)), behind = lightness(back);
    const ratio = (Math.max(front, behind) + 0.05) / (Math.min(front, behind) + 0.05);
    texts++;
    if (ratio < 4.5) found.add(text.slice(0, 30) + ': ' + ratio.toFixed(2));
  }
  return { texts, found: [...found] };
})()`;

// The shown range, seconds.
export const range = () => value(`document.getElementById('range').textContent.split(' – ').map((text) =>
  text.split(':').reduce((sum, part) => 60 * sum + Number(part), 0))`);

export function quiet() {
  const complaints = browser.complaints(), fetched = browser.requests().filter((url) => !url.startsWith('data:'));
  check(complaints.length === 0, 'the page complains: ' + complaints.join('; '));
  check(fetched.length === 1 && fetched[0].startsWith('file:'), 'the page asked for ' + fetched.join(', '));
}

function chromium() {
  const names = [process.env.FACS_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
  return names.find((name) => name && spawnSync(name, ['--version']).status === 0);
}

// Runs the tests that process.argv[3] names, or all, and ends the program: prints what a cmocka program does, and ends with
// 77 where there is no Chromium.
export async function run(tests) {
  const program = chromium();
  let failed = 0;
  if (!program) {
    for (const name of Object.keys(tests)) console.log(`[ RUN      ] ${name}\n[  SKIPPED ] ${name}`);
    console.log('There is no Chromium on this machine.');
  } else {
    browser = await Browser.start(program);
    for (const [name, test] of Object.entries(tests)) {
      if (process.argv[3] && process.argv[3] !== name) continue;
      console.log(`[ RUN      ] ${name}`);
      try {
        await test();
        console.log(`[       OK ] ${name}`);
      } catch (error) {
        failed++;
        console.log(`${error.stack}\n[  FAILED  ] ${name}`);
      }
    }
    await browser.close();
  }
  rmSync(folder, { recursive: true, force: true });
  process.exit(failed ? 1 : program ? 0 : 77);
}
