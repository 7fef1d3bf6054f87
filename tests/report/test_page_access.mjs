// The report's page on phones, on paper, by keyboard, for those who cannot see it, and where there is little to show:
// node test_page_access.mjs FACS [TEST].
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAINT, TALL, browser, check, clickOn, folder, near, pixels, quiet, range, report, result, run, value } from './page_world.mjs';

const PHONE = { width: 390, height: 9000 }; // so that every chart is in sight
const hiddenOf = (ids) => value(`${JSON.stringify(ids)}.filter((id) => document.getElementById(id).hidden)`);

// The result of the tests, with other values in some columns: change(cell of a column, its row) for each.
function changed(rows, columns) {
  const made = result(rows);
  made.lines.forEach((cells, n) => made.names.forEach((name, i) => { if (name in columns) cells[i] = columns[name](n); }));
  return made.text();
}

async function key(name, modifiers = 0) {
  await browser.send('Input.dispatchKeyEvent', { type: 'keyDown', key: name, modifiers, text: name.length === 1 ? name : undefined });
  await browser.send('Input.dispatchKeyEvent', { type: 'keyUp', key: name, modifiers });
}

await run({
  async all_texts_have_enough_contrast() {
    const page = report('whole', result(500).text());
    for (const scheme of ['light', 'dark']) {
      await browser.open(page, { scheme, ...TALL });
      await value(`document.querySelectorAll('details').forEach((details) => { details.open = true; })`);
      const { texts, found } = await value(FAINT);
      check(texts > 150, `${scheme}: only ${texts} texts were looked at`);
      check(found.length === 0, `${scheme}: ${found.join('; ')}`);
    }
  },

  async it_fits_a_phone() {
    await browser.open(report('whole', result(500).text()), PHONE);
    quiet();
    check(await value('document.documentElement.scrollWidth <= 390'), 'it is wider than the phone');
    const lane = await value(`(() => { const lane = document.querySelector('#unit-lanes .lane'), at = (name) => lane.querySelector(name).getBoundingClientRect();
      return { label: at('.label').bottom, plot: at('.plot').top, width: at('.plot').width }; })()`);
    check(lane.label <= lane.plot + 1 && lane.width > 330, 'the label is above its curve: ' + JSON.stringify(lane));
    const nav = await value(`(() => { const links = [...document.querySelectorAll('nav a')].map((link) => link.getBoundingClientRect().top);
      return Math.max(...links) - Math.min(...links); })()`);
    near(nav, 0, 0.5, 'the navigation is one line');
    const wide = await value(`[...document.querySelectorAll('table')].filter((table) => table.offsetParent
      && table.getBoundingClientRect().right > 391 && !table.closest('.scroll')).length`);
    check(wide === 0, 'tables that leave the phone');
    check(await value(`document.getElementById('bar').getBoundingClientRect().height`) < 150, 'the bar takes a sixth at most');
    check((await pixels('AU12', 'blue')).length > 100, 'curves');
  },

  async captions_stay_in_their_cards() {
    await browser.open(report('whole', result(500).text()), PHONE);
    // As if eight Action Units peaked in one frame.
    const over = await value(`(() => {
      const card = document.createElement('button');
      for (let i = 0; i < 8; i++) card.append(Object.assign(document.createElement('span'), { textContent: 'AU12 4.00' }));
      document.getElementById('pictures').replaceChildren(card);
      return card.scrollWidth - card.clientWidth;
    })()`);
    check(over <= 0, 'words leave their card by ' + over);
  },

  async without_a_face_one_sentence_says_so() {
    writeFileSync(join(folder, 'nobody.json'), JSON.stringify({ program: 'facs', version: '1', results: ['nobody.csv'],
      warnings: [{ code: 'no-face', text: 'no face was found in any frame', count: 1, frames: [] }] }));
    await browser.open(report('nobody', changed(50, { success: () => 0, confidence: () => '0.00' })), TALL);
    quiet();
    check(await value(`document.getElementById('no-face').textContent`) === 'No face was tracked in 50 frames, so there are no measures to show.', 'the sentence');
    const words = await value('document.getElementById("notes").textContent');
    check(words === '' && (await hiddenOf(['warnings'])).length === 1, 'it is said again: ' + words);
    const gone = ['quality', 'units', 'map', 'sides', 'pose', 'gaze', 'events', 'segments', 'contrast', 'compared', 'peaks', 'figures'];
    check((await hiddenOf(gone)).length === gone.length, 'sections that would be empty: ' + await hiddenOf(gone));
    check(await value(`document.querySelectorAll('nav a').length`) === 3, 'links to what is left');
  },

  async a_single_image_has_no_durations() {
    const one = result(30);
    await browser.open(report('still', [one.names, one.lines[18]].map((cells) => cells.join(',')).join('\n')), TALL);
    quiet();
    const words = await value('document.body.innerText');
    for (const word of ['0:00', 'stretches', 'Onsets', 'last frame', 'frames/s']) check(!words.includes(word), 'an image has ' + word);
    const row = await value(`[...document.querySelectorAll('#summary tbody tr')[8].cells].map((cell) => cell.textContent).join('|')`);
    check(row.startsWith('AU12') && row.endsWith('4.00|yes'), row);
  },

  async a_presence_without_an_intensity_is_a_band() {
    await browser.open(report('suck', changed(500, { AU28_c: (n) => (n >= 100 && n < 200 ? 1 : 0) })), TALL);
    const band = (await pixels('AU28', 'orange')).map(([x]) => x);
    near(Math.min(...band), 0.2, 0.01, 'begin');
    near(Math.max(...band), 0.4, 0.01, 'end');
    const heat = await value(`(() => { const canvas = document.getElementById('heat-canvas'), width = canvas.width - 52;
      return [0.3, 0.6].map((x) => String(canvas.getContext('2d').getImageData(44 + x * width, 16.5 * 18, 1, 1).data.slice(0, 3))); })()`);
    check(heat.join(' ') === '198,81,2 68,1,84', 'its row of the heat map: ' + heat); // orange, and nothing
  },

  async the_heat_map_can_be_scaled() {
    await browser.open(report('whole', result(500).text()), TALL);
    // The green of AU12's peak, 4, and of AU06's, 2, in rows 9 and 4.
    const heat = () => value(`(() => { const canvas = document.getElementById('heat-canvas'), width = canvas.width - 52;
      return [[0.6, 8.5], [0.3, 4.5]].map(([x, row]) => canvas.getContext('2d').getImageData(44 + x * width, row * 18, 1, 1).data[1]); })()`);
    near((await heat())[1], 120, 15, 'AU06 up to 5'); // viridis at 0.4
    await clickOn('#heat-chips button:nth-child(2)');
    near((await heat())[0], 231, 12, 'AU12 at the top of the highest'); // yellow
    near((await heat())[1], 145, 15, 'AU06 at half of it');
    await clickOn('#heat-chips button:nth-child(3)');
    near((await heat())[1], 231, 12, 'AU06 at the top of its own');
    check((await value(`document.getElementById('scale').textContent`)).includes('the row\u2019s peak'), 'the legend');
  },

  async canvases_say_what_they_show() {
    await browser.open(report('whole', result(500).text()), TALL);
    const dumb = await value(`[...document.querySelectorAll('main canvas:not(.ruler)')].filter((canvas) => canvas.offsetParent && (canvas.getAttribute('role') !== 'img' || !canvas.getAttribute('aria-label'))).map((canvas) => canvas.id || canvas.className || canvas.closest('section').id)`);
    check(dumb.length === 0, 'canvases without a label: ' + dumb);
    const label = () => value(`document.querySelectorAll('#unit-lanes canvas')[8].getAttribute('aria-label')`);
    check((await label()).startsWith('AU12, Lip corner puller, 0:00.00 – 0:20.00: mean intensity 0.11, highest 4.00 at 0:12.00, present in 2.9 %'), await label());
    await clickOn('#in');
    await browser.until(`document.querySelectorAll('#unit-lanes canvas')[8].getAttribute('aria-label').includes('0:05.00 – 0:15.00')`);
  },

  async the_keyboard_does_what_the_mouse_does() {
    await browser.open(report('whole', result(500).text()));
    await key('Tab');
    check(await value('document.activeElement.className') === 'skip', 'the first stop skips the bar');
    await value(`document.activeElement.click()`);
    check(await value('document.activeElement.id') === 'content', 'and leads to the report');
    await value(`document.getElementById('slider').focus()`);
    for (let i = 0; i < 5; i++) await key('ArrowRight', 8);
    check(await value(`document.getElementById('cursor').textContent`) === '0:02.000 · frame 51', 'the cursor: ' + await value(`document.getElementById('cursor').textContent`));
    await key('+');
    near((await range())[1] - (await range())[0], 10, 0.01, 'zoomed in');
    await key('PageDown');
    near((await range())[0], 10, 0.01, 'moved on');
    await key('Escape');
    check(String(await range()) === '0,20', 'everything again');
    await key('End');
    check((await value(`document.getElementById('slider').getAttribute('aria-valuetext')`)).startsWith('0:19.960 · frame 500'), 'said aloud');
    const unreachable = await value(`[...document.querySelectorAll('.scroll')].filter((box) => box.offsetParent && box.tabIndex < 0).length`);
    check(unreachable === 0, 'tables that only a mouse can scroll');
  },

  async paper_has_the_colours_and_the_legends() {
    await browser.open(report('whole', result(500).text()));
    await value(`window.dispatchEvent(new Event('beforeprint'))`);
    await browser.send('Emulation.setEmulatedMedia', { media: 'print' });
    const printed = await value(`({ swatch: getComputedStyle(document.querySelector('.swatch.band')).printColorAdjust,
      keys: [...document.querySelectorAll('#side-chips button')].filter((button) => button.checkVisibility()).map((button) => button.textContent),
      range: document.getElementById('range').checkVisibility() })`);
    check(printed.swatch === 'exact', 'browsers leave backgrounds out, otherwise');
    check(printed.keys.join() === 'right side,left side,difference, left − right', 'the legend of the sides: ' + printed.keys);
    check(printed.range, 'the range that is shown');
    await browser.send('Emulation.setEmulatedMedia', { media: '' });
    await value(`window.dispatchEvent(new Event('afterprint'))`);
  },
});
