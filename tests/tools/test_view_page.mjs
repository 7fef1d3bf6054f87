// Tests the page of facs live --view in a real browser with looped clips: node test_view_page.mjs FACS SHARED, where
// SHARED is the folder of weights and clips. Prints results like a cmocka program. Exits with 77 if Chromium
// (FACS_CHROMIUM names another one) or the clips are missing.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Browser } from '../support/browser.mjs';

const [facs, shared] = process.argv.slice(2);
const models = join(shared, 'models');
const face = join(shared, 'videos', 'default.wmv'); // 15 frames/s, a face in every frame
const leaving = join(shared, 'videos', 'face_noface.mov'); // the face leaves
const several = join(shared, 'videos', 'multi_face.avi'); // three faces
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function check(condition, words) {
  if (!condition) throw new Error(words);
}

// ---- The command ----------------------------------------------------------------------------------------------------

class Live {
  static async start(clip, options = []) {
    const live = new Live();
    live.said = [];
    live.process = spawn(facs, ['live', clip, '--realtime', '--loop', '--view', '--json', '/dev/null', '--models', models, ...options],
      { stdio: ['ignore', 'ignore', 'pipe'] });
    live.ended = new Promise((resolve) => live.process.once('exit', resolve));
    const lines = createInterface({ input: live.process.stderr });
    live.address = await new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        live.said.push(line);
        const found = line.match(/^facs: view: (http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/)$/);
        if (found) resolve(found[1]);
      });
      lines.once('close', () => reject(new Error('no address: ' + live.said)));
    });
    return live;
  }

  // Stops it like Ctrl-C. Returns the exit status.
  end() {
    this.process.kill('SIGINT');
    return this.ended;
  }
}

// ---- The page -------------------------------------------------------------------------------------------------------

// Reads pixels from a copy of a canvas: reading the canvas itself makes the browser warn and draw it differently.
const READ = `((id) => {
  const canvas = document.getElementById(id);
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  return copy.getImageData(0, 0, canvas.width, canvas.height);
})`;
const BARS = `[...document.querySelectorAll('.unit .fill')].map((bar) => bar.getBoundingClientRect().width)`;
const STATE = `document.getElementById('state').textContent`;
const DRAWN = 'Number(document.body?.dataset.drawn ?? 0)';

let browser;
const value = (expression) => browser.evaluate(expression);

// Returns how many pixels of a canvas are close to a colour, and where the leftmost is.
const pixels = (id, red, green, blue) => value(`(() => {
  const { data, width } = ${READ}('${id}');
  let count = 0, left = width;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 200 || Math.abs(data[i] - ${red}) + Math.abs(data[i + 1] - ${green}) + Math.abs(data[i + 2] - ${blue}) > 12)
      continue;
    count++;
    left = Math.min(left, i / 4 % width);
  }
  return { count, left };
})()`);
const points = () => pixels('picture', 0x37, 0xe0, 0xa6);
const curveOfAU25 = () => pixels('curves', 0x8a, 0x6a, 0x00);
const curveOfAU02 = () => pixels('curves', 0x4b, 0x55, 0x63); // the first free colour, once it is selected

const digest = () => value(`${READ}('picture').data.reduce((sum, byte) => (sum * 31 + byte) % 1000003, 0)`);

const number = async (id) => parseFloat(await value(`document.getElementById('${id}').textContent`));

async function press(selector) {
  const [x, y] = await value(`(({ x, y, width, height }) => [x + width / 2, y + height / 2])(
    document.querySelector('${selector}').getBoundingClientRect())`);
  await browser.click(x, y);
}

async function open(live, scheme) {
  await browser.send('Emulation.setDeviceMetricsOverride', { width: 1366, height: 768, deviceScaleFactor: 1, mobile: false });
  await browser.scheme(scheme);
  // The page of a program that has ended may still ask it for something.
  await browser.send('Page.navigate', { url: 'about:blank' });
  await browser.until(`location.href === 'about:blank'`);
  await pause(200);
  browser.events.length = 0;
  await browser.send('Page.navigate', { url: live.address });
  await browser.until(`${DRAWN} > 20`);
}

// Expects nothing on the console and no requests to other hosts.
function quiet(live) {
  check(browser.complaints().length === 0, 'the console: ' + browser.complaints());
  const elsewhere = browser.requests().filter((address) => !address.startsWith(live.address));
  check(elsewhere.length === 0, 'asked for: ' + elsewhere);
}

// ---- Tests ----------------------------------------------------------------------------------------------------------

