// Drives Chromium by its DevTools protocol over a pipe: no port, and no package beside Node.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
  '--hide-scrollbars', '--remote-debugging-pipe'];
const PATIENCE_MS = 60000; // for one answer; sanitizers and a busy machine among it

export class Browser {
  static async start(program) {
    const browser = new Browser();
    browser.folder = mkdtempSync(join(tmpdir(), 'facs-browser-'));
    browser.process = spawn(program, [...FLAGS, '--user-data-dir=' + browser.folder, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    browser.next = 1;
    browser.waiting = new Map();
    browser.events = [];
    let rest = '';
    browser.process.stdio[4].on('data', (data) => {
      rest += data;
      const messages = rest.split('\0');
      rest = messages.pop();
      for (const message of messages) browser.take(JSON.parse(message));
    });
    const { targetInfos } = await browser.send('Target.getTargets');
    const target = targetInfos.find((info) => info.type === 'page');
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId: target.targetId, flatten: true });
    browser.sessionId = sessionId;
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await browser.send(domain + '.enable');
    return browser;
  }

  take(message) {
    const waiting = this.waiting.get(message.id);
    if (!waiting) {
      this.events.push(message);
      return;
    }
    this.waiting.delete(message.id);
    if (message.error) waiting.reject(new Error(message.error.message));
    else waiting.resolve(message.result);
  }

  send(method, params = {}) {
    const id = this.next++;
    this.process.stdio[3].write(JSON.stringify({ id, method, params, sessionId: this.sessionId }) + '\0');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(method + ': no answer')), PATIENCE_MS);
      this.waiting.set(id, { resolve: (result) => { clearTimeout(timer); resolve(result); },
        reject: (error) => { clearTimeout(timer); reject(error); } });
    });
  }

  // The value of an expression in the page; a promise is waited for.
  async evaluate(expression) {
    const answer = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text);
    return answer.result.value;
  }

  // Waits until an expression in the page is true.
  async until(expression) {
    for (const end = Date.now() + PATIENCE_MS; !(await this.evaluate(expression));) {
      if (Date.now() > end) throw new Error('never true: ' + expression);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async open(path, { width = 1366, height = 768, scheme = 'light' } = {}) {
    await this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    await this.scheme(scheme);
    this.events.length = 0;
    await this.send('Page.navigate', { url: 'file://' + path });
    await this.until('document.readyState === "complete" && (document.documentElement.dataset.drawnMs !== undefined || !document.getElementById("failure").hidden)');
    await this.settle();
  }

  scheme(value) {
    return this.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
  }

  // Two frames have been drawn since.
  settle() {
    return this.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true)))))');
  }

  async mouse(type, x, y, more = {}) {
    await this.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', buttons: type === 'mouseReleased' ? 0 : 1, clickCount: 1, ...more });
  }

  async click(x, y) {
    await this.mouse('mouseMoved', x, y, { button: 'none', buttons: 0 });
    await this.mouse('mousePressed', x, y);
    await this.mouse('mouseReleased', x, y);
  }

  async drag(x, y, to) {
    await this.mouse('mouseMoved', x, y, { button: 'none', buttons: 0 });
    await this.mouse('mousePressed', x, y);
    for (let i = 1; i <= 4; i++) await this.mouse('mouseMoved', x + ((to - x) * i) / 4, y);
    await this.mouse('mouseReleased', to, y);
    await this.settle();
  }

  async screenshot(path, whole = false) {
    const { data } = await this.send('Page.captureScreenshot', { captureBeyondViewport: whole });
    writeFileSync(path, Buffer.from(data, 'base64'));
  }

  async print() {
    const { data } = await this.send('Page.printToPDF', { printBackground: true, preferCSSPageSize: true });
    return Buffer.from(data, 'base64');
  }

  // Errors and warnings, of the policy too; not that tests read pixels, which is slow.
  complaints() {
    const texts = [];
    for (const { method, params } of this.events) {
      if (method === 'Runtime.exceptionThrown') texts.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
      if (method === 'Runtime.consoleAPICalled' && ['error', 'warning'].includes(params.type)) texts.push(JSON.stringify(params.args));
      if (method === 'Log.entryAdded' && ['error', 'warning'].includes(params.entry.level)) texts.push(params.entry.text);
    }
    return texts.filter((text) => !text.startsWith('Canvas2D: Multiple readback'));
  }

  requests() {
    return this.events.filter(({ method }) => method === 'Network.requestWillBeSent').map(({ params }) => params.request.url);
  }

  async close() {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.send('Browser.close').catch(() => {});
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
