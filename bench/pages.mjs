/**
 * Measures pages of the dashboard in Chromium, on the built service. Of each, with nothing in the browser's cache: all requests
 * but the long poll, the waits for answers one after the other, and its scripts. With scripts in the cache: its reads, and the
 * time until its content is there beside the sum of them. In a small organization (10 repositories, a scan of 10,131 findings) and in a
 * large one (1,000 repositories, 100,000 findings). Then frames while 10,000 rows are scrolled at full speed, and the time that
 * a key of the policy's editor takes while 500 scans are judged again.
 *
 * Usage: node bench/pages.mjs [rounds, 5]. Needs the built service and dashboard (npm run build) and a Chromium on the PATH.
 * Times are medians of loads with scripts from the browser's cache; a ratio is the median of the ratios of single loads.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { findBrowser, launchBrowser } from '../scripts/support/browser.mjs';
import { apiOf, EMAIL, formOf, PASSWORD, root, startService } from '../scripts/support/running-service.mjs';
import { sarifOf } from './findings-generator.mjs';
import { median, percentiles, ratio } from './support/figures.mjs';
import { exitCodeOf, scaled } from './support/scale.mjs';
import { must } from './support/watched-service.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
const ORGANIZATIONS = [
  { repositories: scaled(10, 3), findings: scaled(10_131, 200) },
  { repositories: scaled(1_000, 6), findings: scaled(100_000, 400) },
];
const SCROLLED_ROWS = 10_000;
const SCROLLED_PX_A_FRAME = 900;
const SIMULATED_SCANS = 500;
const GOALS = { frameMs: 50, keyMs: 50, requests: 12, waits: 4 };
/** Latency of each answer while waits are counted. */
const LATENCY_MS = scaled(1000, 200);
const VIEWPORT = { width: 1440, height: 900 };
/** Frames that may take longer: the machine has other work, too. */
const SLOW_FRAMES = 0;

const LCOV = Array.from({ length: 40 }, (_, file) => {
  const lines = Array.from({ length: 100 }, (_, line) => `DA:${line + 1},${(line + file) % 4}\n`);
  return `SF:src/module-${file}/file.js\n${lines.join('')}end_of_record\n`;
}).join('');

const executable = findBrowser();
if (executable === null) throw new Error('Chromium is not on the PATH.');
const verdicts = [];
const browser = await launchBrowser(executable);
try {
  for (const size of ORGANIZATIONS) await measureOrganization(size);
} finally {
  await browser.close();
}
console.table(verdicts);
process.exit(exitCodeOf(verdicts));

async function measureOrganization(size) {
  const service = await startService({ environment: { RATE_LIMIT_LOGIN: '1000' } });
  try {
    const world = await fill(apiOf(service), size);
    const context = await browser.newContext({ baseURL: service.url, viewport: VIEWPORT });
    await context.request.post('/api/auth/login', { data: { email: EMAIL, password: PASSWORD, tokens: false } });
    console.log(`\n${size.repositories} repositories, a scan of ${size.findings} findings\n`);
    console.log('| page | cold requests | waits | cold scripts, kB gzip | reads | content, ms | of its reads |');
    console.log('|---|---:|---:|---:|---:|---:|---:|');
    for (const [name, page] of Object.entries(pagesOf(world)))
      await measurePage({ context, url: service.url }, name, page);
    await measureScroll(context, world);
    await measureSimulator(context);
  } finally {
    await service.stop();
  }
}