const tests = {
  async picture_bars_and_curves_move(live) {
    const before = { digest: await digest(), bars: await value(BARS), curve: await curveOfAU25() };
    await pause(3000);
    check((await digest()) !== before.digest, 'the picture stands');
    const bars = await value(BARS);
    check(bars.length === 17 && bars.filter((width, i) => width !== before.bars[i]).length >= 5, 'the bars stand: ' + bars);
    // 3 of 30 seconds are a tenth of the width, 80 pixels; the machine may be busy.
    const { count, left } = await curveOfAU25();
    check(count > 50 && left < before.curve.left - 40, `the curve: ${count} pixels from ${left}, before ${before.curve.left}`);
    quiet(live);
  },

  async the_numbers_are_those_of_the_clip() {
    await browser.until(`${STATE} === 'Face' && document.getElementById('rate').textContent !== '–'`);
    const [rate, delay, shown] = [await number('rate'), await number('delay'), await number('shown')];
    // At most the clip's 15 frames/s; fewer if the machine is slow or busy.
    check(rate > 0 && rate < 17, rate + ' frames/s');
    check(delay > 0 && shown > 0 && shown < 2000, `${delay} ms, ${shown} ms`);
    check((await number('confidence')) > 0.8, 'confidence');
    const names = await value(`[...document.querySelectorAll('.unit b')].map((name) => name.textContent)`);
    check(names.length === 18 && names[0] === 'AU01' && names[16] === 'AU28' && names[17] === 'AU45', names.join());
    check((await value(`document.querySelector('.note').textContent`)).includes('Not calibrated'), 'the note');
    check((await value('document.title')) === 'default.wmv · facs live', 'the title');
  },

  async pause_and_switches(live) {
    await press('#pause');
    await pause(500);
    const held = { drawn: await value(DRAWN), digest: await digest() };
    await pause(1000);
    check((await value(DRAWN)) === held.drawn && (await digest()) === held.digest, 'it goes on');
    check((await value(STATE)) === 'Paused', await value(STATE));
    // 68 points of 9 pixels, some overlapping; nothing else has that colour.
    const withPoints = (await points()).count;
    await press('#layers [name=points]');
    const withoutPoints = (await points()).count;
    check(withPoints > 300 && withoutPoints < 10, `points: ${withPoints} pixels, then ${withoutPoints}`);
    await press('#layers [name=points]');
    check((await points()).count === withPoints, 'the points come again');
    await press('.unit:nth-child(2)');
    check((await curveOfAU02()).count > 50, 'a curve that was chosen');
    await press('.unit:nth-child(2)');
    check((await curveOfAU02()).count === 0, 'a curve that was taken away');
    await press('#pause');
    await browser.until(`${DRAWN} > ${held.drawn} + 5`);
    quiet(live);
  },

  async the_end_is_said(live) {
    const status = await live.end();
    check(status === 130, 'exit status ' + status);
    await browser.until(`${STATE} === 'The run has ended'`);
  },
};

const testsOfALeavingFace = {
  async a_lost_face_is_seen_to_be_lost(live) {
    await browser.until(`${STATE} === 'Face'`);
    await browser.until(`${STATE} === 'No face' && document.getElementById('no-face').checkVisibility() &&
      ${BARS}.every((width) => width === 0)`);
    await browser.until(`${STATE} === 'Face' && !document.getElementById('no-face').checkVisibility()`);
    quiet(live);
  },

  async it_is_dark_where_that_is_wanted() {
    check((await value('getComputedStyle(document.body).backgroundColor')) === 'rgb(20, 23, 28)', 'the background');
  },
};

// A key with its sign and its place, such as "!" and "Digit1" with Shift.
async function type(key, code, shift = false) {
  for (const type of ['keyDown', 'keyUp']) await browser.send('Input.dispatchKeyEvent', { type, key, code, modifiers: shift ? 8 : 0 });
}

const SET = `[...document.querySelectorAll('#set li')].map((item) => item.firstChild.textContent.trim())`;
const markersAre = (...list) => browser.until(`${SET}.join('|') === ${JSON.stringify(list.join('|'))}`);
const folder = mkdtempSync(join(tmpdir(), 'facs-page-'));
const table = join(folder, 'markers.csv');
// Rows with their times and frames as numbers.
const rows = () => readFileSync(table, 'utf8').trim().split('\n').slice(1).map((line) => {
  const [, start, end, label, frame] = line.match(/^([^,]*),([^,]*),(.*),(\d+)$/);
  return { start: Number(start), end: Number(end), label, frame: Number(frame) };
});

