import type { Page } from 'playwright-core';
import { takeSome } from '../../support/seed.js';
import {
  DashboardWorld,
  describeInBrowser,
  faultsOf,
  goTo,
  looksOf,
  overflowOf,
  PASSWORD,
  screenshot,
  show,
} from './support/dashboard.js';
import { aPullRequest } from './support/scans.js';

const WAIVERS = '/quality/gates/waivers';
const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

describeInBrowser('waivers in the dashboard (needs chromium on the PATH)', () => {
  let world: DashboardWorld;
  let repoId: number;
  const emails: Record<string, string> = {};

  beforeAll(async () => {
    world = await DashboardWorld.start();
    await aPullRequest(world.admin);
    repoId = (await world.admin.get('/repos')).body.repos[0].id as number;
    for (const [role, name] of [
      ['MEMBER', 'Ada'],
      ['VIEWER', 'Vera'],
      ['ORG_ADMIN', 'Grace'],
    ] as const)
      emails[name] = await world.addMember(name, role);
  });
  afterAll(() => world.stop());

  /** A page of the person by that name. */
  const openAs = (name: string, target = '/waivers'): Promise<Page> => world.openAs(emails[name]!, target);
  const open = (target = '/waivers'): Promise<Page> => world.open(target);
  /** Judges the pull request's scan by the waivers of now, and answers its id. */
  async function judgeAgain(): Promise<number> {
    const scanId = (await world.admin.get('/scans?limit=1')).body.scans[0].id as number;
    await world.admin.post(`/quality/gates/recompute/${scanId}`);
    return scanId;
  }
  const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });
  const row = (page: Page, name: string | RegExp) => page.getByRole('row', { name });
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  it('lets a member request the acceptance of a problem, and an administrator decide', async () => {
    const scanId = (await world.admin.get('/scans?limit=1')).body.scans[0].id as number;
    const page = await openAs('Ada', `/scans/${scanId}/findings`);
    await page.getByRole('listbox', { name: 'Findings' }).getByRole('option').first().click();
    await page.getByRole('button', { name: /^Request acceptance/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Request acceptance' });
    await dialog.getByLabel('Reason').fill('Goes in May');
    await dialog.getByRole('button', { name: 'Send request' }).click();
    await page.getByText('Requested. An administrator').waitFor();
    const ofGrace = await openAs('Grace', '/waivers?state=requested');
    await row(ofGrace, /^Accept a problem/)
      .getByRole('button', { name: 'Approve' })
      .click();
    await button(ofGrace, 'Approve request').click();
    await ofGrace.getByText('approved by Grace').waitFor();
    const accepted = await world.admin.get(`/scans/${scanId}/findings?is_accepted=true`);
    expect(accepted.body.findings).toMatchObject([{ accepted_reason: 'Goes in May' }]);
    await world.admin.delete(`/quality/findings/accept/${accepted.body.findings[0].issue_id as number}`);
  });

  it('says what an empty list means', async () => {
    const page = await open();
    await page.getByText('None is in force.').waitFor();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual([
      'In force',
      'Ending soon',
      'Unused for 14 days',
      'Requested',
    ]);
    await tab(page, 'Requested').click();
    await page.getByText('No request is open').waitFor();
    await page.waitForURL(/state=requested/);
  });

  it('creates a waiver for a repository, with its bound and its end', async () => {
    const page = await open();
    await button(page, 'New waiver').click();
    await page.getByLabel('Rule').selectOption('new_critical_max');
    await page.getByLabel('Reason').fill('The fix is in review');
    await page.getByLabel('Scope').selectOption({ label: 'acme/web' });
    await page.getByLabel('Ends').fill(inDays(5).slice(0, 10));
    await page.getByLabel('At most').fill('20');
    await button(page, 'Create waiver').click();
    await row(page, /^New critical acme\/web The fix is in review at most 20/).waitFor();
    await page.getByRole('status').getByText('The next evaluation takes it into account').waitFor();
    expect((await world.admin.get(WAIVERS)).body.waivers).toMatchObject([
      { rule: 'new_critical_max', repo_id: repoId, pr_number: null, max_actual: 20 },
    ]);
    await tab(page, 'Ending soon').click();
    await row(page, /^New critical/).waitFor();
  });

  it('says beside the field what the service refuses, and keeps what was typed', async () => {
    const page = await open('/waivers?form=new');
    await page.getByLabel('Reason').fill('Later');
    await page.getByLabel('Scope').selectOption({ label: 'acme/web' });
    await page.getByLabel('At most').fill('some');
    await button(page, 'Create waiver').click();
    const field = page.getByRole('textbox', { name: 'At most' });
    await field.and(page.locator('[aria-invalid="true"]')).waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe('Later');
    await button(page, 'Cancel').click();
    await page.waitForURL((url) => url.search === '');
  });

  it('shows the scan that used a waiver last', async () => {
    const scanId = await judgeAgain();
    const page = await open();
    await row(page, /^New critical/)
      .getByRole('link', { name: `Scan ${scanId}` })
      .waitFor();
    expect(await row(page, /^New critical/).innerText()).toContain('1 evaluation');
  });

  it('leads from a pull request to a request with its scope, which a second person approves', async () => {
    const asking = await openAs('Ada', `/repos/${repoId}/pulls/7`);
    await asking.getByRole('link', { name: 'Request waiver' }).click();
    expect(await asking.getByLabel('Scope').locator('option:checked').innerText()).toBe('acme/web #7');
    await asking.getByLabel('Reason').fill('Generated code');
    await button(asking, 'Send request').click();
    const own = row(asking, /acme\/web #7 Generated code/);
    await own.waitFor();
    expect(await own.getByRole('button', { name: 'Approve' }).getAttribute('aria-disabled')).toBe('true');
    await own.getByRole('button', { name: 'Withdraw' }).waitFor();

    const page = await open('/waivers?state=requested');
    await row(page, /acme\/web #7 Generated code/)
      .getByRole('button', { name: 'Approve' })
      .click();
    await button(page, 'Approve request').click();
    await page.getByText(/^Approved\./).waitFor();
    await row(page, /acme\/web #7 Generated code.*approved by/).waitFor();
    await tab(page, 'In force').click();
    await row(page, /acme\/web #7 Generated code/).waitFor();
  });

  it('lets nobody approve a request of their own, and says so', async () => {
    const page = await open('/waivers?state=requested');
    await button(page, 'Request waiver').click();
    await page.getByLabel('Rule').selectOption('rating_min');
    await page.getByLabel('Reason').fill('My own');
    await page.getByLabel('Scope').selectOption({ label: 'The whole organization' });
    await button(page, 'Send request').click();
    const own = row(page, /^Rating The whole organization My own/);
    await own.waitFor();
    const approve = own.getByRole('button', { name: 'Approve' });
    expect(await approve.getAttribute('aria-disabled')).toBe('true');
    expect(await approve.getAttribute('title')).toMatch(/^A second person must approve it/);
    await own.getByRole('button', { name: 'Withdraw' }).click();
    await button(page, 'Withdraw request').click();
    await row(page, /^Rating .*withdrawn/).waitFor();
  });

  it('declines with a reason that the requester reads', async () => {
    const member = await world.service.anonymous.login(emails.Ada!, PASSWORD);
    await member.post(`${WAIVERS}/requests`, { rule: 'new_high_max', reason: 'Too many' });
    const page = await openAs('Grace', '/waivers?state=requested');
    await row(page, /^New high/)
      .getByRole('button', { name: 'Decline' })
      .click();
    expect(await button(page, 'Decline request').isDisabled()).toBe(true);
    await page.getByLabel('Reason').fill('The findings are real');
    await button(page, 'Decline request').click();
    const reader = await openAs('Ada', '/waivers?state=requested');
    await row(reader, /^New high .*declined by Grace.*: The findings are real/).waitFor();
  });

  it('says when somebody else has decided meanwhile', async () => {
    const member = await world.service.anonymous.login(emails.Ada!, PASSWORD);
    const asked = await member.post(`${WAIVERS}/requests`, { rule: 'new_medium_max', reason: 'Twice' });
    const page = await open('/waivers?state=requested');
    await row(page, /^New medium/)
      .getByRole('button', { name: 'Approve' })
      .waitFor();
    await world.admin.post(`${WAIVERS}/requests/${asked.body.id}/decline`, { reason: 'No' });
    await row(page, /^New medium/)
      .getByRole('button', { name: 'Approve' })
      .click();
    await button(page, 'Approve request').click();
    await row(page, /^New medium .*declined by/).waitFor();
  });

  it('moves the end of a waiver, and revokes it with its use in figures', async () => {
    const page = await open();
    const waiver = row(page, /^New critical acme\/web The fix/);
    await waiver.getByRole('button', { name: 'Extend' }).click();
    await page.getByLabel('Ends').fill(inDays(60).slice(0, 10));
    await button(page, 'Save end').click();
    await page.getByRole('status').getByText('The end of the waiver of New critical for acme/web is saved.').waitFor();
    await waiver.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('2 evaluations have used it; such violations will fail again.').waitFor();
    await button(page, 'Revoke waiver').click();
    await waiver.waitFor({ state: 'detached' });
  });

  it('locks what a viewer may not do, and says who may', async () => {
    await world.admin.post(WAIVERS, { rule: 'rating_min', reason: 'Legacy' });
    await world.admin.post(WAIVERS, { rule: 'new_critical_max', reason: 'Legacy', max_actual: 9 });
    await judgeAgain();
    const page = await openAs('Vera');
    await row(page, /^Rating/).waitFor();
    for (const [name, who] of [
      ['New waiver', /^Only administrators and owners/],
      ['Request waiver', /^Members/],
      ['Extend', /^Only administrators and owners/],
      ['Revoke', /^Only administrators and owners/],
    ] as const) {
      const locked = page.getByRole('button', { name: new RegExp(`^${name}`) }).first();
      expect(await locked.getAttribute('aria-disabled')).toBe('true');
      expect(await locked.getAttribute('title')).toMatch(who);
    }
    await page.goto('/waivers?form=new');
    await page.getByRole('heading', { name: 'Waivers' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('has no fault of accessibility and fits the window, each page in its looks', async () => {
    const faults: string[] = [];
    const targets = [
      ['/waivers', '1 evaluation'],
      ['/waivers?state=requested', 'Decided'],
      ['/waivers?form=new', 'Create waiver'],
    ] as const;
    const page = await open();
    for (const [at, [target, waited]] of takeSome(targets, 1).entries())
      for (const { name, ...look } of looksOf(at)) {
        await show(page, { name, ...look });
        await goTo(page, target);
        await page.getByText(waited).first().waitFor();
        await screenshot(page, `waivers-${waited.toLowerCase().replaceAll(' ', '-')}-${name}`);
        faults.push(...(await faultsOf(page)).map((fault) => `${target} ${name} ${fault}`));
        if ((await overflowOf(page)) > 0) faults.push(`${target} ${name} is wider than the window`);
      }
    expect(faults).toEqual([]);
  });

  it('was allowed by its own policy all that it wanted, and asked nobody else', () => {
    expect(world.complaints).toEqual([]);
    expect(world.foreignRequests).toEqual([]);
  });
});
