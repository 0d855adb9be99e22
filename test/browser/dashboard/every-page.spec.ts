import type { BrowserContextOptions, Page } from 'playwright-core';
import { fillInstance, type Instance } from '../../../scripts/sample/instance.mjs';
import { PAGES, pagesOf } from '../../../scripts/sample/pages.mjs';
import { FakeForge } from '../../support/fake-forge/fake-forge.js';
import { FakeGithub } from '../../support/fake-forge/fake-github.js';
import { isNightly } from '../../support/programme.js';
import { isOnTurn, takeSome } from '../../support/seed.js';
import { DashboardWorld, describeInBrowser, EMAIL, faultsOf, overflowOf, PASSWORD } from './support/dashboard.js';
import { DIALOGS, dialogsOfSources, READY, STUBS } from './support/dialogs.js';
import { faultsOfFailedWrite } from './support/failing-writes.js';
import { serveLongData } from './support/long-data.js';
import { faultsIn, isFocusLost, shiftOf, watchShifts } from './support/looker.js';

const DESK = { width: 1440, height: 900 };
/** The desk's window at 200 % (WCAG 1.4.4), and the one that 1.4.10 demands. */
const ZOOMED = { width: 720, height: 450 };
const NARROW = { width: 320, height: 640 };
/** Widths at which a page is looked at. */
const WIDTHS = isNightly ? [1440, 1024, 768, 390] : [1440, 768, 390];
/** The first file of a run also starts the service, and builds it where no build is there. */
const FILL_TIMEOUT_MS = 300_000;
/** Most that the layout of a page shifts until it is complete; a tenth of what counts as good (web.dev/cls). */
const MOST_SHIFT = 0.01;

/** Most reads of a page beside `/auth/me`; one unless it is named here. A chosen finding and a chosen file are read by themselves. */
const READS: Readonly<Record<string, number>> = {
  ...{ findings: 3, coverage: 3, baseline: 2 },
  ...{ members: 2, 'sign-in-settings': 3, sessions: 3 },
  ...{ waivers: 2, 'waiver-requests': 2, scan: 2, webhook: 2, publishers: 2, 'repository-forge': 3 },
  ...{ organization: 2, retention: 2 },
  // with the presets, and the repository of the first scan
  ...{ policy: 2, 'first-scan': 5 },
  // with the image
  badges: 3,
};
/** Pages of an object that has a verdict. */
const JUDGED = ['repository', 'pull-request', 'scan', 'findings'];

/** Pages of lists, cards and forms with the most text. */
const DENSE = ['overview', 'repository', 'scan', 'findings', 'coverage', 'policy', 'waivers'];

/** Pages with names and counts of others, in addition to those of the sample. */
const LONG = [
  'overview',
  'repository',
  'history',
  'all-pull-requests',
  'pull-request',
  'waivers',
  'members',
  'audit-log',
];

/** Pages that a run looks at: the densest of all at least. */
const LOOKED_AT = [...new Set([...DENSE, ...takeSome(PAGES, isNightly ? PAGES.length : 4)])];

