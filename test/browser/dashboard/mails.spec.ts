import { type MailServer, type ReceivedMail, startMailServer } from '../../support/mail-server.js';
import { takeSome } from '../../support/seed.js';
import {
  DashboardWorld,
  describeInBrowser,
  expectFaultless,
  looksOf,
  mainNavigation,
  NARROW,
  screenshot,
  signIn,
} from './support/dashboard.js';

const NEW = 'a password of my own';

describeInBrowser('mails that lead to the dashboard (needs chromium on the PATH)', () => {
  let server: MailServer;
  let world: DashboardWorld;

  beforeAll(async () => {
    server = await startMailServer();
    world = await DashboardWorld.start({ SMTP_URL: server.url, MAIL_FROM: 'gate@example.test' });
  });
  afterAll(async () => {
    await world.stop();
    await server.stop();
  });

  /** The page that a mail's link leads to, without its host: the service of the test has another port. */
  function linkIn({ html }: ReceivedMail): string {
    const { pathname, hash } = new URL(/<a href="([^"]+)"/.exec(html)![1]!);
    return `${pathname}${hash}`;
  }

  it('replace a forgotten password, once', async () => {
    const email = await world.addMember('Forgetful');
    const page = await world.visit('/sign-in', NARROW);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByRole('heading', { name: 'Forgotten password' }).waitFor();
    await expectFaultless(page);
    await page.getByLabel('Email').fill(email);
    await page.getByRole('button', { name: 'Send link' }).click();
    await page
      .getByRole('status')
      .filter({ hasText: `If ${email} has an account here` })
      .waitFor();
    await expectFaultless(page);

    const link = linkIn(await server.nextTo(email));
    const opened = await world.visit(link, NARROW);
    await opened.getByRole('heading', { name: 'New password' }).waitFor();
    await expectFaultless(opened);
    await opened.getByLabel('New password').fill('qwertyuiop');
    await opened.getByRole('button', { name: 'Set password' }).click();
    await opened.getByRole('alert').waitFor();
    await opened.getByLabel('New password').fill(NEW);
    await opened.getByRole('button', { name: 'Set password' }).click();
    await opened.waitForURL(/\/sign-in/);
    await signIn(opened, NEW, email);
    await mainNavigation(opened).waitFor();
    expect((await server.nextTo(email)).subject).toBe('Your password was changed');

    const again = await world.visit(link, NARROW);
    await again.getByRole('alert').getByText('This link was already used').waitFor();
    await again.getByRole('link', { name: 'Request another link' }).waitFor();
    await expectFaultless(again);
  });

  it('say nothing of who has an account', async () => {
    const page = await world.visit('/forgot-password');
    await page.getByLabel('Email').fill('nobody@example.test');
    await page.getByRole('button', { name: 'Send link' }).click();
    await page.getByRole('status').filter({ hasText: 'If nobody@example.test has an account here' }).waitFor();
  });

  it('invite somebody new, who sets a password', async () => {
    const email = 'guest@example.test';
    const members = await world.open('/settings/members');
    await members.getByRole('button', { name: 'Invite' }).click();
    await members.getByLabel('Email').fill(email);
    await members.getByRole('button', { name: 'Create link' }).click();
    const page = await world.visit(linkIn(await server.nextTo(email)), NARROW);
    await page.getByRole('heading', { name: 'Invitation' }).waitFor();
    await expectFaultless(page);
    await page.getByLabel('Name').fill('Guest');
    await page.getByLabel('Password').fill(NEW);
    await page.getByRole('button', { name: 'Accept invitation' }).click();
    await mainNavigation(page).waitFor();
  });

  it.each(looksOf(1))('lead to pages without a fault of accessibility ($name)', async ({ name, ...look }) => {
    const email = await world.addMember(`Looks-${name}`);
    expect((await world.service.anonymous.post('/auth/password/forgot', { email })).status).toBe(202);
    const link = linkIn(await server.nextTo(email));
    const views = [
      ['forgotten', '/forgot-password', 'Forgotten password'],
      ['reset', link, 'New password'],
      ['reset-over', '/reset-password#qgp_unknown', 'New password'],
    ] as const;
    for (const [view, target, heading] of takeSome(views, 1)) {
      const page = await world.visit(target, look);
      await page.getByRole('heading', { name: heading }).waitFor();
      await page.getByRole('link', { name: 'Back to sign-in' }).or(page.getByLabel('New password')).waitFor();
      await expectFaultless(page);
      await screenshot(page, `${view}-${name}`);
    }
  });

  it('meet no complaint of the browser', () => {
    expect(world.complaints).toEqual([]);
    expect(world.foreignRequests).toEqual([]);
  });
});
