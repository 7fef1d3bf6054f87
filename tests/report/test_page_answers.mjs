// Events, gaze and segments in the report's page: node test_page_answers.mjs FACS [TEST].
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TALL, browser, check, clickOn, folder, near, quiet, range, report, result, run, value } from './page_world.mjs';

// 20 s in which the gaze goes to the left of the picture at 5 s and comes back at 7.5 s.
function looking() {
  const made = result(500);
  made.names.push('gaze_angle_x', 'gaze_angle_y');
  made.lines.forEach((cells, n) => cells.push(n >= 125 && n < 188 ? -0.3 : 0.1, 0.05));
  return made.text();
}

const words = (selector) => value(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((element) => element.textContent)`);

// Shares of a canvas's columns that have a colour in a row of 18 pixels.
const bars = (row) => value(`(() => { const canvas = document.getElementById('event-canvas'), width = canvas.width - 52, found = [];
  const { data } = canvas.getContext('2d').getImageData(44, 18 * ${row} + 6, width, 1);
  for (let x = 0; x < width; x++) if (data[4 * x + 1] > 100 && data[4 * x] < 20) found.push(x / width);
  return found; })()`);

await run({
  async events_are_bars_marks_and_a_list_that_jumps() {
    await browser.open(report('events', looking()), TALL);
    quiet();
    const kinds = await words('#event-names b'), smile = kinds.indexOf('Smile');
    check(smile >= 0 && kinds.includes('AU12'), 'kinds: ' + kinds);
    // The smile is a triangle from 11.5 to 12.5 s of 20; its onset and offset are within it.
    const bar = await bars(smile);
    check(bar.length > 5 && Math.min(...bar) > 0.57 && Math.max(...bar) < 0.63, 'its bar: ' + bar);
    const row = await value(`[...document.querySelectorAll('#event-table tbody tr')].map((row) => [...row.cells].map((cell) => cell.dataset.value ?? cell.textContent)).find(([kind]) => kind === 'Smile')`);
    near(Number(row[2]), 12, 0.05, 'its apex in the list');
    near(Number(row[4]), Number(row[3]) - Number(row[1]), 1e-9, 'how long it lasts');
    near(Number(row[5]), 4, 0.3, 'its peak'); // a smoothed intensity may be lower
    check(await value(`[...document.querySelectorAll('#unit-lanes .plot')][8].chart.options.marks.some((mark) => mark.kind === 'smile')`), 'a mark at AU12');
    await value(`[...document.querySelectorAll('#event-table tbody tr')].find((row) => row.cells[0].textContent === 'Smile').querySelector('button').click()`);
    const [from, to] = await range();
    check(from < 11.6 && from > 9 && to > 12.4 && to < 15, `the list leads to ${from} – ${to}`);
    await browser.until(`document.getElementById('event-range').textContent.includes(document.getElementById('range').textContent)`);
    check((await words('#event-table td:first-child')).every((kind) => /Smile|AU12/.test(kind)), 'the list has what is shown: ' + await words('#event-table td:first-child'));
    await value(`[...document.querySelectorAll('#event-chips button')].find((button) => button.textContent.startsWith('Smile')).click()`);
    check(!(await words('#event-names b')).includes('Smile'), 'smiles are off');
    quiet();
  },

  async gaze_is_curves_and_a_map() {
    await browser.open(report('gaze', looking()), TALL);
    quiet();
    check(await value(`document.querySelectorAll('#gaze-lanes .uplot').length`) === 2, 'angles and speed');
    const table = await value(`[...document.querySelectorAll('#gaze-table tbody tr')].map((row) => [...row.cells].map((cell) => cell.dataset.value))`);
    near(Number(table[0][1]), 5.73, 0.01, 'median across, degrees'); // 0.1 rad
    near(Number(table[0][2]), -17.19, 0.01, 'its 5th percentile'); // 63 of 450 frames at -0.3
    near(Number(table[1][1]), 2.86, 0.01, 'median down');
    // 0.4 rad in 1/25 s, at 5 and 7.52 s.
    const speeds = await value(`document.querySelectorAll('#gaze-lanes .plot')[1].chart.data()[1].map((speed, i) => [i, speed]).filter(([, speed]) => speed > 1)`);
    check(speeds.map(([i]) => i).join() === '125,188', 'when it moves: ' + speeds);
    near(speeds[0][1], 0.4 * 57.3 * 25, 5, 'how fast');
    // The brightest cell is at 5.7 across and 2.9 down, of a map from -20 to 20.
    const at = await value(`(() => { const canvas = document.getElementById('gaze-map'), { data } = canvas.getContext('2d').getImageData(34, 0, 300, 300);
      let best = [0, 0, 0];
      for (let y = 0; y < 300; y++) for (let x = 0; x < 300; x++) { const level = data[4 * (300 * y + x)] + data[4 * (300 * y + x) + 1];
        if (data[4 * (300 * y + x) + 2] < 60 && level > best[2]) best = [x, y, level]; }
      return best; })()`);
    near(at[0] / 300 * 40 - 20, 5.5, 1, 'the brightest, across');
    near(at[1] / 300 * 40 - 20, 2.5, 1, 'and down');
    await value(`location.hash = '#t=5-7'`);
    await browser.until(`document.querySelector('#gaze-table tbody td:nth-child(2)').dataset.value < -17`);
    check((await value(`document.getElementById('gaze-map').getAttribute('aria-label')`)).includes('across \u221217.2'), 'the sentence follows');
    await browser.open(report('no-gaze', result(100).text()));
    check(await value(`document.getElementById('gaze').hidden`), 'without gaze there is no section');
  },

  async measures_have_curves_and_bands_where_a_result_has_them() {
    const made = result(500);
    made.names.push('gaze_angle_x', 'gaze_angle_y', 'lid_share_left', 'lid_share_right', 'head_speed', 'gaze_speed', 'quality', 'AU12_p');
    made.lines.forEach((cells, n) => cells.push(0, 0, 0.9, n === 50 ? 0.1 : 0.9, 5, 7, n < 100 ? 1 : 0, n >= 275 && n < 325 ? 1 : 0));
    await browser.open(report('measured', made.text()), TALL);
    quiet();
    const charts = await value(`[...document.querySelectorAll('#gaze-lanes .plot, #pose-lanes .plot')].map((plot) => plot.chart.row.querySelector('b').textContent + ' ' + Math.min(...plot.chart.data()[1].filter((y) => y !== null)).toFixed(1))`);
    check(charts.includes('Lids 0.1') && charts.filter((words) => words === 'Speed 5.0' || words === 'Speed 7.0').length === 2, charts.join());
    const bands = await value(`[document.querySelectorAll('#quality-lanes .plot')[0], document.querySelectorAll('#unit-lanes .plot')[8]].map((plot) =>
      plot.chart.options.bands.map(({ runs, colour }) => colour + ' ' + runs))`);
    check(bands[0].join() === 'orange 0,99,damage ' && bands[1][1] === 'ink 275,324', 'bands: ' + JSON.stringify(bands));
    check(await value(`!document.getElementById('doubt-key').hidden && !document.getElementById('corrected-key').hidden`), 'their legend');
    const row = await value(`[...document.querySelectorAll('#columns tr')].find((row) => row.textContent.includes('AU12')).textContent`);
    check(row === 'AU12_r, AU12_c, AU12_p0 to 5, 0 or 1Lip corner puller: intensity, presence, corrected presence', row);
  },

  async segments_are_shaded_and_compared() {
    const evil = '</script><img src=x onerror="window.owned=1">';
    const list = join(folder, 'segments.csv');
    writeFileSync(list, 'pattern,start,end,label\n,0,5,rest\n,11,13,smiling\nother.csv,0,9,elsewhere\n,6,7,rest\n,14,15,"' + evil.replaceAll('"', '""') + '"\n');
    await browser.open(report('segmented', result(500).text(), ['--segments', list]), TALL);
    quiet();
    check(await value('window.owned') === undefined, 'a label ran');
    check((await words('#segment-names b')).join('|') === 'rest|smiling|' + evil, 'labels: ' + await words('#segment-names b'));
    const cells = async () => value(`[...document.querySelectorAll('#segment-table tbody tr')[8].cells].map((cell) => cell.dataset.value)`);
    // A triangle of height 4 and one second in two seconds.
    near(Number((await cells())[2]), 1, 0.03, 'mean of AU12 while smiling');
    check((await cells())[1] === '0' && (await words('#segment-table th small'))[0] === '2 segments, 150 frames', 'rest: ' + await words('#segment-table th small'));
    await value(`(() => { const [figure, base] = document.querySelectorAll('#segment-table select');
      base.value = 'smiling'; base.dispatchEvent(new Event('change')); })()`);
    near(Number((await cells())[1]), -1, 0.03, 'rest less smiling');
    // The shade behind a curve: from 11 to 13 of 20 s, not from 8 to 10.
    const shades = await value(`(() => { const { u } = document.querySelectorAll('#unit-lanes .plot')[0].chart, { left, top, width } = u.bbox;
      return [0.6, 0.45].map((x) => String(u.ctx.getImageData(left + x * width, top + 20, 1, 1).data)); })()`);
    check(shades[0] !== shades[1], 'shades: ' + shades);
    await clickOn('#segment-chips button:nth-child(2)');
    check(String(await range()) === '11,13', 'a chip shows its segment: ' + await range());
    await value(`document.getElementById('slider').focus()`);
    await browser.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'ArrowRight' });
    await browser.open(report('unsegmented', result(100).text()));
    check(await value(`document.getElementById('segments').hidden && document.getElementById('contrast').hidden`), 'without segments there is no section');
  },

  async faces_have_pictures_colours_and_a_comparison() {
    const first = result(200), second = result(200, { shift: 2, id: 4 }), rows = first.lines.flatMap((row, n) => [row, second.lines[n]]);
    await browser.open(report('people', [first.names, ...rows].map((row) => row.join(',')).join('\n')), TALL);
    quiet();
    check((await words('#people b')).join() === 'Face 0,Face 4', 'names: ' + await words('#people b'));
    // The colours of overlay and live page, which facs_face_colour() gives.
    const colours = await value(`[...document.querySelectorAll('#people .patch')].map((patch) => patch.style.background)`);
    check(colours.join(' ') === 'rgb(92, 204, 255) rgb(255, 237, 89)', 'colours: ' + colours);
    check((await words('#compared-table thead th')).join('|') === 'Action Unit|Face 0180 frames|Face 4180 frames', 'the comparison: ' + await words('#compared-table thead th'));
    await clickOn('#people button:nth-child(2)');
    check(await value(`document.getElementById('face').value === '1' && document.querySelector('#people [aria-pressed="true"] b').textContent === 'Face 4'`), 'the second is chosen');
    check(await value(`document.querySelector('#summary tbody tr:nth-child(9) td:nth-child(4)').textContent`) === '0:07.20', 'and shown');
    quiet();
  },
});