/** Repositories with a scan each; the first has the large scan, a pull request and coverage as well. */
async function fill(api, { repositories, findings }) {
  const few = sarifOf(20, false);
  const scan = async (about, report) => {
    const { scan_id: id } = await must(api('POST', '/scans', about));
    await must(api('POST', `/scans/${id}/findings`, formOf({}, report)));
    await must(api('POST', '/quality/coverage/upload', formOf({ scan_id: id }, LCOV)));
    await must(api('POST', `/scans/${id}/complete`, {}));
    return id;
  };
  for (let at = 1; at < repositories; at += 1) await scan({ repo: `bench/repo-${at}`, branch: 'main' }, few);
  const large = await scan({ repo: 'bench/large', branch: 'main' }, sarifOf(findings, false));
  await scan({ repo: 'bench/large', branch: 'change', base_branch: 'main', pr_number: 7, title: 'A change' }, few);
  const { repos } = await must(api('GET', '/overview?q=bench/large'));
  return { large, repo: repos[0].id, findings };
}

/** Pages with a text of their content. */
function pagesOf({ large, repo }) {
  return {
    overview: ['/', 'bench/'],
    repository: [`/repos/${repo}`, 'Numbers'],
    'pull requests': [`/repos/${repo}/pulls`, 'A change'],
    'pull request': [`/repos/${repo}/pulls/7`, 'Scans of this pull request'],
    scan: [`/scans/${large}`, 'Reports received'],
    findings: [`/scans/${large}/findings`, 'matching'],
    coverage: [`/scans/${large}/coverage`, 'src'],
    policy: ['/policy', 'Would pass'],
    waivers: ['/waivers', 'None is in force'],
    baseline: [`/repos/${repo}/baseline`, 'Rebuild baseline'],
    members: ['/settings/members', EMAIL],
    'API keys': ['/settings/keys', 'Create key'],
    'audit log': ['/audit', 'Audit log'],
  };
}

async function measurePage(at, name, [target, text]) {
  const loads = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    const load = await loadOf(await at.context.newPage(), target, text);
    if (round >= 0) loads.push(load);
  }
  const { reads } = loads[0];
  const cold = await coldLoadOf(at, target, text);
  for (const [what, goal] of [
    ['requests', GOALS.requests],
    ['waits', GOALS.waits],
  ])
    verdicts.push({
      what: `${name}, cold: ${what}`,
      measured: cold[what],
      goal: `at most ${goal}`,
      met: cold[what] <= goal,
    });
  const content = loads.map(({ contentMs }) => contentMs);
  const ofReads = ratio(
    content,
    loads.map(({ readMs }) => readMs),
  );
  const { requests, waits, kB } = cold;
  console.log(`| ${name} | ${requests} | ${waits} | ${kB} | ${reads} | ${median(content)} | ${ofReads} |`);
}

/**
 * A load with nothing in the cache. Waits are those for an answer one after the other: what a latency of a second adds to the time
 * of the content, in seconds, the better of two loads.
 */
async function coldLoadOf(at, target, text) {
  const quick = await inNewBrowser(at, (page) => loadOf(page, target, text));
  const slow = [];
  for (let round = 0; round < 2; round += 1)
    slow.push(
      await inNewBrowser(at, async (page) => {
        const session = await page.context().newCDPSession(page);
        const none = { downloadThroughput: -1, uploadThroughput: -1 };
        await session.send('Network.enable');
        await session.send('Network.emulateNetworkConditions', { offline: false, latency: LATENCY_MS, ...none });
        return loadOf(page, target, text);
      }),
    );
  const latest = Math.min(...slow.map(({ contentMs }) => contentMs));
  const bytes = quick.scripts.map((file) => statSync(path.join(root, 'dist-web', `${file}.gz`)).size);
  return {
    requests: quick.requests,
    waits: Number(((latest - quick.contentMs) / LATENCY_MS).toFixed(1)),
    kB: Math.round(bytes.reduce((sum, size) => sum + size, 0) / 1000),
  };
}

/** Loads in a page of the signed-in person whose cache is empty. */
async function inNewBrowser({ context, url }, load) {
  const fresh = await browser.newContext({
    storageState: await context.storageState(),
    baseURL: url,
    viewport: VIEWPORT,
  });
  try {
    return await load(await fresh.newPage());
  } finally {
    await fresh.close();
  }
}

