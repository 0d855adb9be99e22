import type { Locator, Page } from 'playwright-core';
import { lines } from '../../support/reports.js';
import { takeSome } from '../../support/seed.js';
import {
  DashboardWorld,
  describeInBrowser,
  expectFaultless,
  faultsOf,
  looksOf,
  screenshot,
} from './support/dashboard.js';
import { isFocusOn } from './support/looker.js';
import { aJudgedScan, aPullRequest } from './support/scans.js';

const TITLES = {
  new_critical_max: 'New critical',
  new_high_max: 'New high',
  duplication_pct_max: 'Duplication',
  complexity_new_max: 'New complex functions',
  rating_min: 'Rating',
  new_coverage_min: 'Coverage',
} as const;
type Rule = keyof typeof TITLES;

const OFF = Object.fromEntries(Object.keys(TITLES).map((rule) => [rule, null])) as Record<Rule, null>;
/** Policies that are tried on the page. */
const TRIED = [
  OFF,
  { ...OFF, new_coverage_min: 100 },
  { ...OFF, new_coverage_min: 40, duplication_pct_max: 0 },
  { ...OFF, rating_min: 'A' },
  { ...OFF, new_critical_max: 5, new_high_max: 6 },
  { ...OFF, new_critical_max: 6, new_high_max: 6, new_coverage_min: 0 },
];

