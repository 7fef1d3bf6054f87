// What can be kept of the report's page: a link to what it shows, pictures of curves, tables; and the statistics of the shown
// range: node test_page_keep.mjs FACS [TEST].
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TALL, browser, check, clickOn, folder, near, quiet, range, report, result, run, value } from './page_world.mjs';

// The file that a click on a section's button saves.
async function saved(section, button, name) {
  const downloads = join(folder, 'saved'), path = join(downloads, name);
  mkdirSync(downloads, { recursive: true });
  rmSync(path, { force: true });
  await browser.send('Page.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
  await clickOn(`#${section} .save button:nth-child(${button})`);
  for (const end = Date.now() + 30000; !existsSync(path); await new Promise((done) => setTimeout(done, 20))) check(Date.now() < end, 'no ' + name);
  return readFileSync(path);
}

const cells = (row) => value(`[...document.querySelectorAll('#summary tbody tr')[${row}].cells].map((cell) => cell.dataset.value)`);

await run({
  async statistics_follow_the_shown_range() {
    await browser.open(report('whole', result(500).text(), []) + '#t=5-15', TALL);
    await browser.until(`document.getElementById('summary-range').textContent.startsWith('Of 0:05')`);
    check((await value(`document.getElementById('summary-range').textContent`)) === 'Of 0:05.00 – 0:15.00: 250 frames, 250 with a face.', 'the frames');
    let [, mean, peak, at, present, onsets] = await cells(8);
    // The sum of a triangle of height 4 and one second: 4 * 25 / 2, over 250 frames.
    near(Number(mean), 0.2, 0.005, 'mean of AU12');
    near(Number(peak), 4, 0.001, 'its peak');
    check(at === '12' && onsets === '1', `at ${at}, ${onsets} onsets`);
    near(Number(present), 13 / 250, 1e-6, 'present');
    await value(`location.hash = '#t=13-15'`);
    await browser.until(`document.getElementById('summary-range').textContent.startsWith('Of 0:13')`);
    check((await cells(8)).join() === 'AU12,0,0,13,0,0', 'later: ' + await cells(8));
    await clickOn('#whole');
    await browser.until(`document.getElementById('summary-range').textContent.startsWith('Of all 500')`);
    near(Number((await cells(8))[1]), 50 / 450, 0.002, 'mean of all frames with a face');
    quiet();
  },

  async a_link_keeps_the_zoom_and_the_face() {
    const first = result(200), second = result(200, { shift: 2, id: 7 }), rows = first.lines.flatMap((row, n) => [row, second.lines[n]]);
    const page = report('pair', [first.names, ...rows].map((row) => row.join(',')).join('\n'));
    await browser.open(page + '#t=2.5-4.125&face=7');
    check(String(await range()) === '2.5,4.13', 'the range: ' + await range()); // two decimals are shown
    check(await value(`document.getElementById('face').value`) === '1', 'the face');
    await clickOn('#in');
    await browser.until(`location.hash === '#t=2.906-3.719&face=7'`);
    await value(`(() => { const face = document.getElementById('face'); face.value = '0'; face.dispatchEvent(new Event('change')); })()`);
    await browser.until(`location.hash === '#t=2.906-3.719&face=0'`); // another face in the same range
    await clickOn('#whole');
    await browser.until(`location.hash === '#face=0'`);
    await clickOn('nav a:nth-child(2)');
    check(await value(`location.hash === '#face=0' && document.activeElement.id === 'quality'`), 'a link within the page leaves the address alone');
    // Whatever an address says, the page is shown.
    for (const hash of ['#t=9-3&face=99', '#t=1e999-5', '#t=-', '#face=<b>', '#t=100-200', '#%']) {
      await browser.open(page + hash);
      check(String(await range()) === '0,8', hash + ': ' + await range());
    }
    check(browser.complaints().length === 0, 'the page complains: ' + browser.complaints());
  },

  async curves_are_saved_as_pictures() {
    await browser.open(report('whole', result(500).text()), { ...TALL, scheme: 'dark' });
    await clickOn('#none');
    await clickOn('#chips button:nth-child(9)');
    const svg = (await saved('units', 1, 'whole_units.svg')).toString();
    const { names, top, error } = await value(`(() => {
      const picture = new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml');
      const points = picture.querySelector('path').getAttribute('d').split(/[ML]/).slice(1).map((point) => point.split(' ').map(Number));
      return { error: Boolean(picture.querySelector('parsererror')), names: [...picture.querySelectorAll('text')].map((text) => text.textContent),
        top: points.reduce((best, point) => (point[1] < best[1] ? point : best)) };
    })()`);
    check(!error && names.includes('AU12') && !names.includes('AU06'), 'only the shown curve: ' + names);
    check(names[0] === 'Action Units, 0:00.00 – 0:20.00', names[0]);
    near((top[0] - 214) / 774, 0.6, 0.005, 'the peak is at 0.6 of the plot');
    check(svg.includes('fill="#ffffff"'), 'on white, whatever the page has');
    check(await value(`getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()`) !== '#ffffff', 'the page stays dark');
    const png = await saved('map', 2, 'whole_map.png');
    check(png.subarray(1, 4).toString() === 'PNG' && png.readUInt32BE(16) === 2032, 'a PNG of twice the size: ' + png.readUInt32BE(16));
    quiet();
  },

  async tables_are_saved_as_they_are_shown() {
    const evil = result(500);
    await browser.open(report('whole', evil.text()) + '#t=5-15', TALL);
    await browser.until(`document.getElementById('summary-range').textContent.startsWith('Of 0:05')`);
    const lines = (await saved('figures', 1, 'whole_figures.csv')).toString().trim().split('\n').map((line) => line.split(','));
    check(lines.length === 19 && lines[0].join() === 'Action Unit,Mean,Peak,at,Present,Onsets', 'the head: ' + lines[0]);
    check(lines[9][0] === 'AU12' && lines[9][3] === '12', 'its row: ' + lines[9]);
    near(Number(lines[9][1]), 0.2, 0.005, 'of the shown range');
    // A spreadsheet must not take a name for a formula.
    await value(`document.querySelector('#summary tbody td').dataset.value = '=HYPERLINK("x","y")'`);
    const again = (await saved('figures', 1, 'whole_figures.csv')).toString().split('\n')[1];
    check(again.startsWith(`"'=HYPERLINK(""x"",""y"")"`), again);
  },
});
