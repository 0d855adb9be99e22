import type { BrowserContextOptions, Page } from 'playwright-core';
import { fillInstance, type Instance } from '../../../scripts/sample/instance.mjs';
import { PAGES, pagesOf } from '../../../scripts/sample/pages.mjs';
import { DashboardWorld, describeInBrowser, EMAIL, faultsOf, overflowOf, PASSWORD } from './support/dashboard.js';

const DESK = { width: 1440, height: 900 };
/** The desk's window at 200 % (WCAG 1.4.4), and the one that 1.4.10 demands. */
const ZOOMED = { width: 720, height: 450 };
const NARROW = { width: 320, height: 640 };

/** Most reads of a page beside `/auth/me`; one unless it is named here. A chosen finding and a chosen file are read by themselves. */
const READS: Readonly<Record<string, number>> = {
  ...{ findings: 3, coverage: 3, baseline: 2 },
  ...{ members: 2, 'sign-in-settings': 3, sessions: 3 },
  ...{ waivers: 2, 'waiver-requests': 2, scan: 2, webhook: 2, publishers: 2, 'repository-forge': 3 },
  ...{ organization: 2, retention: 2 },
  // with the image
  badges: 3,
};
/** Pages of an object that has a verdict. */
const JUDGED = ['repository', 'pull-request', 'scan', 'findings'];

/** Pages of lists, cards and forms with the most text. */
const DENSE = ['overview', 'repository', 'scan', 'findings', 'coverage', 'policy', 'waivers'];

describeInBrowser('every page of the dashboard (needs chromium on the PATH)', () => {
  let world: DashboardWorld;
  let instance: Instance;

  beforeAll(async () => {
    world = await DashboardWorld.start();
    instance = await fillInstance({ url: world.service.url, email: EMAIL, password: PASSWORD, scans: 2 });
  });
  afterAll(() => world.stop());

  async function open(name: string, look: BrowserContextOptions = {}): Promise<Page> {
    const { target, ready } = pagesOf(instance)[name]!;
    const page = await world.open(target, { viewport: DESK, ...look });
    page.setDefaultTimeout(20_000);
    await page.locator('main').getByText(ready).first().waitFor();
    return page;
  }

  it.each(PAGES)(
    '%s has one main and one heading, says the verdict first, and is fetched by few reads',
    async (name) => {
      const { target, ready } = pagesOf(instance)[name]!;
      const page = await world.open('/nowhere', { viewport: DESK });
      const reads: string[] = [];
      page.on('request', (request) => {
        const { pathname, searchParams } = new URL(request.url());
        // A wait for news comes after the page.
        if (pathname.startsWith('/api/') && pathname !== '/api/auth/me' && !searchParams.has('wait'))
          reads.push(pathname);
      });
      await page.goto(target);
      await page.locator('main').getByText(ready).first().waitFor();
      expect(await page.locator('main').count()).toBe(1);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await page.getByRole('navigation', { name: 'Main' }).count()).toBe(1);
      if (JUDGED.includes(name)) expect(await page.title()).toMatch(/^(Failed|Clear|Degrading) · /);
      expect(await page.title()).toMatch(/ · Quality gate$/);
      expect({ reads, count: reads.length <= (READS[name] ?? 1) }).toEqual({ reads, count: true });
      await page.context().close();
    },
  );

  it.each(PAGES)('%s fits windows of 390 and 320 pixels, and its own at 200 %%', async (name) => {
    const page = await open(name, { viewport: ZOOMED });
    for (const viewport of [ZOOMED, { ...NARROW, width: 390 }, NARROW]) {
      await page.setViewportSize(viewport);
      expect({ viewport, wider: await overflowOf(page), cut: await cutOff(page) }).toEqual({
        viewport,
        wider: 0,
        cut: [],
      });
    }
    await page.context().close();
  });

  it.each(DENSE)('%s cuts no text off where the text alone is twice as large', async (name) => {
    const page = await open(name);
    await page.evaluate('document.documentElement.style.fontSize = "200%"');
    expect(await page.evaluate('getComputedStyle(document.body).fontSize')).toBe('28px');
    expect({ wider: await overflowOf(page), cut: await cutOff(page), low: await tooLow(page) }).toEqual({
      ...{ wider: 0, cut: [], low: [] },
    });
    await page.context().close();
  });

  it.each(PAGES)('%s has no fault with the colours of the system', async (name) => {
    const page = await open(name, { forcedColors: 'active' });
    expect(await faultsOf(page)).toEqual([]);
    await page.context().close();
  });
});

/** Rows and boxes of a fixed height that their text is higher than. */
const tooLow = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('main *')]
    .filter((element) => {
      const style = getComputedStyle(element);
      const isFixed = style.overflowY === 'hidden' || style.contain.includes('strict') || element.role === 'option';
      return isFixed && style.clipPath === 'none' && element.clientHeight > 1 &&
        element.scrollHeight > element.clientHeight + 1;
    })
    .map((element) => element.textContent.trim().slice(0, 60))`);

/** Texts that are cut off where nobody can scroll to them. Ellipses in lists are meant. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('main *')]
    .filter((element) => {
      const style = getComputedStyle(element);
      return style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis' && style.clipPath === 'none' &&
        element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1;
    })
    .map((element) => element.textContent.trim().slice(0, 60))`);
