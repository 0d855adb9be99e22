import type { Page } from 'playwright-core';
import {
  DashboardWorld,
  describeInBrowser,
  expectFaultless,
  mainNavigation,
  NARROW,
  PASSWORD,
  signIn,
} from './support/dashboard.js';

/** An authenticator of the browser itself, whose user confirms at once. */
const AUTHENTICATOR = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

describeInBrowser('passkeys in the dashboard (needs chromium on the PATH)', () => {
  let world: DashboardWorld;

  beforeAll(async () => {
    world = await DashboardWorld.start();
  });
  afterAll(() => world.stop());

  /** A page with an authenticator, which ends with any other session of the debugger: `expectFaultless` comes after it. */
  async function visit(target: string, look = {}): Promise<Page> {
    const page = await world.visit(target, look);
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', { options: AUTHENTICATOR });
    return page;
  }

  async function openAs(email: string, target: string, look = {}): Promise<Page> {
    const page = await visit(`/sign-in?next=${encodeURIComponent(target)}`, look);
    await signIn(page, PASSWORD, email);
    return page;
  }

  /** Signs out on the page itself. */
  async function signOut(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Account', exact: true }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.waitForURL(/\/sign-in/);
  }

  /** Adds a passkey on the page that is open, down to the list of recovery codes. */
  async function addFirst(page: Page): Promise<void> {
    await page.getByLabel('Name of the new passkey').fill('Laptop');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('list', { name: 'Recovery codes' }).waitFor();
  }

  it('are added on the page of sessions, sign in by themselves and beside the password, and are removed', async () => {
    const email = await world.addMember();
    const page = await openAs(email, '/settings/sessions', NARROW);
    await addFirst(page);
    expect(await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').count()).toBe(10);
    await page.getByRole('button', { name: 'I have stored them' }).click();
    await page.getByRole('rowheader', { name: 'Laptop' }).waitFor();

    await signOut(page);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await mainNavigation(page).waitFor();

    await signOut(page);
    await signIn(page, PASSWORD, email);
    await page.getByRole('button', { name: 'Use a passkey' }).waitFor();
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await mainNavigation(page).waitFor();

    await page.goto('/settings/sessions');
    await page.getByRole('button', { name: 'Remove Laptop' }).click();
    await page.getByRole('button', { name: 'Remove passkey' }).click();
    await page.getByRole('table', { name: 'Passkeys' }).waitFor({ state: 'detached' });
    await signOut(page);
    await signIn(page, PASSWORD, email);
    await mainNavigation(page).waitFor();
  });

  it('find no fault of accessibility where they are listed, and where one is required beside the password', async () => {
    const email = await world.addMember();
    const page = await openAs(email, '/settings/sessions', NARROW);
    await addFirst(page);
    await page.getByRole('button', { name: 'I have stored them' }).click();
    await page.getByRole('rowheader', { name: 'Laptop' }).waitFor();
    await expectFaultless(page);

    const required = await openAs(email, '/policy', NARROW);
    await required.getByRole('button', { name: 'Use a passkey' }).waitFor();
    await expectFaultless(required);
  });

  it('are what an organization requires, before any other page', async () => {
    const email = await world.addMember();
    expect((await world.admin.patch('/org', { require_second_factor: true })).status).toBe(200);
    const page = await openAs(email, '/policy', NARROW);
    await page.getByRole('heading', { name: 'Second factor' }).waitFor();
    await addFirst(page);
    await expectFaultless(page);
    await page.getByRole('button', { name: 'I have stored them' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await mainNavigation(page).waitFor();
    expect(new URL(page.url()).pathname).toBe('/policy');
  });

  it('have none where the host has no name, since browsers have none for it', async () => {
    const page = await world.visit(world.service.url.replace('localhost', '127.0.0.1') + '/sign-in');
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(0);
  });

  it('meet no complaint of the browser', () => {
    expect(world.complaints).toEqual([]);
  });
});
