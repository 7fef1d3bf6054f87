// The page of a study: node test_page_study.mjs FACS [TEST].
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FAINT, TALL, browser, check, clickOn, folder, near, quiet, result, run, value } from './page_world.mjs';

const facs = process.argv[2];
const PATTERN = '{condition}/{person}_{session}.csv';

// Runs facs report on a folder; what it says.
function report(name, more = [], status = 0) {
  const made = spawnSync(facs, ['report', join(folder, name), ...more], { encoding: 'utf8' });
  check(made.status === status, `facs report ${name}: ${made.status} ${made.stderr}`);
  return made.stderr;
}

/*
 * A study of results { path: number }: the intensity of AU12 is 0 for 5 s and then the number, with an AU06 of half that.
 * Returns its folder's name.
 */
function study(name, results) {
  for (const [path, number] of Object.entries(results)) {
    const made = result(250), at = made.names.indexOf('AU12_r'), cheek = made.names.indexOf('AU06_r'), path_ = join(folder, name, path);
    made.lines.forEach((cells, n) => {
      cells[at] = n < 125 ? 0 : number;
      cells[cheek] = n < 125 ? 0 : number / 2;
    });
    mkdirSync(dirname(path_), { recursive: true });
    writeFileSync(path_, made.text());
  }
  return name;
}

const SESSIONS = { 'a/ann_1.csv': 1, 'a/bob_1.csv': 2, 'a/cat_1.csv': 4, 'b/ann_1.csv': 2, 'b/bob_1.csv': 4, 'b/dan_1.csv': 1 };
const open = (name, hash = '') => browser.open(join(folder, name, 'study.html') + hash, TALL);
const cells = (id) => value(`[...document.querySelectorAll('#${id} tbody tr')].map((row) => [...row.cells].map((cell) => cell.dataset.value ?? cell.textContent))`);
const choose = (id, key) => value(`(() => { const select = document.getElementById('${id}'); select.value = ${JSON.stringify(key)}; select.dispatchEvent(new Event('change')); })()`);
const press = async (key) => {
  for (const type of ['keyDown', 'keyUp']) await browser.send('Input.dispatchKeyEvent', { type, key, code: key });
  await browser.settle();
};
const focused = () => value(`document.activeElement.getAttribute('aria-label')`);
// The mean of a column of the file's summary, usable rows alone, is what the page must show.
function summary(name, more = []) {
  const csv = join(folder, name + '_summary.csv');
  check(spawnSync(facs, ['summary', join(folder, name), '-o', csv, ...more]).status === 0, 'facs summary');
  const [head, ...lines] = readFileSync(csv, 'utf8').trim().split('\n').map((line) => line.split(','));
  return lines.map((line) => Object.fromEntries(head.map((key, i) => [key, line[i]])));
}

