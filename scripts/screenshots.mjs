// `npm run screenshots`: a picture of every page of the dashboard, light and dark, and of some as a phone shows them, into
// docs/dashboard. They show a sample instance (scripts/sample), which a service of its own is filled with.
// Usage: node scripts/screenshots.mjs [--out FOLDER] [--build FOLDER] [--scans NUMBER] [NAME...]. Needs the built service (npm run build).
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fillInstance } from './sample/instance.mjs';
import { pagesOf } from './sample/pages.mjs';
import { EMAIL, PASSWORD, startSampleService } from './sample/service.mjs';
import { findBrowser, launchBrowser } from './support/browser.mjs';
import { root } from './support/running-service.mjs';

const DESK = { name: '1440', viewport: { width: 1440, height: 900 } };
const PHONE = { name: '390', viewport: { width: 390, height: 844 } };
const ON_PHONE = ['overview', 'repository', 'pull-request', 'findings', 'policy'];
const THEMES = ['light', 'dark'];
/** Height of a picture in windows; what is below is cut off. */
const MOST_WINDOWS = 2;
const QUALITY = 82;

/** Done on a page before its picture is taken. */
const PREPARATIONS = {
  policy: (page) => page.getByLabel('Coverage', { exact: true }).fill('92'),
};

const { values, positionals } = parseArgs({
  options: { out: { type: 'string' }, build: { type: 'string' }, scans: { type: 'string', default: 'Infinity' } },
  allowPositionals: true,
});
const folder = values.out ?? path.join(root, 'docs', 'dashboard');
const executable = findBrowser();
if (executable === null) throw new Error('Chromium is not on the PATH.');

const service = await startSampleService(values.build);
const browser = await launchBrowser(executable);
try {
  const instance = await fillInstance({
    ...{ url: service.url, email: EMAIL, password: PASSWORD, moveTo: service.moveTo },
    scans: Number(values.scans),
  });
  await service.dateUploads();
  mkdirSync(folder, { recursive: true });
  const pages = Object.entries(pagesOf(instance)).filter(([name]) => isWanted(name));
  for (const theme of THEMES) await takeAll(theme, pages);
} finally {
  await browser.close();
  await service.stop();
}

function isWanted(name) {
  return positionals.length === 0 || positionals.includes(name);
}

async function takeAll(theme, pages) {
  if (isWanted('sign-in'))
    await take(await visitor(theme, DESK), { name: 'sign-in', target: '/sign-in', ready: 'Password' });
  for (const look of [DESK, PHONE]) {
    const context = await visitor(theme, look);
    await signIn(context);
    for (const [name, page] of pages)
      if (look === DESK || ON_PHONE.includes(name)) await take(context, { name, ...page });
    await context.close();
  }
}

async function visitor(theme, { name, viewport }) {
  const context = await browser.newContext({
    baseURL: service.url,
    viewport,
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  return Object.assign(context, { suffix: `${theme}${name === PHONE.name ? '-390' : ''}` });
}

function signIn(context) {
  return context.request.post('/api/auth/login', { data: { email: EMAIL, password: PASSWORD, tokens: false } });
}

async function take(context, { name, target, ready }) {
  const page = await context.newPage();
  await page.goto(target);
  await page.locator('main').getByText(ready).first().waitFor();
  await PREPARATIONS[name]?.(page);
  await page.evaluate('document.fonts.ready.then(() => null)');
  const picture = await pictureOf(page);
  const file = `${name}-${context.suffix}.webp`;
  writeFileSync(path.join(folder, file), picture);
  console.log(`${file}: ${(picture.length / 1000).toFixed(0)} kB`);
  await page.close();
}

/** As WebP, which the browser writes by its debugger alone. */
async function pictureOf(page) {
  const { width, height } = page.viewportSize();
  const contentHeight = await page.evaluate('document.documentElement.scrollHeight');
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height: Math.min(contentHeight, MOST_WINDOWS * height), scale: 1 },
  });
  return Buffer.from(data, 'base64');
}
