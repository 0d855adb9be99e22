import { DashboardWorld, describeInBrowser, expectFaultless, looksOf, screenshot } from './support/dashboard.js';
import { aJudgedScan, someFindings } from './support/scans.js';

describeInBrowser("a repository's baseline in the dashboard (needs chromium on the PATH)", () => {
  let world: DashboardWorld;
  let repoId: number;
  let scanId: number;
  let ada: string;

  beforeAll(async () => {
    world = await DashboardWorld.start();
    scanId = await aJudgedScan(world.admin, { branch: 'main' }, { findings: someFindings(12) });
    repoId = (await world.admin.get('/repos')).body.repos[0].id as number;
    ada = await world.addMember('Ada');
  });
  afterAll(() => world.stop());

  const open = async (target = `/repos/${repoId}/baseline`, look = {}) => {
    const page = await world.open(target, look);
    return page;
  };

  it('is reached from its repository, and has the problems of each tool with the scan that they are from', async () => {
    const page = await open(`/repos/${repoId}`);
    await page.getByRole('region', { name: 'In force' }).getByRole('link', { name: 'Baseline by tool' }).click();
    await page.getByRole('heading', { name: 'Baseline', level: 1 }).waitFor();
    await page.getByText('12 problems of main are known from 1 tool').waitFor();
    const row = page.getByRole('table', { name: 'Baseline' }).getByRole('row').nth(1);
    expect(await row.innerText()).toMatch(/12\s+Scan/);
    await row.getByRole('link', { name: `Scan ${scanId}` }).waitFor();
  });

  it('is rebuilt after its consequence in figures, and brought back by an undo', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Rebuild baseline' }).click();
    await page.getByText('12 problems become new until the next scan of main.').waitFor();
    await page.getByRole('button', { name: 'Rebuild', exact: true }).click();
    await page
      .getByRole('status')
      .getByText(/cleared 12 problems/)
      .waitFor();
    await page.getByText('main has no baseline').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('12 problems of main are known').waitFor();
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  });

  it('says that it is too late for an undo once the branch was scanned', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Rebuild baseline' }).click();
    await page.getByRole('button', { name: 'Rebuild', exact: true }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await aJudgedScan(world.admin, { branch: 'main' }, { findings: someFindings(3) });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('3 problems of main are known').waitFor();
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  });

  it('is locked for members, who read who may rebuild it', async () => {
    const page = await world.openAs(ada, `/repos/${repoId}/baseline`);
    const rebuild = page.getByRole('button', { name: 'Rebuild baseline' });
    expect(await rebuild.getAttribute('aria-disabled')).toBe('true');
    expect(await rebuild.getAttribute('title')).toMatch(/^Only administrators and owners/);
  });

  it('is not here for a repository that is not', async () => {
    const page = await open('/repos/999999/baseline');
    await page.getByRole('heading', { name: 'Not here' }).waitFor();
  });

  it.each(looksOf(1))('has no fault of accessibility and fits the window ($name)', async ({ name, ...look }) => {
    const page = await open(undefined, look);
    await page.getByRole('table', { name: 'Baseline' }).waitFor();
    await screenshot(page, `baseline-${name}`);
    await expectFaultless(page);
  });

  it('was allowed by its own policy all that it wanted, and asked nobody else', () => {
    expect(world.complaints).toEqual([]);
    expect(world.foreignRequests).toEqual([]);
  });
});