await run({
  async groups_have_the_figures_of_the_summary() {
    report(study('groups', SESSIONS), ['--path', PATTERN]);
    await open('groups', '#figure=AU12_mean');
    quiet();
    const table = summary('groups', ['--path', PATTERN]), of = (condition) => table.filter((row) => row.condition === condition).map((row) => Number(row.AU12_mean)).sort((a, b) => a - b);
    const groups = await cells('groups'), [low, middle, high] = of('a');
    check(groups.map(([name, n]) => name + n).join() === 'a3,b3', 'groups: ' + JSON.stringify(groups));
    near(Number(groups[0][2]), (low + middle + high) / 3, 2e-4, 'mean of a');
    near(Number(groups[0][3]), middle, 2e-4, 'its median');
    near(Number(groups[0][4]), (low + middle) / 2, 2e-4, 'its 25th percentile');
    near(Number(groups[0][5]), (middle + high) / 2, 2e-4, 'its 75th percentile');
    const list = await cells('list');
    check(list.length === 6 && list.every((row) => Math.abs(row.at(-1) - table.find((own) => own.file.endsWith(row[0] + '.csv')).AU12_mean) < 1e-4), 'the table: ' + JSON.stringify(list));
    // Where a dot lies tells its value.
    const dots = await value(`[...document.querySelectorAll('.dot')].map((dot) => [dot.dot.value, Number(dot.getAttribute('cx'))]).sort((a, b) => a[0] - b[0])`);
    check(dots.length === 6, 'dots: ' + dots.length);
    near((dots[3][1] - dots[0][1]) / (dots[5][1] - dots[0][1]), (dots[3][0] - dots[0][0]) / (dots[5][0] - dots[0][0]), 0.01, 'on a scale');
    await choose('group-choice', 'person');
    check((await cells('groups')).map(([name, n]) => name + n).join() === 'ann2,bob2,cat1,dan1', 'by person: ' + JSON.stringify(await cells('groups')));
    await value(`document.querySelector('nav a[href="#table"]').click()`);
    check((await value('location.hash')).includes('group=person'), 'the address keeps it');
    await value(`location.hash = '#figure=AU06_mean&group='`);
    await browser.until(`document.querySelector('#groups td').textContent === 'All'`);
  },

  async pairs_are_compared() {
    study('paired', SESSIONS);
    report('paired', ['--path', PATTERN, '--group', 'condition']);
    await open('paired', '#figure=AU12_mean');
    check(await value(`document.getElementById('pairs').hidden`), 'names of people are not guessed to be the same');
    await choose('pair-choice', 'person');
    const [row] = await cells('differences'), table = summary('paired', ['--path', PATTERN]);
    const of = (condition, person) => Number(table.find((own) => own.condition === condition && own.person === person).AU12_mean);
    check(row[0] === 'b less a' && row[1] === '2', 'Ann and Bob: ' + row);
    near(Number(row[2]), (of('b', 'ann') - of('a', 'ann') + of('b', 'bob') - of('a', 'bob')) / 2, 2e-4, 'their mean difference');
    check(await value(`document.querySelectorAll('#figure .pair').length`) === 2, 'lines');
    quiet();
  },

  async segments_are_groups_and_have_changes() {
    const list = join(folder, 'parts.csv');
    writeFileSync(list, 'start,end,label\n0,5,rest\n5,8,film\n');
    study('parts', SESSIONS);
    report('parts', ['--segments', list, '--baseline', 'rest']);
    await open('parts', '#figure=AU12_mean');
    check((await cells('groups')).map(([name, n]) => name + n).join() === 'rest6,film6', 'in the order of the file: ' + JSON.stringify(await cells('groups')));
    const difference = await cells('differences');
    near(Number(difference[0][2]), 14 / 6, 0.01, 'film less rest');
    await choose('change-choice', '1');
    near(Number((await cells('groups'))[1][2]), 14 / 6, 0.01, 'the same as changes');
    quiet();
  },

  async hostile_names_are_texts() {
    const evil = '<img src=x onerror="window.owned=1">', list = join(folder, 'evil.csv');
    study('hostile', { [`x/${evil}.csv`]: 1, 'x/javascript:alert(1)_2.csv': 2 });
    writeFileSync(list, `start,end,label\n0,5,"</script>${evil.replaceAll('"', '""')}"\n`);
    writeFileSync(join(folder, 'hostile', 'x', evil + '.html'), 'a page');
    writeFileSync(join(folder, 'hostile', 'x', 'javascript:alert(1)_2.html'), 'a page');
    report('hostile', ['--segments', list, '--path', '{group}/{name}.csv']);
    await open('hostile', '#group=name');
    quiet();
    check(await value('window.owned') === undefined && await value(`document.querySelectorAll('img').length`) === 0, 'a name ran');
    check((await cells('groups')).some(([name]) => name === evil), 'it is shown: ' + JSON.stringify(await cells('groups')));
    const links = await value(`[...document.querySelectorAll('#list a')].map((link) => decodeURI(link.href))`);
    check(links.length === 2 && links.every((link) => link.startsWith('file:')), 'links: ' + links);
  },

  async dots_are_reached_by_keys_and_lead_to_reports() {
    study('keys', SESSIONS);
    writeFileSync(join(folder, 'keys', 'a', 'bob_1.html'), '<!doctype html><title>Bob</title><p id="failure">');
    report('keys', ['--path', PATTERN]);
    await open('keys', '#figure=AU12_mean');
    check(await value(`document.querySelectorAll('#figure [tabindex="0"]').length`) === 1, 'one stop for all dots');
    await value(`document.querySelector('#figure [tabindex="0"]').focus()`);
    check((await focused()) === 'a/ann_1, a: 0.4444', 'the first: ' + await focused());
    await press('ArrowRight');
    check((await focused()).startsWith('Report of a/bob_1, a: 0.'), 'the next by value: ' + await focused());
    check((await value(`document.getElementById('tip').textContent`)).startsWith('a/bob_1 · a: 0.'), 'also for the eye');
    await press('ArrowDown');
    check((await focused()).startsWith('b/ann_1, b: 0.'), 'the nearest of the next group: ' + await focused());
    await value(`document.querySelector('#figure a').dispatchEvent(new MouseEvent('click', { bubbles: true }))`);
    await browser.until(`document.title === 'Bob'`);
  },

  async what_was_left_out_is_said() {
    study('faulty', SESSIONS);
    writeFileSync(join(folder, 'faulty', 'a', 'broken.csv'), 'frame,face_id,timestamp,confidence,success,AU12_r\n1,0,0,1,1,oops\n');
    const said = report('faulty', [], 1);
    await open('faulty');
    check(said.includes('broken.csv') && (await value(`document.getElementById('warnings').textContent`)).includes('broken.csv'), 'the page says what is left out: ' + said);
    check((await value(`document.getElementById('cards').textContent`)).includes('1result left out'), 'and how many');
    const study_ = join(folder, 'faulty', 'study.html');
    writeFileSync(study_, 'my own notes');
    check(report('faulty', [], 1).includes('is not the page of a study') && readFileSync(study_, 'utf8') === 'my own notes', 'other files stay');
    check(report('faulty', ['--group', 'sex', '-o', join(folder, 'other.html')], 2).includes('not "sex"') && !existsSync(join(folder, 'other.html')), 'a group that there is not');
  },

  async tables_are_sorted_and_saved() {
    report(study('saved', SESSIONS), ['--path', PATTERN]);
    await open('saved', '#figure=AU12_mean');
    await clickOn('#list th:last-child button');
    const sorted = (await cells('list')).map((row) => Number(row.at(-1)));
    check(sorted.every((number, i) => !i || number <= sorted[i - 1]), 'sorted: ' + sorted);
    const downloads = join(folder, 'saved_files');
    mkdirSync(downloads, { recursive: true });
    await browser.send('Page.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
    const saved = async (selector, name) => {
      rmSync(join(downloads, name), { force: true });
      await clickOn(selector);
      for (const end = Date.now() + 30000; !existsSync(join(downloads, name)); await new Promise((done) => setTimeout(done, 20))) check(Date.now() < end, 'no ' + name);
      return readFileSync(join(downloads, name), 'utf8');
    };
    const all = (await saved('#table .save button:nth-child(2)', 'saved_figures.csv')).trim().split('\n').map((line) => line.split(','));
    check(all.length === 7 && all[0].length > 60 && all[0][0] === 'Recording' && all.every((line) => line.length === all[0].length), 'all figures: ' + all[0].length);
    const svg = await saved('#plot .save button:nth-child(1)', 'saved_AU12_mean.svg');
    check(svg.startsWith('<svg') && (svg.match(/<circle/g) ?? []).length === 6 && !svg.includes('class='), 'the drawing');
    quiet();
  },

  async it_fits_a_phone_in_light_and_dark() {
    const list = join(folder, 'fit.csv');
    writeFileSync(list, 'start,end,label\n0,5,rest\n5,8,a film about the sea and the people who live by it\n');
    report(study('fit', SESSIONS), ['--path', PATTERN, '--segments', list, '--baseline', 'rest']);
    for (const scheme of ['light', 'dark']) {
      await browser.open(join(folder, 'fit', 'study.html') + `?${scheme}#group=segment`, { width: 390, height: 844, scheme });
      const { texts, found } = await value(FAINT);
      check(texts > 80 && found.length === 0, `${scheme}: ${texts} texts, ${found.join('; ')}`);
    }
    check(await value('document.documentElement.scrollWidth <= 390'), 'it is wider than the phone');
    const wide = await value(`[...document.querySelectorAll('table')].filter((table) => table.offsetParent && table.getBoundingClientRect().right > 391 && !table.closest('.scroll')).length`);
    check(wide === 0, 'tables that leave the phone');
    const out = await value(`[...document.querySelectorAll('#figure text')].filter((text) => { const { left, right } = text.getBoundingClientRect(); return left < 0 || right > 391; }).map((text) => text.textContent)`);
    check(out.length === 0, 'words that are cut: ' + out);
    check(await value(`[...document.querySelectorAll('select')].every((select) => select.labels.length === 1)`), 'choices without a label');
    quiet();
  },

  async many_recordings_are_counted_in_bars() {
    const few = result(30), many = Object.fromEntries(Array.from({ length: 1200 }, (_, i) => [`${i % 2 ? 'a' : 'b'}_${i}.csv`, i]));
    mkdirSync(join(folder, 'many'));
    for (const path of Object.keys(many)) writeFileSync(join(folder, 'many', path), few.text());
    report('many', ['--path', '{group}_{number}.csv']);
    await open('many');
    check(await value(`document.querySelectorAll('.dot').length === 0 && document.querySelectorAll('.bar').length > 0`), 'bars in place of dots');
    check((await cells('groups')).map(([name, n]) => name + n).join() === 'a600,b600', 'all are counted: ' + JSON.stringify(await cells('groups')));
    check((await cells('list')).length === 200 && (await value(`document.getElementById('table-words').textContent`)).startsWith('The first 200 of 1,200'), 'the list says what it shows');
    await clickOn('#more');
    check((await cells('list')).length === 1200, 'and shows more');
    quiet();
  },

  async paper_is_white_and_has_the_dots() {
    report(study('paper', SESSIONS), ['--path', PATTERN]);
    await browser.open(join(folder, 'paper', 'study.html'), { ...TALL, scheme: 'dark' });
    await value(`window.dispatchEvent(new Event('beforeprint'))`);
    await browser.send('Emulation.setEmulatedMedia', { media: 'print' });
    const paper = await value(`({ text: getComputedStyle(document.querySelector('#figure text[font-weight]')).fill, dots: document.querySelectorAll('.dot').length, save: document.querySelector('.save').checkVisibility(), width: document.querySelector('#figure svg').viewBox.baseVal.width })`);
    check(paper.text === 'rgb(29, 35, 43)' && paper.dots === 6 && !paper.save && paper.width <= 700, 'printed: ' + JSON.stringify(paper));
    await browser.send('Emulation.setEmulatedMedia', { media: '' });
    await value(`window.dispatchEvent(new Event('afterprint'))`);
  },
});
