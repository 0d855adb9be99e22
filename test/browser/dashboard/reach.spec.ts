import type { Page } from 'playwright-core';
import { FakeForge } from '../../support/fake-forge/fake-forge.js';
import { FakeGithub } from '../../support/fake-forge/fake-github.js';
import { takeSome } from '../../support/seed.js';
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.js';
import {
  DashboardWorld,
  describeInBrowser,
  expectFaultless,
  faultsOf,
  goTo,
  looksOf,
  overflowOf,
  PHONE,
  screenshot,
  show,
} from './support/dashboard.js';
import { aJudgedScan, someFindings } from './support/scans.js';

const PROJECT = 'acme/web';
const TOKEN = 'ghp_token-of-the-test';

/** Forms by the address of their page, and the button that opens each. */
const FORMS = [
  ['/settings/webhooks', 'New webhook'],
  ['/settings/forges', 'Connect forge'],
  ['/settings/publishers', 'Trust a pipeline'],
] as const;

describeInBrowser('webhooks, forges and publishers in the dashboard (needs chromium on the PATH)', () => {
  let world: DashboardWorld;
  let vera: string;
  let receiver: WebhookReceiver;
  let forge: FakeForge<FakeGithub>;
  let repoId: number;
  let webhookId: number;
  let scanId: number;

  beforeAll(async () => {
    world = await DashboardWorld.start();
    receiver = await startReceiver();
    forge = await FakeForge.start(new FakeGithub(() => Date.now()));
    forge.model.addToken(TOKEN);
    forge.model.addRepo(PROJECT);
    repoId = (await world.admin.post('/repos', { name: PROJECT, url: `${forge.url}/${PROJECT}` })).body.id as number;
    vera = await world.addMember('Vera', 'VIEWER');
  });
  afterAll(async () => {
    await world.stop();
    await receiver.close();
    await forge.close();
  });

  const open = async (target: string, look = {}): Promise<Page> => {
    const page = await world.open(target, look);
    return page;
  };
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  it('creates a webhook, shows its secret once, pings it and shows what was sent', async () => {
    const page = await open('/settings/webhooks');
    await page.getByText('No webhook yet').waitFor();
    await button(page, 'New webhook').click();
    await page.getByLabel('Address').fill(receiver.url);
    await page.getByLabel('Description').fill('Chat of the team');
    await page.getByRole('checkbox', { name: /^waiver\.created/ }).check();
    await button(page, 'Create webhook').click();
    expect(await page.getByRole('textbox', { name: 'Secret' }).inputValue()).toMatch(/^whsec_/);
    await page.getByRole('link', { name: 'Chat of the team' }).click();
    await button(page, 'Send ping').click();
    await page.getByText(/^The ping arrived: answered 204, after \d+ ms\.$/).waitFor();
    expect(receiver.received.map(({ body }) => body.type)).toEqual(['webhook.ping']);
    await button(page, 'Attempts').first().click();
    const request = page.getByRole('group', { name: 'Request body' });
    expect(await request.innerText()).toContain('"type": "webhook.ping"');
    await page.waitForURL(/delivery=\d+/);
    webhookId = Number(/webhooks\/(\d+)/.exec(page.url())![1]);
    await page.goto('/settings/webhooks');
    await page.getByRole('link', { name: 'Chat of the team' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Secret' }).count()).toBe(0);
  });

  it('rotates the secret of a webhook, and switches it off and on', async () => {
    const page = await open(`/settings/webhooks/${webhookId}`);
    await button(page, 'Rotate secret').click();
    await button(page, 'Rotate').click();
    expect(await page.getByRole('textbox', { name: 'Secret' }).inputValue()).toMatch(/^whsec_/);
    await page.getByText(/^also signs/).waitFor();
    await button(page, 'Disable').click();
    await page.getByText('Disabled: a person disabled it').waitFor();
    await button(page, 'Enable').click();
    await page.getByText('Events are delivered again.').waitFor();
  });

  it('connects a forge, tests it with a repository, and shows the secret of its hook once', async () => {
    const page = await open('/settings/forges');
    await page.getByText('No forge is connected').waitFor();
    await button(page, 'Connect forge').click();
    await page.getByLabel('Name', { exact: true }).fill('Forge of Acme');
    await page.getByLabel('Site').fill(forge.url);
    await page.getByLabel('Credentials').selectOption('token');
    await page.getByLabel('Token').fill(TOKEN);
    await button(page, 'Connect').click();
    expect((await page.getByRole('textbox', { name: 'Hook secret' }).inputValue()).length).toBeGreaterThan(20);
    await button(page, 'Test').click();
    await page.getByRole('dialog').getByLabel('Repository').selectOption(PROJECT);
    await button(page, 'Run test').click();
    await page.getByText('Everything that was checked works.').waitFor();
    expect(await page.getByRole('row', { name: /^Write a status/ }).innerText()).toContain('works');
  });

  it('finds the place of a repository, and an administrator sets it', async () => {
    const page = await open('/settings/forges');
    await page.getByRole('link', { name: 'Show its place' }).click();
    await page.getByText(/was guessed/).waitFor();
    await button(page, 'Set place').click();
    await button(page, 'Save place').click();
    await page.getByText('Saved; the forge has confirmed the repository.').waitFor();
    expect(await page.getByText(/was guessed/).count()).toBe(0);
  });

  it('says on the page of a scan what the forge shows', async () => {
    const commit_sha = 'c1b2c3d4e5f60718293a4b5c6d7e8f9001122334';
    scanId = await aJudgedScan(world.admin, { branch: 'main', commit_sha }, { findings: someFindings(3) });
    const page = await open(`/scans/${scanId}`);
    const shown = page.getByRole('table', { name: 'Shown at the forge' }).getByText('shows evaluation 1');
    for (let left = 80; left > 0 && (await shown.count()) === 0; left -= 1) {
      await page.waitForTimeout(250);
      await page.reload();
      await page.getByRole('table', { name: 'Shown at the forge' }).waitFor();
    }
    await shown.waitFor();
  });

  it('trusts a pipeline by its claims, and ends that', async () => {
    const page = await open('/settings/publishers');
    await button(page, 'Trust a pipeline').click();
    await page.getByLabel('Number of the repository').fill('acme/web');
    await button(page, 'Trust').click();
    await page
      .getByRole('alert')
      .getByText(/^claims must contain repository_id as a number/)
      .waitFor();
    await page.getByLabel('Number of the repository').fill('724712');
    await page.getByLabel('Reaches').selectOption(PROJECT);
    await button(page, 'Trust').click();
    const row = page.getByRole('row', { name: /^GitHub Actions/ });
    expect(await row.innerText()).toContain('repository_id: 724712');
    await button(page, 'Delete').click();
    await button(page, 'Delete publisher').click();
    await page.getByText('No pipeline is trusted').waitFor();
  });

  it('names the pages to viewers, with who may see them', async () => {
    const page = await world.openAs(vera, '/settings/webhooks');
    for (const name of ['Webhooks', 'Forges', 'Trusted publishers']) {
      await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await page.getByText(/^Only administrators and owners of the organization/).waitFor();
    }
  });

  it('has no fault of accessibility and fits the window, each page in its looks', async () => {
    const targets = {
      webhooks: '/settings/webhooks',
      webhook: `/settings/webhooks/${webhookId}`,
      forges: '/settings/forges',
      publishers: '/settings/publishers',
      place: `/repos/${repoId}/forge`,
      'shown-scan': `/scans/${scanId}`,
    };
    const faults: string[] = [];
    const page = await open('/nowhere');
    for (const [at, [of, target]] of takeSome(Object.entries(targets), 2).entries()) {
      await goTo(page, target);
      if (of === 'webhook') {
        await button(page, 'Attempts').first().click();
        await page.getByRole('table', { name: 'Attempts' }).waitFor();
      }
      for (const look of looksOf(at)) {
        await show(page, look);
        faults.push(...(await faultsOf(page)).map((fault) => `${of} ${look.name} ${fault}`));
        if ((await overflowOf(page)) > 0) faults.push(`${of} ${look.name} is wider than the window`);
        await screenshot(page, `${of}-${look.name}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it.each(takeSome(FORMS, 1))('has a form at %s without a fault of accessibility', async (target, name) => {
    const page = await open(target, PHONE);
    await button(page, name).click();
    await page.getByRole('dialog').waitFor();
    await expectFaultless(page);
  });

  it('was allowed by its own policy all that it wanted, and asked nobody else', () => {
    expect(world.complaints).toEqual([]);
    expect(world.foreignRequests).toEqual([]);
    expect(forge.refused).toEqual([]);
  });
});
