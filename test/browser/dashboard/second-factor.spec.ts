import type { Page } from 'playwright-core';
import { AuthenticatorApp } from '../../support/authenticator-app.js';
import { MovableClock } from '../../support/movable-clock.js';
import {
  DashboardWorld,
  describeInBrowser,
  expectFaultless,
  faultsOf,
  looksOf,
  mainNavigation,
  NARROW,
  PASSWORD,
  screenshot,
  signIn,
} from './support/dashboard.js';

describeInBrowser('second factors in the dashboard (needs chromium on the PATH)', () => {
  let world: DashboardWorld;

  beforeAll(async () => {
    world = await DashboardWorld.start();
  });
  afterAll(() => world.stop());

  async function openAs(email: string, target: string, look = {}): Promise<Page> {
    const page = await world.visit(`/sign-in?next=${encodeURIComponent(target)}`, look);
    await signIn(page, PASSWORD, email);
    return page;
  }

  /** Sets up an app on the page that is open, down to the list of recovery codes. */
  async function enroll(page: Page): Promise<AuthenticatorApp> {
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
    const secret = await page.getByLabel('Secret, to enter in the app').inputValue();
    const app = new AuthenticatorApp({ clock: new MovableClock() }, secret);
    await page.getByLabel('First code of the app').fill(app.nextCode());
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('list', { name: 'Recovery codes' }).waitFor();
    return app;
  }

  it('are enrolled on the page of sessions, and required at the next sign-in', async () => {
    const email = await world.addMember();
    const page = await openAs(email, '/settings/sessions', NARROW);
    const app = await enroll(page);
    await expectFaultless(page);
    const codes = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts();
    expect(codes).toHaveLength(10);
    await page.getByRole('button', { name: 'I have stored them' }).click();
    await page.getByText('Recovery codes left: 10').waitFor();

    const byCode = await openAs(email, '/settings/sessions', NARROW);
    await byCode.getByText('Enter the code of your second factor.').waitFor();
    await expectFaultless(byCode);
    const code = byCode.getByRole('textbox', { name: 'Code' });
    await code.fill(app.wrongCode());
    await byCode.getByRole('button', { name: 'Sign in', exact: true }).click();
    await byCode.getByText('The code is wrong or was used before.').waitFor();
    await code.fill(app.nextCode());
    await byCode.getByRole('button', { name: 'Sign in', exact: true }).click();
    await mainNavigation(byCode).waitFor();

    const byRecovery = await openAs(email, '/settings/sessions');
    await byRecovery.getByRole('textbox', { name: 'Code' }).fill(codes[0]!);
    await byRecovery.getByRole('button', { name: 'Sign in', exact: true }).click();
    await byRecovery.getByText('Recovery codes left: 9').waitFor();
    await byRecovery.getByRole('textbox', { name: 'Code' }).fill(codes[1]!);
    await byRecovery.getByRole('button', { name: 'Remove' }).click();
    await byRecovery.getByRole('button', { name: 'Set up an authenticator app' }).waitFor();
  });

  it.each(looksOf(0))('show the secret as a QR code, dark on white ($name)', async ({ name, ...look }) => {
    const page = await openAs(await world.addMember(), '/settings/sessions', look);
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
    const code = page.getByRole('img', { name: 'QR code of the secret below' });
    await code.waitFor();
    expect(await coloursOf(page, 'svg[role="img"]')).toEqual({
      background: 'rgb(255, 255, 255)',
      fill: 'rgb(0, 0, 0)',
    });
    await expectFaultless(page);
    await screenshot(page, `enrollment-${name}`);
  });

  it('are enrolled before any other page where the organization requires them', async () => {
    const email = await world.addMember();
    expect((await world.admin.patch('/org', { require_second_factor: true })).status).toBe(200);
    const page = await openAs(email, '/policy', NARROW);
    await page.getByRole('heading', { name: 'Second factor' }).waitFor();
    expect(await mainNavigation(page).count()).toBe(0);
    expect(await page.locator('main').count()).toBe(1);
    await expectFaultless(page);
    await enroll(page);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have stored them' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await mainNavigation(page).waitFor();
    expect(new URL(page.url()).pathname).toBe('/policy');
  });

  it('meet no complaint of the browser', () => {
    expect(world.complaints).toEqual([]);
    expect(world.foreignRequests).toEqual([]);
  });
});

const coloursOf = (page: Page, selector: string): Promise<unknown> =>
  page.evaluate(`(({ backgroundColor: background, fill }) => ({ background, fill }))(
    getComputedStyle(document.querySelector(${JSON.stringify(selector)})))`);