describeInBrowser('the policy page (needs chromium on the PATH)', () => {
  let world: DashboardWorld;
  let viewer: string;

  beforeAll(async () => {
    world = await DashboardWorld.start();
    const page = await world.open('/policy');
    await page.getByText('No scan to try the policy on').waitFor();
    await aPullRequest(world.admin);
    const covered = { 'src/a.ts': lines(10, 9) };
    await aJudgedScan(world.admin, { repo: 'acme/clean', branch: 'main' }, { covered });
    viewer = await world.addMember('A viewer', 'VIEWER');
  });
  afterAll(() => world.stop());

  const open = async (look = {}) => {
    const page = await world.open('/policy', look);
    await region(page, 'Would fail').waitFor();
    return page;
  };
  const region = (page: Page, name: string) => page.getByRole('region', { name });
  const field = (page: Page, rule: Rule) => page.getByLabel(TITLES[rule], { exact: true });
  const save = (page: Page) => page.getByRole('button', { name: 'Save policy' });
  const stored = async () => (await world.admin.get('/quality/gates/config')).body;

  async function fill(page: Page, policy: Partial<Record<Rule, number | string | null>>): Promise<void> {
    for (const [rule, value] of Object.entries(policy) as [Rule, number | string | null][])
      if (rule === 'rating_min') await field(page, rule).selectOption(String(value ?? ''));
      else await field(page, rule).fill(String(value ?? ''));
  }

  const scansIn = async (where: Locator) =>
    (await where.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))).map(
      (href) => Number(/\/scans\/(\d+)$/.exec(href)?.[1]),
    );
  const flipsOn = async (page: Page) => ({
    to_failed: await scansIn(region(page, 'Would fail')),
    to_passed: await scansIn(region(page, 'Would pass')),
  });
  const flipsBy = async (policy: object) => {
    const { body } = await world.admin.post('/quality/gates/simulate', { policy });
    const ids = (flips: readonly { scan_id: number }[]) => flips.map(({ scan_id }) => scan_id);
    return { to_failed: ids(body.to_failed), to_passed: ids(body.to_passed) };
  };

  it('has a field for each rule by its title, with what is saved', async () => {
    const page = await open();
    expect(await page.locator('[data-rule]').evaluateAll((fields) => fields.map((each) => each.dataset.rule))).toEqual(
      Object.keys(TITLES),
    );
    const { policy } = await stored();
    for (const rule of Object.keys(TITLES) as Rule[])
      expect(await field(page, rule).inputValue()).toBe(String(policy[rule] ?? ''));
  });

  it.each(takeSome(TRIED, 2))(
    'shows what flips by %j as the service would, before anything is saved',
    async (policy) => {
      const page = await open();
      const before = await stored();
      await fill(page, policy);
      expect(await flipsOn(page)).toEqual(await flipsBy(policy));
      expect(await stored()).toEqual(before);
    },
  );

  it('answers a moved slider at once, with the reason', async () => {
    const page = await open();
    await fill(page, OFF);
    expect(await scansIn(region(page, 'Would fail'))).toEqual([]);
    await page.locator('input[type=range]').last().fill('100');
    expect(await field(page, 'new_coverage_min').inputValue()).toBe('100');
    expect(await region(page, 'Would fail').innerText()).toMatch(/acme\/clean main, scan \d+\s+violates Coverage/);
  });

  it('saves, and lists the revision with what it changed', async () => {
    const page = await open();
    const { policy_version: before } = await stored();
    await fill(page, { new_critical_max: 4 });
    await page.getByRole('checkbox', { name: 'A failed gate blocks the merge' }).check();
    await save(page).click();
    const question = page.getByRole('dialog', { name: 'Save this policy?' });
    await question.getByText(/of 1 pull request whose newest scan is among these would be blocked/).waitFor();
    await question.getByRole('button', { name: 'Save it' }).click();
    await page.getByText('Saved as revision').waitFor();
    expect(await isFocusOn(save(page))).toBe(true);
    const now = await stored();
    expect(now).toMatchObject({ block_merge_on_fail: true, policy: { new_critical_max: 4 } });
    expect(now.policy_version).not.toBe(before);
    const row = page.getByRole('table', { name: 'Revisions' }).getByRole('row').nth(1);
    expect(await row.innerText()).toMatch(/New critical: at most 0 → at most 4/);
    expect(await row.innerText()).toMatch(/A failed gate blocks the merge: off → on/);
  });

  it('shows theirs and mine where somebody saved meanwhile, and saves the one chosen', async () => {
    const page = await open();
    await fill(page, { new_high_max: 1 });
    const { policy } = await stored();
    await world.admin.put('/quality/gates/config', { policy: { ...policy, new_high_max: 8, new_coverage_min: 70 } });
    await save(page).click();
    await page.getByRole('alert').getByText('The policy was saved in the meantime').waitFor();
    const row = page.getByRole('table', { name: 'Theirs and mine' }).getByRole('row', { name: /^New high/ });
    expect(await row.innerText()).toMatch(/at most 8\s+at most 1/);
    expect(await stored()).toMatchObject({ policy: { new_high_max: 8 } });
    expect(await save(page).getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await save(page).click();
    await page.getByText('Saved as revision').waitFor();
    expect(await stored()).toMatchObject({ policy: { new_high_max: 1, new_coverage_min: 80 } });
  });

  it('asks before it saves a policy that fails more scans, and before it is left; the draft survives', async () => {
    const page = await open();
    await fill(page, { new_coverage_min: 100 });
    await save(page).click();
    const question = page.getByRole('dialog', { name: 'Save a stricter policy?' });
    expect(await question.innerText()).toMatch(/Of the last \d+ scans 1 would fail/);
    const before = await stored();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await page.reload();
    expect(await field(page, 'new_coverage_min').inputValue()).toBe('100');
    // The next page loads while the reader goes back.
    let load: () => void;
    const isBack = new Promise<void>((resolve) => (load = resolve));
    await page.route('**/assets/waivers-page*.js', (script) => isBack.then(() => script.continue()));
    await page.getByRole('link', { name: 'Waivers' }).click();
    await page
      .getByRole('dialog', { name: 'Leave without saving?' })
      .getByRole('button', { name: 'Leave', exact: true })
      .click();
    await page.waitForURL('**/waivers');
    await page.goBack();
    await page.waitForURL('**/policy');
    load!();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await field(page, 'new_coverage_min').inputValue()).toBe('100');
    expect(await stored()).toEqual(before);
  });

  it('says what is wrong with a number, and saves nothing', async () => {
    const page = await open();
    const before = await stored();
    await fill(page, { new_coverage_min: 101 });
    await page.getByText('It must be a number from 0 to 100.').waitFor();
    expect(await save(page).getAttribute('aria-disabled')).toBe('true');
    await save(page).click({ force: true });
    expect(await stored()).toEqual(before);
  });

  it('names repositories with rules of their own', async () => {
    const { body } = await world.admin.get('/overview?q=clean');
    await world.admin.put(`/quality/gates/config?repo_id=${body.repos[0].id}`, { policy: { new_coverage_min: 30 } });
    const page = await open();
    expect(await region(page, 'Repositories with rules of their own').innerText()).toMatch(
      /acme\/clean\s+saved for it: Coverage: at least 30 %/,
    );
  });

  it('is tried by a viewer, who sees who may save it', async () => {
    const page = await world.openAs(viewer, '/policy');
    await region(page, 'Would pass').waitFor();
    await fill(page, OFF);
    expect(await scansIn(region(page, 'Would fail'))).toEqual([]);
    await fill(page, { new_coverage_min: 100 });
    expect(await flipsOn(page)).toEqual(await flipsBy({ ...OFF, new_coverage_min: 100 }));
    const before = await stored();
    const locked = page.getByRole('button', { name: 'Save policy' });
    expect(await locked.getAttribute('aria-disabled')).toBe('true');
    await locked.click({ force: true });
    expect(await stored()).toEqual(before);
    await page.getByText('Only administrators and owners of the organization may change its policy.').first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await screenshot(page, 'policy-viewer');
  });

  it.each(looksOf(1))('has no fault of accessibility and fits the window ($name)', async ({ name, ...look }) => {
    const page = await open(look);
    await fill(page, { new_critical_max: 6, new_high_max: 6, rating_min: null, new_coverage_min: 20 });
    await screenshot(page, `policy-${name}`);
    await expectFaultless(page);
  });

  it('was allowed by its own policy all that it wanted, and asked nobody else', () => {
    expect(world.complaints).toEqual([]);
    expect(world.foreignRequests).toEqual([]);
  });
});
