// What the pages have in common: their data, elements, numbers, and saving files.

const facts = JSON.parse(document.getElementById('facts').textContent);

const root = document.documentElement;

// A phone, or a narrow window; a page of paper is neither.
const NARROW = matchMedia('(max-width: 640px)');
function readWidth() {
  root.classList.toggle('narrow', NARROW.matches && !root.classList.contains('printing'));
}

// An element with a class or other properties, and children (texts or elements). Texts are never read as HTML.
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && name !== 'list') element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const byId = (id) => document.getElementById(id);

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

// The values below which given shares of a list lie; null for an empty list.
function quantiles(values, shares) {
  const sorted = Float64Array.from(values.filter((value) => value !== null)).sort();
  return shares.map((share) => {
    if (sorted.length === 0) return null;
    const place = share * (sorted.length - 1), below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  });
}
const quantile = (values, share) => quantiles(values, [share])[0];

const percent = (share, decimals = 1) => (share === null ? '–' : (100 * share).toFixed(decimals) + ' %');
const count = (number) => number.toLocaleString('en');
const digits = (value, decimals) => (value === null ? '–' : value.toFixed(decimals).replace('-', '\u2212'));

// Links to sections leave the address, which says what is shown.
function keepAddress() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]'), target = link && byId(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    target.tabIndex = -1;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  });
}

function shape(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, typeof value === 'number' ? String(+value.toFixed(2)) : value);
  element.append(...children);
  return element;
}

function download(name, blob) {
  const address = URL.createObjectURL(blob);
  make('a', { download: name, href: address }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

async function savePicture(name, svg) {
  const image = new Image();
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg);
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = 2 * image.width;
  canvas.height = 2 * image.height;
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => download(name, blob), 'image/png');
}

// What a file's name keeps of a title.
const plainName = (title) => title.replace(/[^\p{L}\p{N}._-]/gu, '_');

// Buttons at the top of a section that save something: [name, title, action] of each.
function offer(id, buttons) {
  byId(id).prepend(make('div', { className: 'save', role: 'group', 'aria-label': 'Save' },
    ...buttons.map(([name, title, action]) => make('button', { title, onclick: action }, name))));
}

// A text as a cell of a CSV. Spreadsheets take what begins with these signs for a formula.
function csvText(words) {
  if (/^[=+\-@\t]/.test(words) && !Number.isFinite(Number(words))) words = "'" + words;
  return /[",\n]/.test(words) ? '"' + words.replaceAll('"', '""') + '"' : words;
}

// A cell of a table: its number if it has one.
const csvCell = (cell) => csvText(cell.dataset.value ?? cell.textContent.replace(/\u2212/g, '-').replace(/[\u25b4\u25be]/g, '').trim());
const csvOf = (table) => [...table.rows].map((row) => [...row.cells].map(csvCell).join(',')).join('\n') + '\n';
