import { aPerson, IdentityProvider } from '../../support/identity-provider.js';
import { itNightly } from '../../support/programme.js';
import {
  DashboardWorld,
  describeInBrowser,
  expectFaultless,
  mainNavigation,
  NARROW,
  PASSWORD,
  signIn,
} from './support/dashboard.js';

describeInBrowser('people of an identity provider in the dashboard (needs chromium on the PATH)', () => {
  let provider: IdentityProvider;
  let world: DashboardWorld;

  beforeAll(async () => {
    provider = await IdentityProvider.start();
    world = await DashboardWorld.start(provider.environment);
    const orgId = (await world.admin.get('/org')).body.id as number;
    await world.admin.patch(`/orgs/${orgId}`, { sso_groups: ['gate-users'], verified_domains: ['example.org'] });
  });
  afterAll(async () => {
    await world.stop();
    await provider.stop();
  });

  const providerLink = () => ({ name: `Sign in with ${new URL(provider.issuer).host}` });

  async function invite(email: string): Promise<string> {
    const { status, body, text } = await world.admin.post('/members/invitations', { email, role: 'MEMBER' });
    if (status !== 201) throw new Error(text);
    return new URL(String(body.link)).pathname + new URL(String(body.link)).hash;
  }

  it('accept an invitation without a password, and sign in there', async () => {
    const link = await invite('jane@example.test');
    const page = await world.visit(link);
    await page.getByLabel('Name').fill('Jane');
    expect(new URL(page.url()).hash).toBe('');
    await page.getByRole('button', { name: 'Accept invitation' }).click();
    provider.signInAs(aPerson('jane@example.test'));
    await page.getByRole('link', providerLink()).click();
    await mainNavigation(page).waitFor();
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByText('jane@example.test').first().waitFor();
  });

  it('sign in there again before they enroll an authenticator app', async () => {
    const link = await invite('again@example.test');
    const page = await world.visit(link, NARROW);
    await page.getByLabel('Name').fill('Again');
    await page.getByRole('button', { name: 'Accept invitation' }).click();
    provider.signInAs(aPerson('again@example.test'));
    await page.getByRole('link', providerLink()).click();
    await mainNavigation(page).waitFor();
    await page.goto('/settings/sessions');
    const again = page
      .getByRole('region', { name: 'Second factor' })
      .getByRole('link', { name: `Sign in again with ${new URL(provider.issuer).host}` });
    await again.waitFor();
    await expectFaultless(page);
    await again.click();
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
    await page.getByRole('img', { name: 'QR code of the secret below' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/settings/sessions');
  });

  itNightly('accept an invitation by a password, which signs them in', async () => {
    const page = await world.visit(await invite('john@example.test'));
    await page.getByLabel('Name').fill('John');
    await page.getByLabel('Password').fill('a password that is long');
    await page.getByRole('button', { name: 'Accept invitation' }).click();
    await mainNavigation(page).waitFor();
  });

  it('read why they are not signed in', async () => {
    provider.signInAs(aPerson('nobody@example.test'));
    const page = await world.visit('/sign-in');
    await page.getByRole('link', providerLink()).click();
    await page.getByRole('alert').getByText('No account here has your email address').waitFor();
  });

  it('are connected from inside a session', async () => {
    const email = await world.addMember();
    provider.signInAs(aPerson(email));
    const page = await world.visit('/sign-in');
    await signIn(page, PASSWORD, email);
    await mainNavigation(page).waitFor();
    await page.goto('/settings/sessions');
    const connected = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/api/auth/oidc/callback');
    await page.getByRole('button', { name: `Connect ${new URL(provider.issuer).host}` }).click();
    await connected;
    await page.waitForURL(/\/settings\/sessions$/);
    await page.getByRole('heading', { name: 'Sessions' }).waitFor();
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.getByRole('link', providerLink()).click();
    await mainNavigation(page).waitFor();
  });

  it('become members by the settings of an owner', async () => {
    const page = await world.open('/settings/sign-in', NARROW);
    await page.getByLabel('Role of the group gate-users').selectOption('Member');
    await page.getByLabel('gate-users', { exact: true }).check();
    await page.getByLabel('example.org').check();
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('Saved.').waitFor();
    await expectFaultless(page);

    provider.signInAs(aPerson('new@example.com', { groups: ['gate-users'] }));
    const theirs = await world.visit('/sign-in');
    await theirs.getByRole('link', providerLink()).click();
    await mainNavigation(theirs).waitFor();
  });

  itNightly('find no fault of accessibility on the page of an invitation', async () => {
    const page = await world.visit(await invite('axe@example.test'), NARROW);
    await page.getByRole('button', { name: 'Accept invitation' }).waitFor();
    await expectFaultless(page);
  });

  itNightly('are invited on the page of members', async () => {
    const page = await world.open('/settings/members');
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByLabel('Email').fill('guest@example.test');
    await page.getByRole('button', { name: 'Create link' }).click();
    expect(await page.getByLabel('Link').inputValue()).toContain('/invitation#token=qgi_');
    await page.keyboard.press('Escape');
    await page.getByRole('table', { name: 'Invitations' }).getByText('guest@example.test').waitFor();
  });

  it('meet no complaint of the browser', () => {
    expect(world.complaints).toEqual([]);
  });
});
