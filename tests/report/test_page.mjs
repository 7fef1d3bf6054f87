// The report's page in a real browser: node test_page.mjs FACS [TEST]. FACS_CHROMIUM names a Chromium of its own.
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { TALL, boxOf, browser, check, clickOn, folder, near, pixels, quiet, range, report, result, run, value } from './page_world.mjs';

await run({
  async the_page_loads_alone_and_has_a_chart_for_each_action_unit() {
    await browser.open(report('whole', result(500).text()), TALL);
    quiet();
    check(await value('document.title') === 'whole.csv', 'title');
    const series = await value(`[...document.querySelectorAll('#unit-lanes .plot')].map((plot) => plot.chart.u.series.length - 1)`);
    check(series.length === 18 && series.filter((n) => n === 1).length === 17, 'series of the Action Units: ' + series);
    check(await value(`document.querySelectorAll('#side-lanes .uplot, #pose-lanes .uplot, #quality-lanes .uplot').length`) === 7, 'other charts');
    const cards = await value(`document.getElementById('cards').textContent`);
    check(cards.includes('500') && cards.includes('90.0 %') && cards.includes('AU12'), cards);
    check((await value(`document.querySelector('#gaps summary').textContent`)).endsWith(': 1'), 'gaps');
    check((await value(`document.querySelector('#gaps tbody').textContent`)) === '0:16.000:18.00401 to 4502.00 s', 'the gap');
  },

  async curves_and_bands_are_drawn_where_they_belong() {
    await browser.open(report('whole', result(500).text()), TALL);
    const curve = await pixels('AU12', 'blue');
    const [x, y] = curve.reduce((best, at) => (at[1] > best[1] ? at : best));
    near(x, 0.6, 0.01, 'place of the peak of AU12');
    near(y, 0.8, 0.05, 'height of the peak of AU12'); // 4 of 5
    check(!curve.some(([at]) => at > 0.81 && at < 0.89), 'a curve where there is no face');
    check(curve.some(([at]) => at > 0.92), 'no curve once the face is back');
    const band = (await pixels('AU12', 'orange')).map(([at]) => at);
    near(Math.min(...band), 0.5875, 0.005, 'begin of the presence of AU12'); // above half of a triangle of 1 s in 20 s
    near(Math.max(...band), 0.6125, 0.005, 'end of the presence of AU12');
    check((await pixels('AU06', 'orange')).length === 0, 'a presence of AU06');
    check((await pixels('AU12', 'gap')).every(([at]) => at > 0.795 && at < 0.905), 'the stretch without a face');
    // The heat map: AU12's row is the 9th.
    const heat = await value(`(() => { const canvas = document.getElementById('heat-canvas'), width = canvas.width - 52;
      return [0.1, 0.6].map((x) => [...canvas.getContext('2d').getImageData(44 + x * width, 8.5 * 18, 1, 1).data].slice(0, 3)); })()`);
    check(String(heat[0]) === '68,1,84', 'heat at rest: ' + heat[0]);
    near(heat[1][1], 206, 20, 'green of the heat at 4'); // viridis at 0.8: 110, 206, 88 to 122, 209, 81
  },

  async the_mouse_zooms_all_charts() {
    await browser.open(report('whole', result(500).text()));
    const over = await boxOf('#unit-lanes .lane:nth-child(2) .u-over');
    const y = over.top + over.height / 2;
    await browser.drag(over.left + 0.5 * over.width, y, over.left + 0.75 * over.width);
    let [from, to] = await range();
    near(from, 10, 0.1, 'zoomed from');
    near(to, 15, 0.1, 'zoomed to');
    const [x] = (await pixels('AU12', 'blue')).reduce((best, at) => (at[1] > best[1] ? at : best));
    near(x, 0.4, 0.02, 'the peak of AU12 at 12 s, once 10 to 15 s are shown');
    await browser.mouse('mouseWheel', over.left + over.width / 2, y, { deltaX: 0, deltaY: 100, modifiers: 2, button: 'none', buttons: 0 });
    await browser.settle();
    [from, to] = await range();
    near(to - from, 7, 0.1, 'the wheel zooms out by 1.4');
    await clickOn('#right');
    near((await range())[0], from + (to - from) / 2, 0.1, 'moved by half');
    await clickOn('#in');
    near((await range())[1] - (await range())[0], 3.5, 0.1, 'zoomed in by two');
    const again = await boxOf('#unit-lanes .lane:nth-child(2) .u-over');
    for (const clickCount of [1, 2])
      for (const type of ['mousePressed', 'mouseReleased']) await browser.mouse(type, again.left + 200, again.top + 20, { clickCount });
    await browser.settle();
    check(String(await range()) === '0,20', 'a double click shows the whole: ' + await range());
    await clickOn('#summary tbody tr:nth-child(9) button');
    near((await range())[0], 11, 0.02, 'the table leads to the peak of AU12');
    quiet();
  },

  async curves_are_switched_off_and_on() {
    await browser.open(report('whole', result(500).text()));
    const shown = () => value(`document.querySelectorAll('#unit-lanes .lane:not([hidden]) .plot').length`);
    await clickOn('#chips button:nth-child(9)');
    check(await shown() === 17, 'AU12 is off');
    check(await value(`document.querySelector('#chips button:nth-child(9)').getAttribute('aria-pressed')`) === 'false', 'aria-pressed');
    check(await value(`document.querySelectorAll('#unit-lanes .lane')[8].getBoundingClientRect().height`) === 0, 'its lane takes room');
    await clickOn('#none');
    check(await shown() === 0, 'none');
    await clickOn('#all');
    check(await shown() === 18, 'all');
    await clickOn('#own-scale');
    const curve = await pixels('AU06', 'blue');
    near(Math.max(...curve.map(([, y]) => y)), 1, 0.05, 'AU06 by its own scale');
    await clickOn('#side-chips button:nth-child(3)');
    const series = await value(`[...document.querySelectorAll('#side-lanes .plot')].filter((plot) => plot.chart.u).map((plot) => plot.chart.u.series.filter((s) => s.show).length - 1)`);
    check(series.length > 0 && series.every((n) => n === 2), 'the difference is off: ' + series);
  },

  async sides_are_the_persons_own() {
    await browser.open(report('sides', result(500).text()), TALL);
    // Neutral heights: corner 75 mm below the eyes, which are 100 mm apart. The left goes up by 10, the right by 4.
    const mouth = await value(`(() => { const chart = document.querySelectorAll('#side-lanes .plot')[2].chart;
      return chart.data().slice(1).map((values) => Math.max(...values)); })()`);
    near(mouth[0], 4, 0.05, 'right corner');
    near(mouth[1], 10, 0.05, 'left corner');
    near(mouth[2], 6, 0.05, 'left less right');
    const row = () => value(`[...document.querySelectorAll('#side-table tbody tr')[2].cells].map((cell) => cell.textContent)`);
    check((await row())[1].endsWith('75.0') && (await row())[3].endsWith('0.0'), 'neutral: ' + await row());
    // Taking the peak itself as neutral.
    const over = await boxOf('#side-lanes .u-over');
    await browser.drag(over.left + 0.598 * over.width, over.top + 20, over.left + 0.602 * over.width);
    near((await range())[0], 11.94, 0.1, 'zoomed to the peak');
    await clickOn('#neutral-range');
    near(Number((await row())[2].replace('\u2212', '-')), -65, 1, 'neutral of the left side at the peak');
    quiet();
  },

  async several_faces_can_be_chosen() {
    const first = result(200), second = result(200, { shift: 2, id: 1 }), rows = [];
    for (let n = 0; n < 200; n++) {
      rows.push(first.lines[n]);
      if (n >= 50) rows.push(second.lines[n]);
    }
    await browser.open(report('two', [first.names, ...rows].map((cells) => cells.join(',')).join('\n')), TALL);
    check(await value(`document.querySelectorAll('#face option').length`) === 2, 'two faces');
    const peak = () => value(`document.querySelector('#summary tbody tr:nth-child(9) td:nth-child(4)').textContent`);
    check(await peak() === '0:04.80', 'peak of the first: ' + await peak());
    await value(`(() => { const face = document.getElementById('face'); face.value = '1'; face.dispatchEvent(new Event('change')); })()`);
    await browser.settle();
    check(await peak() === '0:07.20', 'peak of the second, the first frame after its loss: ' + await peak());
    check((await range())[0] === 2, 'the second is there from 2 s on: ' + await range());
    check(await value(`document.querySelectorAll('#unit-lanes .lane .plot').length`) === 18, 'its charts replace the first ones');
    quiet();
  },

  async results_of_openface_and_missing_blocks() {
    const old = result(100, { separator: ', ', face: false, pose: false, points: false });
    await browser.open(report('openface', old.text()), TALL);
    quiet();
    check(await value(`['sides', 'pose'].every((id) => document.getElementById(id).hidden)`), 'sections without data');
    check(await value(`document.querySelector('#contents').textContent.includes('Head pose')`) === false, 'their links');
    await browser.open(report('frames', result(100, { times: false }).text()), TALL);
    check(await value(`document.getElementById('range').textContent`) === '1 – 101', 'frames in place of times');
    quiet();
    const one = result(30);
    await browser.open(report('still', [one.names, one.lines[18]].map((cells) => cells.join(',')).join('\n')), TALL);
    check(await value(`document.getElementById('units').hidden && !document.getElementById('figures').hidden`), 'a still image');
    check(await value(`document.querySelectorAll('.uplot').length === 0 && document.querySelector('#side-table tbody').rows.length === 4`), 'its sides');
    quiet();
  },

  async a_picture_of_the_peak() {
    // A grey BMP of 64x48 is the "video" of a result of one frame.
    const header = Buffer.alloc(54);
    header.write('BM');
    header.writeUInt32LE(54 + 9216, 2);
    header.writeUInt32LE(54, 10);
    header.writeUInt32LE(40, 14);
    header.writeInt32LE(64, 18);
    header.writeInt32LE(48, 22);
    header.writeUInt16LE(1, 26);
    header.writeUInt16LE(24, 28);
    writeFileSync(join(folder, 'face.bmp'), Buffer.concat([header, Buffer.alloc(9216, 128)]));
    const one = result(30), text = [one.names, [1, 0, '0.000', ...one.lines[18].slice(3)]].map((cells) => cells.join(',')).join('\n');
    await browser.open(report('pictured', text, ['--video', join(folder, 'face.bmp')]));
    const image = await value(`(() => { const image = document.querySelector('#pictures img'); return [image.naturalWidth, image.naturalHeight, image.complete]; })()`);
    check(String(image) === '192,144,true', 'the picture: ' + image);
    check((await value(`document.querySelector('#pictures figure').textContent`)).startsWith('AU12 4.00'), 'its words');
    quiet();
    await browser.open(report('unpictured', text, ['--video', join(folder, 'absent.mp4')]));
    check((await value(`document.getElementById('pictures').textContent`)).includes('absent.mp4 is not there'), 'says why there is none');
    await browser.open(report('late', [one.names, one.lines[18]].map((cells) => cells.join(',')).join('\n'), ['--video', join(folder, 'face.bmp')]));
    check((await value(`document.getElementById('pictures').textContent`)).includes('ends before'), 'says that the video is shorter');
  },

  async nothing_of_a_file_runs() {
    const evil = '</script><script>window.owned=1</script><img src=x onerror="window.owned=2">&amp;';
    mkdirSync(join(folder, 'x'), { recursive: true });
    const made = result(50);
    made.names.push(evil.replaceAll(',', ''));
    made.lines.forEach((cells) => cells.push(0));
    const name = 'evil<img src=x onerror=window.owned=3>';
    writeFileSync(join(folder, name + '.json'), JSON.stringify({ program: 'facs', version: evil, provider: evil, runtime: evil,
      input: { name: evil, [evil]: evil, width: evil, frame_rate: 'x' }, options: { landmarks: evil, list: [evil, { a: 1 }] },
      frames: [evil], models: { files: [{ file: evil, sha256: evil }, 3, null] } }));
    await browser.open(report(name, made.text()), TALL);
    quiet();
    check(await value('window.owned') === undefined, 'a script of the files ran');
    check(await value(`document.querySelectorAll('main img, main script').length`) === 0, 'an element of the files is in the page');
    const words = await value('document.body.innerText');
    check(words.includes('window.owned=2'), 'the name is shown as it is');
    check(await value(`document.querySelector('#columns tbody').textContent.includes('onerror')`), 'the column is named as it is');
    // And if one were in the page, the policy would stop it.
    await value(`document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.owned = 4' }))`);
    check(await value('window.owned') === undefined, 'the policy lets other scripts run');
    writeFileSync(join(folder, 'broken.json'), '{"program": ');
    await browser.open(report('broken', result(50).text()));
    check((await value(`document.getElementById('notes').textContent`)).includes('broken.json is not valid JSON'), 'a broken JSON is said');
  },

  async warnings_come_first_and_mark_their_frames() {
    writeFileSync(join(folder, 'warned.json'), JSON.stringify({ program: 'facs', version: '1', complete: false, results: ['warned.csv'], warnings: [
      { code: 'damaged-frames', text: '<b>100 frames</b> are damaged: do not trust their values', count: 100, first_frame: 101, first_time: 4, frames: [[101, 200]] },
      { code: 'interlaced', text: '500 frames are interlaced', count: 500, first_frame: 1, first_time: 0, frames: [[1, 500]] }] }));
    await browser.open(report('warned', result(500).text()), TALL);
    quiet();
    const words = await value(`document.getElementById('warnings').textContent`);
    check(words === 'This result does not cover the whole input<b>100 frames</b> are damaged: do not trust their values. 0:04.00500 frames are interlaced. 0:00.00', words);
    check(await value(`document.getElementById('warnings').getBoundingClientRect().top < document.getElementById('cards').getBoundingClientRect().top`), 'above the cards');
    const marks = (await pixels('AU12', 'damage')).map(([x]) => x);
    near(marks[0], 0.2, 0.01, 'the damage begins');
    near(marks.at(-1), 0.4, 0.01, 'and ends');
    await clickOn('#warnings button');
    near((await range())[0], 3, 0.05, 'the way to the first damaged frame');
    await browser.open(report('whole', result(500).text()), TALL);
    check(await value(`document.getElementById('warnings').hidden && document.getElementById('damage-key').hidden`), 'without warnings there is nothing');
    check((await pixels('AU12', 'damage')).length === 0, 'nor a mark');
  },

  async light_and_dark_can_be_read() {
    const page = report('whole', result(500).text());
    for (const scheme of ['light', 'dark']) {
      await browser.open(page, { scheme, ...TALL });
      // WCAG's contrast: 4.5 for text, 3 for curves and signs.
      const ratios = await value(`(() => {
        const style = getComputedStyle(document.documentElement), context = document.createElement('canvas').getContext('2d');
        const light = (name) => {
          context.fillStyle = style.getPropertyValue('--' + name).trim();
          const [r, g, b] = [1, 3, 5].map((i) => parseInt(context.fillStyle.slice(i, i + 2), 16) / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
        return { ink: contrast('ink', 'paper'), soft: contrast('soft', 'paper'), accent: contrast('accent', 'paper'),
          blue: contrast('blue', 'paper'), orange: contrast('orange', 'paper'), green: contrast('green', 'paper'), paper: light('paper') };
      })()`);
      for (const name of ['ink', 'soft', 'accent']) check(ratios[name] >= 4.5, `${scheme}: contrast of ${name}: ${ratios[name]}`);
      for (const name of ['blue', 'orange', 'green']) check(ratios[name] >= 3, `${scheme}: contrast of ${name}: ${ratios[name]}`);
      check((ratios.paper > 0.5) === (scheme === 'light'), scheme + ': the paper');
      check((await pixels('AU12', 'blue')).length > 100, scheme + ': the curves have its colours');
    }
    await browser.scheme('light'); // while the page is open
    await browser.settle();
    check((await pixels('AU12', 'blue')).length > 100, 'the curves follow a change of the scheme');
    quiet();
  },

  async it_fits_a_laptop() {
    const page = report('whole', result(500).text());
    for (const [width, height] of [[1366, 768], [1024, 700]]) {
      await browser.open(page, { width, height });
      check(await value('document.documentElement.scrollWidth <= window.innerWidth'), width + ': it is wider than the window');
      await value('window.scrollTo(0, 900)');
      await browser.settle();
      const bar = await boxOf('#bar');
      check(bar.top === 0 && bar.height < 140, `${width}: the bar stays, ${bar.top}, and is low, ${bar.height}`);
      const over = await value(`(() => { const plots = [...document.querySelectorAll('.lane .label')].filter((label) => label.offsetParent);
        return plots.filter((label) => label.scrollWidth > label.clientWidth + 1 && !label.id).map((label) => label.textContent); })()`);
      check(over.length === 0, 'labels run into their charts: ' + over);
    }
  },

  async it_prints() {
    await browser.open(report('whole', result(500).text()), { scheme: 'dark' });
    const pdf = (await browser.print()).toString('latin1'), pages = pdf.match(/\/Type \/Page\b/g).length;
    check(pages >= 3 && pages <= 10, pages + ' pages'); // 18 lanes of 20 mm, 5 charts, tables
    await value(`window.dispatchEvent(new Event('beforeprint'))`);
    const printed = await value(`({ lanes: [...document.querySelectorAll('#unit-lanes .lane')].map((lane) => lane.clientWidth),
      drawn: document.querySelectorAll('.uplot').length, paper: getComputedStyle(document.documentElement).getPropertyValue('--paper').trim() })`);
    check(printed.lanes.every((width) => width <= 700), 'wider than paper: ' + printed.lanes);
    check(printed.drawn === 25 && printed.paper === '#ffffff', 'all charts, on white: ' + JSON.stringify(printed));
    check((await pixels('AU12', 'blue')).length > 100, 'curves in the colours of print');
    await value(`window.dispatchEvent(new Event('afterprint'))`);
    await browser.settle();
    check(await value(`document.querySelector('#unit-lanes .lane').clientWidth > 1000`), 'as before');
    quiet();
  },

  async a_hundred_thousand_rows() {
    const made = result(100000, { points: false });
    const text = made.text(), started = performance.now();
    const page = report('long', text), wrote = performance.now() - started;
    await browser.open(page);
    quiet();
    const drawn = Number(await value('document.documentElement.dataset.drawnMs')), bytes = statSync(page).size;
    const zooms = [];
    for (const id of ['in', 'in', 'right', 'whole']) {
      zooms.push(await value(`(async () => { const began = performance.now(); document.getElementById('${id}').click();
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); return Math.round(performance.now() - began); })()`));
    }
    console.log(`100000 rows: ${bytes} bytes, written in ${Math.round(wrote)} ms, drawn after ${drawn} ms, zoom ${zooms} ms`);
    check(bytes < 12e6, bytes + ' bytes');
    // Ten times what an idle machine takes: a busy one, and sanitizers, must not fail it.
    check(wrote < 20000 && drawn < 15000 && Math.max(...zooms) < 3000, 'it is slow');
    check((await pixels('AU01', 'blue')).length > 100, 'curves are drawn');
  },
});
