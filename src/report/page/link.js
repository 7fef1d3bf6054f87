// The address keeps what is shown, so that a copied link shows it again: #t=12.5-20.1&face=1. t: seconds, or frames without
// times; face: its number.

const link = {
  // What the address asks for: { face (place in the recording), range or null }.
  read() {
    const parts = new URLSearchParams(location.hash.slice(1)), asked = { face: 0, range: null };
    const place = facts.faces.findIndex((face) => String(face.id) === parts.get('face'));
    if (place > 0) asked.face = place;
    const range = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(parts.get('t') ?? '');
    if (range && Number(range[1]) < Number(range[2])) asked.range = [Number(range[1]), Number(range[2])];
    return asked;
  },
  write(face) {
    const parts = [];
    if (!view.isWhole()) parts.push('t=' + view.range.map((x) => +x.toFixed(3)).join('-'));
    if (facts.faces.length > 1) parts.push('face=' + face.facts.id);
    const address = location.href.split('#')[0] + (parts.length ? '#' + parts.join('&') : '');
    if (address === location.href || (!parts.length && !location.hash.includes('='))) return;
    try {
      history.replaceState(null, '', address);
    } catch { /* a frame without an address of its own */ }
  },
};