const testsOfMarkers = {
  async keys_and_buttons_set_markers(live) {
    await type('q', 'KeyQ');
    await markersAre('q');
    const drawn = await value(DRAWN); // a slow machine may still show the frame of the first marker
    await browser.until(`${DRAWN} > ${drawn + 1}`);
    await press('#names');
    await browser.send('Input.insertText', { text: '1 = rest, x = <b>"x"</b>' });
    await type('q', 'KeyQ'); // into the field
    await value('document.activeElement.blur()');
    await type('!', 'Digit1', true);
    await markersAre('▸ rest', 'q');
    await press('#keys button:nth-child(2)');
    await markersAre('<b>"x"</b>', '▸ rest', 'q');
    await press('#segments');
    await type('1', 'Digit1');
    await markersAre('◂ rest', '<b>"x"</b>', '▸ rest', 'q');
    check((await value(`document.querySelectorAll('#set b').length`)) === 0, 'a label is HTML');
    const [q, rest, x, none] = rows();
    check(q.label === 'q' && q.start === q.end && !none, 'the first row');
    check(rest.label === 'rest' && rest.start > q.start && rest.end >= x.start && x.start >= rest.start, JSON.stringify(rows()));
    check(Math.abs((rest.frame - q.frame) / 30 - (rest.start - q.start)) < 0.002, 'frames and times'); // 30 frames/s
    quiet(live);
  },

  async markers_are_drawn_and_stay() {
    // Lines of a pixel, as high as the curves, in the colour of the text.
    check((await pixels('curves', 0x1b, 0x1f, 0x26)).count > 300, 'no lines');
    await browser.send('Page.reload');
    await browser.until(`${DRAWN} > 5`);
    await markersAre('◂ rest', '<b>"x"</b>', '▸ rest', 'q');
  },

  async a_paused_page_marks_what_it_shows() {
    await press('#pause');
    await pause(1000);
    await type('p', 'KeyP');
    await markersAre('p', '◂ rest', '<b>"x"</b>', '▸ rest', 'q');
    await press('#pause');
    await type('r', 'KeyR');
    await browser.until(`${SET}.length === 6`);
    const [, , , p, r] = rows();
    check(r.label === 'r' && r.start >= p.start, JSON.stringify([p, r]));
  },

  async a_list_that_did_not_arrive_is_asked_for_again(live) {
    await value(`{ const asked = fetch; window.fetch = (what, how) => what === 'markers'
      ? (window.fetch = asked, Promise.reject(new TypeError('lost'))) : asked(what, how) }`);
    await type('l', 'KeyL');
    await browser.until(`${SET}[0] === 'l'`);
    quiet(live);
  },

  async too_many_at_once_are_refused() {
    // A busy machine may answer so slowly that the first ones are not too many; the next success clears what is said.
    await value(`(async () => {
      const said = document.getElementById('said');
      let refused = false;
      new MutationObserver(() => { refused ||= said.textContent.includes('too many'); }).observe(said, { childList: true });
      for (; !refused; await new Promise((done) => setTimeout(done, 500)))
        for (let i = 0; i < 40; i++)
          document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', code: 'KeyZ', bubbles: true }));
    })()`);
  },

  async a_recording_is_shown() {
    const text = await value(`document.getElementById('record').checkVisibility() && document.getElementById('record').textContent`);
    check(/^● Recording \d+:\d\d$/.test(text), text);
  },

  async boxes_have_the_colours_of_their_faces() {
    // The names are filled with them: more pixels than a box's outline of 1.5 pixels.
    const colours = await value(`fetch('about').then((answer) => answer.json()).then((about) => about.face_colours)`);
    const seen = `[...document.getElementById('face').options].map((option) => Number(option.value))`;
    await browser.until(`${seen}.length > 2 && ${STATE} === 'Face'`);
    for (const id of (await value(seen)).slice(1, 3)) {
      let count = 0; // faces leave, and come back as the clip repeats
      for (const end = Date.now() + 60000; count <= 150 && Date.now() < end; await browser.settle())
        ({ count } = await pixels('picture', ...colours[id].match(/\w\w/g).map((hex) => parseInt(hex, 16))));
      check(count > 150, `face ${id}: ${count} pixels of ${colours[id]}`);
    }
  },
};

function chromium() {
  const names = [process.env.FACS_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
  return names.find((name) => name && spawnSync(name, ['--version']).status === 0);
}

// Runs all tests on one page. Returns how many failed.
async function run(clip, scheme, list, options) {
  let failed = 0;
  const live = await Live.start(clip, options);
  try {
    await open(live, scheme);
    for (const [name, test] of Object.entries(list)) {
      console.log(`[ RUN      ] ${name}`);
      try {
        await test(live);
        console.log(`[       OK ] ${name}`);
      } catch (error) {
        failed++;
        console.log(`${error.stack}\n[  FAILED  ] ${name}`);
      }
    }
  } finally {
    live.process.kill('SIGKILL');
    await live.ended;
  }
  return failed;
}

const program = chromium();
const absent = program ? [models, face, leaving, several].find((path) => !existsSync(path)) : 'Chromium';
let failed = 0;
if (absent) {
  for (const name of Object.keys({ ...tests, ...testsOfALeavingFace, ...testsOfMarkers }))
    console.log(`[ RUN      ] ${name}\n[  SKIPPED ] ${name}`);
  console.log(`${absent} is not there.`);
} else {
  browser = await Browser.start(program);
  try {
    failed += await run(face, 'light', tests);
    failed += await run(leaving, 'dark', testsOfALeavingFace);
    failed += await run(several, 'light', testsOfMarkers, ['--faces', 'all', '--markers', table, '--record', join(folder, 'out.mkv')]);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exit(failed ? 1 : absent ? 77 : 0);
