import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { isNightly, itNightly } from '../support/programme.js';
import { DashboardWorld, describeInBrowser, EMAIL, PASSWORD } from './dashboard/support/dashboard.js';
import { SwaggerUi } from './support/swagger-ui.js';

const SCREENSHOTS = path.join(__dirname, '../../test-results/swagger-ui');

describeInBrowser('Swagger UI in a browser (needs chromium on the PATH)', () => {
  let world: DashboardWorld;
  let page: Page;
  let ui: SwaggerUi;
  let scanId: number;

  beforeAll(async () => {
    world = await DashboardWorld.start();
    const scan = await world.admin.post('/scans', { repo: 'acme/web', branch: 'main' });
    scanId = scan.body.scan_id as number;
    await world.admin.post(`/scans/${scanId}/complete`, { metrics: { duplication_pct: 4.2 } });
    page = await world.visit('/api/docs', { viewport: { width: 1280, height: 1600 } });
    // It resolves the document at its start and for each operation: five seconds of a processor, more on a busy machine.
    page.setDefaultTimeout(90_000);
    ui = new SwaggerUi(page, world.service.url);
    await mkdir(SCREENSHOTS, { recursive: true });
    await ui.open();
  });

  afterAll(() => world.stop());

  /** Takes a picture, for people to look at, in the nightly run. */
  const screenshot = async (name: string) =>
    isNightly && page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });

  it('shows the tags in the order of the specification', async () => {
    const tags = await page.locator('.opblock-tag').evaluateAll((nodes) => nodes.map((node) => node.dataset.tag));
    expect(tags.slice(0, 7)).toEqual([
      'Quality Gate Config',
      'Gate Status',
      'Waivers',
      'Baseline Rebuild',
      'Quality Insights',
      'Coverage',
      'Mark False Positive',
    ]);
    await screenshot('1-overview');
  });

  // Each operation costs the page five seconds of a processor, and so does a reload: `npm test` affords one of them.
  itNightly('refuses who is not signed in', async () => {
    const refused = await ui.execute('Quality Gate Config', 'getGateConfig');
    expect(refused).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  itNightly('signs in and authorizes by the token', async () => {
    // A session cookie would authorize as well: this is about the token.
    const signedIn = await ui.execute('Authentication', 'login', { body: { email: EMAIL, password: PASSWORD } });
    expect(signedIn).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
    await screenshot('2-signed-in');
    await page.context().clearCookies();
    await ui.authorize(signedIn.body.access_token as string);
    const who = await ui.execute('Authentication', 'getCaller');
    expect(who).toMatchObject({ status: 200, body: { user: { email: EMAIL }, authenticated_by: 'jwt' } });
    await screenshot('3-authorized');
  });

  itNightly('saves a policy', async () => {
    const saved = await ui.execute('Quality Gate Config', 'saveGateConfig', {
      body: { policy: { new_critical_max: 0, duplication_pct_max: 3 }, enabled: true },
    });
    expect(saved).toMatchObject({ status: 200, body: { saved: true, policy: { new_high_max: 2 } } });
    await screenshot('4-policy-saved');
  });

  itNightly('creates a waiver and revokes it', async () => {
    const created = await ui.execute('Waivers', 'createWaiver', {
      body: { rule: 'duplication_pct_max', reason: 'Generated clients are being moved out', expires_at: null },
    });
    expect(created).toMatchObject({ status: 200, body: { rule: 'duplication_pct_max' } });
    await screenshot('5-waiver-created');

    const id = created.body.id as number;
    const revoked = await ui.execute('Waivers', 'revokeWaiver', { parameters: { id: String(id) } });
    expect(revoked).toMatchObject({ status: 200, body: { id, revoked: true } });
    await screenshot('6-waiver-revoked');
  });

  it(`reads a status by the token${isNightly ? ', which it still knows after a reload' : ''}`, async () => {
    if (isNightly) {
      await page.reload();
      await page.locator('.opblock-tag').first().waitFor();
    } else {
      const { body } = await world.service.anonymous.post('/auth/login', { email: EMAIL, password: PASSWORD });
      await ui.authorize(body.access_token as string);
    }
    const status = await ui.execute('Gate Status', 'getGateStatus', { parameters: { scan_id: String(scanId) } });
    expect(status).toMatchObject({
      status: 200,
      body: { scan_id: scanId, status: 'failed', violations: [{ rule: 'duplication_pct_max', actual: 4.2 }] },
    });
    await screenshot('7-status');
  });

  it('was allowed by its own security policy all that it wanted, and asked nobody else', () => {
    expect(world.complaints).toEqual([]);
    expect(world.foreignRequests.filter((url) => !/^(data|blob):/.test(url))).toEqual([]);
  });
});
