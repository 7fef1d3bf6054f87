// screenshot ADDRESS FILE.png WHEN [THEN]: open a page, wait until the expression WHEN is true in it, run THEN if given,
// and save a picture of 1280 x 800. FACS_CHROMIUM names a browser other than chromium.
import { Browser } from '../tests/support/browser.mjs';

const [address, file, when, then] = process.argv.slice(2);
const browser = await Browser.start(process.env.FACS_CHROMIUM ?? 'chromium');
try {
  await browser.send('Emulation.setDeviceMetricsOverride', { width: 1280, height: 800, deviceScaleFactor: 1, mobile: false });
  await browser.scheme('light');
  await browser.send('Page.navigate', { url: address });
  await browser.until(when);
  if (then) await browser.evaluate(then);
  await browser.settle();
  await browser.screenshot(file);
} finally {
  await browser.close();
}
