import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { findBrowser, launchBrowser } from '../../../../scripts/support/browser.mjs';
import type { ApiClient } from '../../../support/api-client.js';
import { aDataDir, BuiltService, cleanUpServices } from '../../../support/built-service.js';

export const EMAIL = 'admin@example.test';
export const PASSWORD = 'correct horse battery staple';
const SCREENSHOTS = path.join(__dirname, '../../../../test-results/dashboard');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const executable = findBrowser();
/** The test command names what is skipped. */
export const describeInBrowser = executable === null ? describe.skip : describe;

/** Sizes and themes that every page is looked at in. */
export const LOOKS = [
  { name: 'light-1440', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'dark-390', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  { name: 'light-390', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  { name: 'dark-1440', viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
] as const satisfies readonly (BrowserContextOptions & { name: string })[];

/** The narrowest window that pages fit (WCAG 2.2, 1.4.10). */
export const NARROW = { viewport: { width: 320, height: 640 } };

/** The built service with a browser beside it, as a person sees both. */
export class DashboardWorld {
  /** Complaints of the browser: refused by a policy, failed, thrown. */
  readonly complaints: string[] = [];
  readonly foreignRequests: string[] = [];
  private members = 0;
  private state: Awaited<ReturnType<BrowserContext['storageState']>> | undefined;

  private constructor(
    readonly service: BuiltService,
    readonly admin: ApiClient,
    private readonly browser: Browser,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<DashboardWorld> {
    const service = await BuiltService.start({
      DATA_DIR: await aDataDir(),
      ADMIN_EMAIL: EMAIL,
      ADMIN_PASSWORD: PASSWORD,
      RATE_LIMIT_LOGIN: '1000',
      ...environment,
    });
    await mkdir(SCREENSHOTS, { recursive: true });
    const admin = await service.anonymous.login(EMAIL, PASSWORD);
    return new DashboardWorld(service, admin, await launchBrowser(executable!));
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await cleanUpServices();
  }

  /** A page of a visitor of his own, who is not signed in. */
  async visit(target: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ baseURL: this.service.url, ...options });
    const page = await context.newPage();
    page.on('console', (message) => {
      // A refused request is written to the console by the browser itself.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(this.service.url)) this.foreignRequests.push(request.url());
    });
    await page.goto(target);
    return page;
  }

  /** A page of the administrator. */
  async open(target: string, options: BrowserContextOptions = {}): Promise<Page> {
    this.state ??= await this.signInOnce();
    const page = await this.visit(target, { storageState: this.state, ...options });
    await page.locator('h1').first().waitFor();
    return page;
  }

  /** Adds somebody to the administrator's organization, with `PASSWORD`; answers the email address. */
  async addMember(name = `Member ${++this.members}`): Promise<string> {
    const email = `${name.toLowerCase().replaceAll(' ', '-')}@example.test`;
    const { status, text } = await this.admin.post('/members', { email, name, role: 'MEMBER', password: PASSWORD });
    if (status !== 201) throw new Error(text);
    return email;
  }

  private async signInOnce() {
    const page = await this.visit('/sign-in');
    await signIn(page);
    await mainNavigation(page).waitFor();
    const state = await page.context().storageState();
    await page.context().close();
    return state;
  }
}

export async function signIn(page: Page, password = PASSWORD, email = EMAIL): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Links to the pages, which only people who are signed in see. */
export const mainNavigation = (page: Page): Locator => page.getByRole('navigation', { name: 'Main' });

/** Faults of accessibility (WCAG 2.2 A and AA). axe comes by the debugger, which the page's policy does not bind. */
export async function faultsOf(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  // Colours are judged once they have faded in.
  const faded = 'Promise.allSettled(document.getAnimations().map(({ finished }) => finished))';
  const run = `${faded}.then(() => axe.run(document, { runOnly: ${JSON.stringify(WCAG)} })).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => id + ' ' + target + ' ' + failureSummary)))`;
  await session.send('Runtime.evaluate', { expression: AXE });
  const { result } = await session.send('Runtime.evaluate', {
    expression: run,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return result.value as string[];
}

/** Pixels by which the page is wider than the window. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => {
    // @ts-expect-error -- runs in the browser
    const { scrollWidth, clientWidth } = document.documentElement as { scrollWidth: number; clientWidth: number };
    return scrollWidth - clientWidth;
  });

/** Expects that the page has no fault of accessibility, and is no wider than the window. */
export async function expectFaultless(page: Page): Promise<void> {
  expect(await faultsOf(page)).toEqual([]);
  expect(await overflowOf(page)).toBe(0);
}

export const screenshot = (page: Page, name: string): Promise<unknown> =>
  page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true });