/** One load into a page, which it closes: its requests, its reads, its scripts, and the time until the text is there, both by the browser's clock. */
async function loadOf(page, target, text) {
  await page.addInitScript(`window.contentAt = new Promise((resolve) => {
    const look = () => {
      if (document.querySelector('main')?.textContent.includes(${JSON.stringify(text)})) resolve(performance.now());
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })`);
  await page.goto(target);
  await page.locator('main').getByText(text).first().waitFor();
  // On a busy machine the locator may see the text before the page's next frame does.
  const load = await page.evaluate(`(async () => {
    const contentMs = await window.contentAt;
    const entries = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < contentMs);
    const path = ({ name }) => new URL(name).pathname;
    const isOfContent = (entry) => !new URL(entry.name).searchParams.has('wait');
    const reads = entries.filter((entry) => path(entry).startsWith('/api/') && path(entry) !== '/api/auth/me');
    return {
      contentMs,
      // the page itself as well
      requests: entries.filter(isOfContent).length + 1,
      reads: reads.length,
      readMs: reads.reduce((sum, { duration }) => sum + duration, 0),
      scripts: entries.map(path).filter((name) => name.endsWith('.js')),
    };
  })()`);
  await page.close();
  return load;
}

/** Scrolls the explorer's list, a window a frame, and takes the time of each frame. */
async function measureScroll(context, { large, findings }) {
  const page = await context.newPage();
  await page.goto(`/scans/${large}/findings`);
  await page.getByRole('listbox', { name: 'Findings' }).getByRole('option').first().waitFor();
  const frames = await page.evaluate(`new Promise((resolve) => {
    const list = document.querySelector('[role=listbox]');
    const end = Math.min(list.scrollHeight - list.clientHeight, ${SCROLLED_ROWS} * 46);
    const frames = [];
    let last = performance.now();
    const step = (now) => {
      frames.push(now - last);
      last = now;
      list.scrollTop += ${SCROLLED_PX_A_FRAME};
      if (list.scrollTop < end - 1) requestAnimationFrame(step);
      else resolve(frames.slice(1));
    };
    requestAnimationFrame(step);
  })`);
  await page.close();
  const slow = frames.filter((ms) => ms > GOALS.frameMs).length;
  const { p50, p99, max } = percentiles(frames);
  const what = `frames of ${findings} rows over ${GOALS.frameMs} ms`;
  console.log(
    `\nscrolling ${findings} rows: ${frames.length} frames, median ${p50} ms, p99 ${p99} ms, longest ${max} ms`,
  );
  verdicts.push({ what, measured: slow, goal: `at most ${SLOW_FRAMES}`, met: slow <= SLOW_FRAMES });
}

/** Types thresholds, and takes the time from each key to the frame that shows its effect, in steps of 8 ms. */
async function measureSimulator(context) {
  const page = await context.newPage();
  await page.addInitScript(`
    window.keys = [];
    new PerformanceObserver((list) => window.keys.push(...list.getEntries().filter(({ name }) => name === 'keydown')
      .map(({ processingEnd, startTime }) => processingEnd - startTime)))
      .observe({ type: 'event', durationThreshold: 16, buffered: true });
  `);
  await page.goto(`/policy?limit=${SIMULATED_SCANS}`);
  const sentence = await page.locator('p[role=status]').innerText();
  const field = page.getByLabel('Coverage', { exact: true });
  for (const text of ['95', '40', '88', '71', '99']) {
    await field.fill('');
    await field.pressSequentially(text, { delay: 60 });
  }
  const keys = await page.evaluate('window.keys');
  await page.close();
  const { p50, max } = percentiles(keys);
  console.log(`simulator, "${sentence}": median ${p50} ms, longest ${max} ms from a key to its effect`);
  verdicts.push({
    what: 'simulator, longest ms a key',
    measured: max,
    goal: `at most ${GOALS.keyMs}`,
    met: max <= GOALS.keyMs,
  });
}
