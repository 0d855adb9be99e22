import {
  DashboardWorld,
  describeInBrowser,
  EMAIL,
  expectFaultless,
  faultsOf,
  looksOf,
  mainNavigation,
  PASSWORD,
  screenshot,
  show,
  signIn,
} from './support/dashboard.js';

describeInBrowser('signing in to the dashboard (needs chromium on the PATH)', () => {
  let world: DashboardWorld;

  beforeAll(async () => {
    world = await DashboardWorld.start();
  });
  afterAll(() => world.stop());

  it('is where the service leads to at its own address', async () => {
    const page = await world.visit('/');
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.title()).toMatch(/^Sign in/);
    expect(await page.locator('main').count()).toBe(1);
    expect(await page.locator('h1').allInnerTexts()).toEqual(['Sign in']);
  });

  it('says the same of a wrong address and a wrong password', async () => {
    const page = await world.visit('/sign-in');
    await signIn(page, 'wrong');
    const wrongPassword = await page.getByRole('alert').innerText();
    await page.getByLabel('Email').fill('nobody@example.test');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true, disabled: false }).waitFor();
    expect(await page.getByRole('alert').innerText()).toBe(wrongPassword);
  });

  it('comes back to the page that was wanted', async () => {
    const page = await world.visit('/nowhere/at-all?x=1');
    await page.waitForURL(/\/sign-in\?next=/);
    await signIn(page);
    await page.getByRole('heading', { name: 'Not here' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/nowhere/at-all');
    expect(await mainNavigation(page).count()).toBe(1);
  });

  it('never leads to another site', async () => {
    const page = await world.visit('/sign-in?next=%2F%2Fevil.test%2F');
    await signIn(page);
    await mainNavigation(page).waitFor();
    expect(page.url().startsWith(world.service.url)).toBe(true);
  });

  it('signs out by the account menu', async () => {
    const page = await world.visit('/sign-in');
    await signIn(page);
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByText(EMAIL).first().waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in/);
    await page.goto('/');
    await page.waitForURL(/\/sign-in/);
  });

  it('keeps the theme that was chosen, from the first paint of the next page', async () => {
    const page = await world.open('/nowhere');
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('radiogroup', { name: 'Theme' }).getByText('Dark').click();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    const answer = await page.request.get('/', { headers: { Accept: 'text/html' } });
    expect(await answer.text()).toContain('data-theme="dark"');
  });

  it('is checked by rules that name a fault and say how to fix it', async () => {
    const page = await world.visit('/sign-in');
    await page.locator('h1').waitFor();
    await page.evaluate('document.querySelector("main").append(new Image())');
    expect(await faultsOf(page)).toEqual([expect.stringMatching(/^image-alt img Fix any of [^]*alt attribute/)]);
  });

  it('has the person replace a temporary password before any other page', async () => {
    const email = `new-${EMAIL}`;
    const member = { email, name: 'New', role: 'MEMBER', password: PASSWORD, temporary: true };
    expect((await world.admin.post('/members', member)).status).toBe(201);
    const page = await world.visit('/sign-in');
    await signIn(page, PASSWORD, email);
    await page.getByRole('heading', { name: 'New password' }).waitFor();
    expect(await mainNavigation(page).count()).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByLabel('New password', { exact: true }).fill('a password of my own');
    await page.getByRole('button', { name: 'Change password' }).click();
    await mainNavigation(page).waitFor();
  });

  it('sets another password by the link of an administrator, who makes it on the page of members', async () => {
    const email = await world.addMember('Forgetful');
    const members = await world.open('/settings/members');
    await members
      .getByRole('row', { name: 'Forgetful' })
      .getByRole('button', { name: /^Access/ })
      .click();
    await members.getByRole('button', { name: 'Create reset link' }).click();
    const link = await members.getByLabel(/^Link to set a new password/).inputValue();
    const page = await world.visit(link);
    await page.getByRole('heading', { name: 'New password' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('New password').fill('another password of mine');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.waitForURL(/\/sign-in/);
    await signIn(page, 'another password of mine', email);
    await mainNavigation(page).waitFor();
  });

  it('has no fault of accessibility and fits the window, in each look', async () => {
    const outside = await world.visit('/sign-in');
    await outside.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
    for (const [at, page] of [outside, await world.open('/nowhere')].entries()) {
      for (const look of looksOf(at)) {
        await show(page, look);
        await expectFaultless(page);
        await screenshot(page, `${new URL(page.url()).pathname.slice(1)}-${look.name}`);
      }
    }
  });

  it('was allowed by its own policy all that it wanted, and asked nobody else', () => {
    expect(world.complaints).toEqual([]);
    expect(world.foreignRequests).toEqual([]);
  });
});
