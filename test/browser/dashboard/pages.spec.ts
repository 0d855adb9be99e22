import { readFileSync } from 'node:fs';
import path from 'node:path';
import { takeSome } from '../../support/seed.js';
import { waitUntil } from '../../support/wait-until.js';
import {
  DashboardWorld,
  describeInBrowser,
  faultsOf,
  goTo,
  looksOf,
  overflowOf,
  PHONE,
  screenshot,
  show,
} from './support/dashboard.js';
import { isFocusOn } from './support/looker.js';

const SARIF = readFileSync(path.join(__dirname, 'support/report.sarif.json'), 'utf8');
const LCOV = 'SF:src/a.ts\nDA:1,1\nDA:2,0\nDA:3,0\nDA:4,1\nDA:5,1\nend_of_record\n';

describeInBrowser('pages of the dashboard (needs chromium on the PATH)', () => {
  let world: DashboardWorld;
  let scanId: number;
  let repoId: number;

  async function pushScan(body: object, duplicationPct: number): Promise<number> {
    const scan = await world.admin.post('/scans', body);
    const id = scan.body.scan_id as number;
    await world.admin.upload(`/scans/${id}/findings`, { format: 'sarif' }, { content: SARIF });
    await world.admin.upload('/quality/coverage/upload', { scan_id: String(id) }, { content: LCOV, name: 'lcov.info' });
    await world.admin.post(`/scans/${id}/complete`, { metrics: { duplication_pct: duplicationPct } });
    return id;
  }

  const statusFor = async (key: string) =>
    (await world.service.anonymous.as({ 'x-api-key': key }).get('/scans?limit=1')).status;

  beforeAll(async () => {
    world = await DashboardWorld.start();
  });
  afterAll(() => world.stop());

  it('leads who has nothing yet to the first scan', async () => {
    const page = await world.open('/');
    expect(await page.title()).toMatch(/^No repositories yet/);
    await page.getByRole('link', { name: 'Run the first scan' }).click();
    await page.getByRole('button', { name: 'Create key' }).click();
    expect(await page.getByRole('textbox', { name: 'Key', exact: true }).inputValue()).toMatch(/\w{20}/);
    await page.getByRole('button', { name: 'GitLab' }).click();
    expect(await page.getByRole('region', { name: '.gitlab-ci.yml' }).innerText()).toContain('bin/qgate" run');

    await world.admin.put('/quality/gates/config', {
      policy: { duplication_pct_max: 3, new_coverage_min: 50 },
      enabled: true,
    });
    await pushScan({ repo: 'acme/web', branch: 'main', commit_sha: 'a'.repeat(40) }, 1);
    scanId = await pushScan({ repo: 'acme/web', branch: 'main', commit_sha: 'b'.repeat(40) }, 4.2);
    await world.admin.post('/repos', { name: 'acme/new' });
    await page.getByRole('link', { name: 'See why' }).click();
    // The first verdict that came: the page stops looking with it.
    await page.getByRole('heading', { name: /^(Clear: main meets|Failed: )/ }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/scans\/\d+$/);
  });

  it('says in one sentence how all repositories are, and filters them by the address', async () => {
    const page = await world.open('/');
    expect(await page.locator('h1').innerText()).toBe('1 of 2 repositories fails its gate');
    const table = page.getByRole('table', { name: 'Repositories' });
    expect(await table.getByRole('row', { name: 'acme/web' }).innerText()).toContain('Failed');
    await page.getByRole('searchbox', { name: 'Filter repositories' }).fill('new');
    await page.waitForURL(/\?q=new/);
    expect(await table.getByRole('row', { name: /^acme\// }).count()).toBe(1);
    await page.getByRole('searchbox', { name: 'Filter repositories' }).fill('');
    await page.getByRole('button', { name: /^Failed/ }).click();
    await page.waitForURL(/verdict=failed/);
    expect(await table.getByRole('row', { name: /^acme\// }).count()).toBe(1);
  });

  it('has each rule of a verdict with its answer, and a number that is the one compared', async () => {
    const page = await world.open('/');
    await page.getByRole('link', { name: 'acme/web', exact: true }).click();
    await page.getByRole('heading', { name: /^Failed: 4.2 % duplication, over 3 %/ }).waitFor();
    repoId = Number(/\/repos\/(\d+)$/.exec(new URL(page.url()).pathname)?.[1]);
    expect(await page.title()).toMatch(/^Failed · acme\/web/);
    const rules = page.getByRole('list', { name: 'Rules' }).getByRole('listitem');
    const answers = await rules.evaluateAll((items) => items.map((item) => [item.dataset.rule, item.dataset.answer]));
    const { body } = await world.admin.get(`/quality/gates/status/${scanId}`);
    const stored = ['violated', 'passed', 'skipped'].flatMap((answer, at) =>
      (body[['violations', 'passed_rules', 'skipped_rules'][at]!] as { rule: string }[]).map(({ rule }) => [
        rule,
        answer,
      ]),
    );
    expect([...answers].sort()).toEqual([...stored].sort());
    expect(await page.locator('[data-rule="duplication_pct_max"]').innerText()).toMatch(
      /4\.2 %\s+at most 3 %\s+violated/,
    );
  });

  it('shows all findings or those of new code, by the address', async () => {
    const page = await world.open(`/repos/${repoId}`);
    await page.getByRole('button', { name: 'New code only' }).click();
    await page.waitForURL(/scope=new/);
    expect(await page.getByRole('button', { name: 'New code only' }).getAttribute('aria-pressed')).toBe('true');
    expect(await page.getByRole('button', { name: 'All findings' }).getAttribute('aria-pressed')).toBe('false');
  });

  it('has charts with a name and their numbers as a table', async () => {
    const page = await world.open(`/repos/${repoId}`);
    const chart = page.getByRole('img', { name: /^Coverage: from 60 % to 60 % in 2 scans/ });
    await chart.waitFor();
    await page.getByText('Numbers').nth(1).click();
    expect(await page.getByRole('region', { name: 'Coverage, numbers' }).getByRole('row').count()).toBe(3);
  });

  it.each(['/repos/999999', '/scans/999999', '/repos/abc', '/nowhere'])('%s is not here', async (target) => {
    const page = await world.open(target);
    await page.getByRole('heading', { name: 'Not here' }).waitFor();
  });

  it('judges a scan again on its page', async () => {
    const page = await world.open(`/scans/${scanId}`);
    const before = await page.getByRole('table', { name: 'Evaluations' }).getByRole('row').count();
    const again = page.getByRole('button', { name: 'Judge again' });
    await again.click();
    await page.getByRole('table', { name: 'Evaluations' }).getByRole('row').nth(before).waitFor();
    expect(await isFocusOn(again)).toBe(true);
  });

  it('has the focus on the new verdict once the banner with the button has gone', async () => {
    const { body: before } = await world.admin.get('/quality/gates/config');
    await world.admin.put('/quality/gates/config', { policy: { ...before.policy, new_medium_max: 400 } });
    const page = await world.open(`/scans/${scanId}`);
    const banner = page.getByRole('status').filter({ hasText: 'Judge again' });
    await banner.getByRole('button').press('Enter');
    await banner.waitFor({ state: 'detached' });
    expect(await isFocusOn(page.locator('h1'))).toBe(true);
    await world.admin.put('/quality/gates/config', { policy: before.policy });
  });

  it('creates a key whose secret is shown once, and revokes it', async () => {
    const page = await world.open('/settings/keys');
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByLabel('Name').fill('ci of acme/web');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const secret = await page.getByRole('textbox', { name: 'Key', exact: true }).inputValue();
    expect(await statusFor(secret)).toBe(200);
    await page
      .getByRole('row', { name: /ci of acme\/web/ })
      .getByRole('button', { name: 'Revoke' })
      .click();
    await page.getByRole('button', { name: 'Revoke key' }).click();
    await page.getByRole('row', { name: /ci of acme\/web/ }).waitFor({ state: 'detached' });
    expect(await statusFor(secret)).toBe(401);
    await page.reload();
    expect(await page.getByText(secret).count()).toBe(0);
  });

  it('shows the badges of a repository, and others after a renewal', async () => {
    const page = await world.open(`/repos/${repoId}`);
    await page.getByRole('link', { name: 'Badges' }).click();
    await page.getByRole('button', { name: 'Coverage' }).click();
    const image = page.getByRole('img', { name: 'Badge: Coverage' });
    await image.waitFor();
    const before = await image.getAttribute('src');
    // rejects where the image was refused or is none
    await image.evaluate((drawn: { decode(): Promise<void> }) => drawn.decode());
    await page.getByRole('button', { name: 'Renew addresses' }).click();
    await page.getByRole('button', { name: 'Renew', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await image.getAttribute('src')).not.toBe(before);
    expect((await world.service.anonymous.get(before!.replace('/api', '').replace('.svg', '.json'))).body.message).toBe(
      'unknown',
    );
  });

  it.each(takeSome(['/', '/pull-requests', '/waivers', '/audit', 'history'], 2))(
    'opens the menu of saved views inside the window, wherever its button is: %s',
    async (target) => {
      const page = await world.open(target === 'history' ? `/repos/${repoId}/history` : target);
      for (const width of [1440, 1024, 768, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.locator('summary', { hasText: 'Views' }).click();
        const sheet = page.locator('details[open] > div', { hasText: 'No views have been saved yet.' });
        await sheet.waitFor();
        const isInside = ({ left, right }: { left: number; right: number }) => left >= 0 && right <= width;
        await waitUntil(async () => isInside(await sheet.evaluate((box) => box.getBoundingClientRect().toJSON())));
        await page.keyboard.press('Escape');
      }
    },
  );

  it('has a header of two lines on a phone, whose account menu has the rest of the navigation', async () => {
    const page = await world.open('/', PHONE);
    expect((await page.getByRole('banner').first().boundingBox())!.height).toBeLessThan(96);
    await page.getByRole('button', { name: 'Account', exact: true }).click();
    for (const name of ['Audit log', 'Settings'])
      await page.getByRole('link', { name, exact: true }).and(page.locator(':visible')).waitFor();
    await page.getByRole('link', { name: 'Settings', exact: true }).and(page.locator(':visible')).click();
    await page.waitForURL(/settings\/organization/);
  });

  it('keeps the heads of a table in sight, below the header of the page', async () => {
    const page = await world.open('/audit', { viewport: { width: 1440, height: 320 } });
    const head = page.getByRole('columnheader', { name: 'When' });
    await head.waitFor();
    const top = async () => Math.round((await head.boundingBox())!.y);
    const before = await top();
    await page.evaluate('document.querySelector("tbody").lastElementChild.previousElementSibling.scrollIntoView()');
    const header = (await page.getByRole('banner').boundingBox())!;
    expect([await top(), before > header.height]).toEqual([Math.round(header.height), true]);
  });

  it('has no fault of accessibility and fits the window, each in its looks', async () => {
    const targets = [
      '/',
      `/repos/${repoId}`,
      `/repos/${repoId}/pulls`,
      `/repos/${repoId}/badges`,
      `/scans/${scanId}`,
      '/welcome',
      '/audit',
    ];
    const settings = ['organization', 'members', 'keys', 'sessions'].map((each) => `/settings/${each}`);
    const faults: string[] = [];
    const page = await world.open('/nowhere');
    for (const [at, target] of takeSome([...targets, ...settings], 3).entries()) {
      await goTo(page, target);
      for (const look of looksOf(at)) {
        await show(page, look);
        faults.push(...(await faultsOf(page)).map((fault) => `${target} ${look.name} ${fault}`));
        if ((await overflowOf(page)) > 0) faults.push(`${target} ${look.name} is wider than the window`);
        await screenshot(page, `${target.slice(1).replaceAll('/', '-') || 'overview'}-${look.name}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('was allowed by its own policy all that it wanted, and asked nobody else', () => {
    expect(world.complaints).toEqual([]);
    expect(world.foreignRequests).toEqual([]);
  });
});
