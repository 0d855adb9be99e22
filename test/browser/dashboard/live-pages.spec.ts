import type { Page } from 'playwright-core';
import { until } from '../../support/wait-until.js';
import { DashboardWorld, describeInBrowser, faultsOf, looksOf, overflowOf, screenshot } from './support/dashboard.js';
import { aJudgedScan, aPullRequest, someFindings } from './support/scans.js';

const MANY = 230;
/** Requests at once. */
const AT_ONCE = 10;

describeInBrowser('pages of a pull request and of what happens meanwhile (needs chromium on the PATH)', () => {
  let world: DashboardWorld;
  let change: number;
  let repoId: number;

  beforeAll(async () => {
    world = await DashboardWorld.start();
    ({ change } = await aPullRequest(world.admin));
    repoId = (await world.admin.get(`/scans/${change}`)).body.repo_id as number;
  });
  afterAll(() => world.stop());

  const pull = () => `/repos/${repoId}/pulls/7`;
  const heading = (page: Page) => page.locator('h1');

  it('shows what a change adds by file in the order of the diff, in one read', async () => {
    const page = await world.open('/nowhere');
    const requests: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/api/') && pathname !== '/api/auth/me') requests.push(pathname);
    });
    await page.goto(pull());
    const files = page.getByRole('list', { name: 'New findings', exact: true }).locator('> li > code');
    await files.first().waitFor();
    expect(requests).toEqual([`/api/repos/${repoId}/pull-requests/7`]);
    const { new_findings: added } = (await world.admin.get(`/repos/${repoId}/pull-requests/7`)).body;
    const paths = [...new Set((added.findings as { file_path: string }[]).map(({ file_path }) => file_path))];
    expect(await files.allInnerTexts()).toEqual(paths);
    expect(paths).toEqual([...paths].sort());
    await page.getByText(`${added.total as number} new findings`, { exact: true }).waitFor();
  });

  it('says under each violated rule what to do', async () => {
    const page = await world.open(pull());
    expect(await page.locator('[data-rule="new_critical_max"]').innerText()).toContain('mark the false positives');
    expect(await page.locator('[data-rule="new_coverage_min"]').innerText()).toContain('Test the added lines');
    expect(await page.locator('[data-answer="passed"]').allInnerTexts()).not.toContainEqual(
      expect.stringMatching(/Test|Fix/),
    );
  });

  it('leads from a new finding to its place in the explorer', async () => {
    const page = await world.open(pull());
    await page.getByRole('list', { name: 'New findings', exact: true }).getByRole('link').first().click();
    await page.getByRole('region', { name: 'Finding' }).waitFor();
    expect(new URL(page.url()).searchParams.get('newness')).toBe('new');
  });

  it('shows the verdict of a newer scan by itself, without a look every few seconds', async () => {
    const page = await world.open(`/repos/${repoId}`);
    const waits: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/')) waits.push(request.url());
    });
    await page.waitForTimeout(3_000);
    expect(waits.filter((url) => !url.includes('wait='))).toEqual([]);
    const next = await aJudgedScan(
      world.admin,
      { branch: 'main', commit_sha: 'c'.repeat(40) },
      { findings: someFindings(39) },
    );
    await page.getByRole('link', { name: `Scan ${next}` }).waitFor();
    expect(waits.length).toBeLessThan(4);
  });

  it('has the verdict of a pending scan appear on its page and on that of its pull request', async () => {
    const about = { repo: 'acme/web', branch: 'feature/late', base_branch: 'main', pr_number: 8 };
    const { body: scan } = await world.admin.post('/scans', about);
    const page = await world.open(`/scans/${scan.id as number}`);
    const ofPull = await world.open(`/repos/${repoId}/pulls/8`);
    expect(await heading(page).innerText()).toMatch(/^Not judged yet/);
    await ofPull.getByText('No scan of this pull request has completed yet').waitFor();
    await world.admin.post(`/scans/${scan.id as number}/complete`);
    for (const each of [page, ofPull]) await each.getByRole('heading', { name: /^May (not )?merge/ }).waitFor();
  });

  it.each(looksOf(1))('has no fault of accessibility and fits the window ($name)', async ({ name, ...look }) => {
    const page = await world.open(pull(), look);
    await screenshot(page, `pull-request-${name}`);
    expect(await faultsOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
  });

  it('draws few of many repositories, and those at the end once they are reached', async () => {
    const names = Array.from({ length: MANY }, (_, at) => `many/repo-${String(at).padStart(3, '0')}`);
    for (let at = 0; at < MANY; at += AT_ONCE)
      await Promise.all(names.slice(at, at + AT_ONCE).map((name) => world.admin.post('/repos', { name })));
    // a question above the table would move its rows
    await world.admin.put('/quality/gates/config', { preset: 'specified' });
    const page = await world.open('/?sort=name');
    const rows = page.getByRole('table', { name: 'Repositories' }).locator('tbody tr[aria-label]');
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(150);
    expect(await page.getByRole('table', { name: 'Repositories' }).getAttribute('aria-rowcount')).toBe(
      String(MANY + 2),
    );
    await until(
      async () => {
        await page.keyboard.press('End');
        await page.waitForTimeout(200);
        return page.locator('tr[aria-label="many/repo-229"]').count();
      },
      (count) => count === 1,
    );
    // rows that a jump to the end passed leave the page a moment later; once drawn, the last ones may be higher than their space was
    await until(
      async () => {
        await page.keyboard.press('End');
        await page.waitForTimeout(200);
        return rows.count();
      },
      (count) => count < 150,
    );
    await page.getByRole('searchbox', { name: 'Filter repositories' }).fill('repo-22');
    await page.waitForURL(/q=repo-22/);
    await page.getByRole('button', { name: 'All 10' }).waitFor();
    await until(
      () => rows.count(),
      (count) => count === 10,
    );
    await page.getByRole('link', { name: 'many/repo-220' }).focus();
    await page.keyboard.press('ArrowDown');
    await until(
      () => page.locator(':focus').innerText(),
      (name) => name === 'many/repo-221',
    );
  });

  it('was allowed by its own policy all that it wanted', () => {
    expect(world.complaints).toEqual([]);
  });
});