describeInBrowser('every page of the dashboard (needs chromium on the PATH)', () => {
  let world: DashboardWorld;
  let instance: Instance;

  beforeAll(async () => {
    world = await DashboardWorld.start();
    instance = await fillInstance({ url: world.service.url, email: EMAIL, password: PASSWORD, scans: 2 });
  }, FILL_TIMEOUT_MS);
  afterAll(() => world.stop());

  async function open(
    name: string,
    look: BrowserContextOptions = {},
    prepare?: (page: Page) => unknown,
  ): Promise<Page> {
    const { target, ready } = pagesOf(instance)[name]!;
    const page = await world.open(target, { viewport: DESK, ...look }, prepare);
    await page.locator('main').getByText(ready).first().waitFor();
    return page;
  }

  // All of a page in one test, since most of it would be the page's start.
  it.each(LOOKED_AT)(
    '%s has one main and one heading, the verdict first, few reads, fits all windows, is steady, and on its turn has no fault in the colours of the system',
    async (name) => {
      const reads: string[] = [];
      const page = await open(name, {}, (opened) => {
        opened.on('request', (request) => {
          const { pathname, searchParams } = new URL(request.url());
          // A wait for news comes after the page.
          if (pathname.startsWith('/api/') && pathname !== '/api/auth/me' && !searchParams.has('wait'))
            reads.push(pathname);
        });
        return watchShifts(opened);
      });
      expect(await page.locator('main').count()).toBe(1);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await page.getByRole('navigation', { name: 'Main' }).count()).toBe(1);
      if (JUDGED.includes(name)) expect(await page.title()).toMatch(/^(Failed|Clear|Degrading) · /);
      expect(await page.title()).toMatch(/ · Quality gate$/);
      expect({ reads, count: reads.length <= (READS[name] ?? 1) }).toEqual({ reads, count: true });
      const shift = await shiftOf(page);
      expect({ shift, isSteady: shift <= MOST_SHIFT }).toEqual({ shift, isSteady: true });
      for (const width of WIDTHS) {
        await page.setViewportSize({ ...DESK, width });
        expect({ width, faults: await faultsIn(page, 'body') }).toEqual({ width, faults: [] });
      }
      for (const viewport of [ZOOMED, { ...NARROW, width: 390 }, NARROW]) {
        await page.setViewportSize(viewport);
        expect({ viewport, wider: await overflowOf(page), cut: await cutOff(page) }).toEqual({
          viewport,
          wider: 0,
          cut: [],
        });
      }
      // targets in lines that wrap are nearest to each other here
      if (isOnTurn(LOOKED_AT.indexOf(name) + 1, 5)) expect(await faultsOf(page)).toEqual([]);
      await page.setViewportSize(DESK);
      if (DENSE.includes(name)) await expectRoomForLargeText(page);
      if (isOnTurn(LOOKED_AT.indexOf(name), 5)) {
        await page.emulateMedia({ forcedColors: 'active' });
        expect(await faultsOf(page)).toEqual([]);
      }
    },
  );

  it.each(takeSome(LONG, 2))('%s cuts nothing of names of 200 characters and counts of six digits', async (name) => {
    const page = await world.open(pagesOf(instance)[name]!.target, { viewport: DESK }, serveLongData);
    for (const width of WIDTHS) {
      await page.setViewportSize({ ...DESK, width });
      expect({ width, faults: await faultsIn(page, 'body') }).toEqual({ width, faults: [] });
    }
  });

  describe('its dialogs', () => {
    let forge: FakeForge<FakeGithub>;

    beforeAll(async () => {
      forge = await FakeForge.start(new FakeGithub(() => Date.now()));
      await prepareDialogs(world, instance, forge);
    });
    afterAll(() => forge.close());

    it('are each opened here', () => {
      const opened = Object.values(DIALOGS).flatMap((dialogs) => dialogs.map(({ file }) => file));
      expect(opened.sort()).toEqual(dialogsOfSources());
    });

    it.each(takeSome(Object.keys(DIALOGS), 5))(
      'cut no text, keep their controls inside, have no fault of accessibility, keep what was typed where a write fails, and give the focus back: %s',
      async (name) => {
        const { target, ready } = pagesOf(instance)[name]!;
        const page = await world.open(target, { viewport: DESK }, STUBS[name]);
        await page
          .locator('main')
          .getByText(READY[name] ?? ready)
          .first()
          .waitFor();
        const found: Record<string, string[]> = {};
        for (const [at, { title, open, isLocal = false }] of DIALOGS[name]!.entries()) {
          await open(page);
          const dialog = page.getByRole('dialog', { name: title });
          await dialog.waitFor();
          for (const viewport of [NARROW, { ...DESK, width: 390 }, DESK]) {
            await page.setViewportSize(viewport);
            const faults = await faultsIn(page, 'dialog[open]');
            // addresses have no room for their words in the narrowest window
            found[`${title.source} ${viewport.width}`] =
              viewport === NARROW ? faults.filter((fault) => !fault.startsWith('broken: ')) : faults;
          }
          for (const forcedColors of isOnTurn(at, 5) ? (['active', 'none'] as const) : (['none'] as const)) {
            await page.emulateMedia({ forcedColors });
            found[`${title.source} axe, ${forcedColors}`] = await faultsOf(page, 'dialog[open]');
          }
          if (!isLocal) found[`${title.source} write`] = await faultsOfFailedWrite(page, dialog, at);
          await page.keyboard.press('Escape');
          // a search that has a text is emptied first
          if (await dialog.isVisible()) await page.keyboard.press('Escape');
          await dialog.waitFor({ state: 'hidden' });
          if (await isFocusLost(page)) found[title.source] = ['the focus is lost once it is closed'];
        }
        expect(found).toEqual(Object.fromEntries(Object.keys(found).map((dialog) => [dialog, []])));
      },
    );
  });

  it.each(takeSome([1440, 390], 1))(
    'has facets of long rules and large counts that cut nothing, at %d pixels',
    async (width) => {
      const page = await world.open(
        pagesOf(instance).findings!.target,
        { viewport: { ...DESK, width } },
        serveManyFindings,
      );
      if (width < 1000) await page.locator('summary', { hasText: 'Filters' }).click();
      await page.getByRole('button', { name: 'critical 13,635' }).waitFor();
      expect(await faultsIn(page, ':has(> [role=group])')).toEqual([]);
    },
  );
});

