// screenshot ADDRESS FILE.png WHEN [THEN [WIDTHxHEIGHT [SCHEME]]]: open a page, wait until the expression WHEN is true in it,
// run THEN if given, and save a picture of 1280 x 800 in light colours, unless it says otherwise (SCHEME: dark).
// FACS_CHROMIUM names a browser other than chromium.
import { Browser } from '../tests/support/browser.mjs';

const [address, file, when, then, size = '1280x800', scheme = 'light'] = process.argv.slice(2);
const [width, height] = size.split('x').map(Number);
const browser = await Browser.start(process.env.FACS_CHROMIUM ?? 'chromium');
try {
  await browser.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  await browser.scheme(scheme);
  await browser.send('Page.navigate', { url: address });
  await browser.until(when);
  if (then) await browser.evaluate(then);
  await browser.settle();
  await browser.screenshot(file);
} finally {
  await browser.close();
}