/** Names as long as the service takes them, a request of the administrator's own, and a forge. */
async function prepareDialogs({ admin }: DashboardWorld, { repos }: Instance, forge: FakeForge<FakeGithub>) {
  const long = `Hubert ${'Wolfeschlegelsteinhausenbergerdorff'.repeat(2)} the ninth of his name`.slice(0, 100);
  await admin.post('/members', {
    ...{ name: long, email: `${'h'.repeat(60)}@example.test`, role: 'VIEWER', password: PASSWORD },
  });
  await admin.post('/api-keys', { name: 'K'.repeat(100), scopes: ['read:scans'], expires_in_days: 90 });
  await admin.post('/quality/gates/waivers/requests', {
    ...{ rule: 'new_high_max', reason: 'For now', repo_id: repos['harbor/checkout'] },
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
  });
  await admin.patch(`/repos/${repos['harbor/checkout']}`, { source_excerpts: 'files' });
  forge.model.addToken('ghp_token-of-the-test');
  forge.model.addRepo('harbor/checkout');
  const credentials = { type: 'token', token: 'ghp_token-of-the-test' };
  const made = await admin.post('/forges', { kind: 'github', name: 'F'.repeat(100), base_url: forge.url, credentials });
  await admin.put(`/repos/${repos['harbor/checkout']}/forge`, {
    forge_id: made.body.id as number,
    project: 'harbor/checkout',
  });
}

/** Answers as a scan of 100,000 findings has them. */
async function serveManyFindings(page: Page): Promise<void> {
  const change = (pattern: RegExp, to: (body: Record<string, unknown>) => object) =>
    page.route(pattern, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: to((await response.json()) as Record<string, unknown>) });
    });
  const rules = Array.from({ length: 60 }, (_, at) => ({
    value: `@typescript-eslint/no-unsafe-assignment-of-a-value-${String(at).padStart(2, '0')}-and-more`,
    count: 1_667,
  }));
  await change(/\/api\/scans\/\d+\/summary/, (body) => ({
    ...body,
    reports: (body.reports as object[]).map((report) => ({ ...report, kind: 'findings', records: 100_000 })),
  }));
  await change(/\/api\/scans\/\d+\/findings\?/, ({ facets, ...body }) => ({
    ...body,
    total: 100_000,
    facets: {
      ...(facets as object),
      rule: rules,
      severity: [
        { value: 'critical', count: 13_635 },
        { value: 'medium', count: 86_365 },
      ],
      folder: rules.map(({ value, count }) => ({ value: `packages/${value.slice(1)}`, count })),
    },
  }));
}

/** Expects that nothing is cut off where the text alone is twice as large. */
async function expectRoomForLargeText(page: Page): Promise<void> {
  await page.evaluate('document.documentElement.style.fontSize = "200%"');
  expect(await page.evaluate('getComputedStyle(document.body).fontSize')).toBe('28px');
  expect({ wider: await overflowOf(page), cut: await cutOff(page), low: await tooLow(page) }).toEqual({
    ...{ wider: 0, cut: [], low: [] },
  });
  await page.evaluate('document.documentElement.style.fontSize = ""');
}

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
