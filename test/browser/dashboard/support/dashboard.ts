import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { connectToBrowser, findBrowser } from '../../../../scripts/support/browser.mjs';
import { ApiClient } from '../../../support/api-client.js';
import { aDataDir, BuiltService, cleanUpServices } from '../../../support/built-service.js';
import { isNightly } from '../../../support/programme.js';
import { isOnTurn } from '../../../support/seed.js';
import { ADMIN, findSharedDashboard } from '../../support/shared-dashboard.js';
import { FOCUS_LOST, watchFocus } from './looker.js';

/** The owner of a spec's organization: another one in each, since specs share a service. */
export const EMAIL = `owner-${randomUUID().slice(0, 8)}@example.test`;
export const PASSWORD = 'correct horse battery staple';
const SCREENSHOTS = path.join(__dirname, '../../../../test-results/dashboard');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const executable = findBrowser();
/** The test command names what is skipped. */
export const describeInBrowser = executable === null ? describe.skip : describe;

/** A size and a theme that pages are looked at in. */
type Look = BrowserContextOptions & {
  readonly name: string;
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
};
const DESK: Look = { name: 'light-1440', viewport: { width: 1440, height: 900 }, colorScheme: 'light' };
/** A phone in the dark. */
export const PHONE: Look = { name: 'dark-390', viewport: { width: 390, height: 844 }, colorScheme: 'dark' };

/** Looks of every page: each size and each theme once, and in the nightly run each size in each theme. */
const LOOKS: readonly Look[] = isNightly
  ? [
      DESK,
      PHONE,
      { ...PHONE, name: 'light-390', colorScheme: 'light' },
      { ...DESK, name: 'dark-1440', colorScheme: 'dark' },
    ]
  : [DESK, PHONE];

/** Looks of a page: all in the nightly run, else one, and another one of the page after it. */
export const looksOf = (at: number): readonly Look[] => LOOKS.filter((_, look) => isOnTurn(at + look, LOOKS.length));

/** The narrowest window that pages fit (WCAG 2.2, 1.4.10). */
export const NARROW = { viewport: { width: 320, height: 640 } };

type Prepare = (page: Page) => unknown;

/** Options of a look, which an open page takes as well. */
type Looks = Pick<BrowserContextOptions, 'viewport' | 'colorScheme' | 'reducedMotion' | 'forcedColors'>;

const DEFAULT_VIEWPORT = { width: 1280, height: 720 };
/** For each step of a page; machines with ten tests at once are slow. */
const STEP_TIMEOUT_MS = 60_000;

/** The browser of a person: a context with their session, and tabs that no test uses now. */
interface Seat {
  readonly context: BrowserContext;
  readonly cookies: Awaited<ReturnType<BrowserContext['cookies']>>;
  readonly idle: Page[];
}

const worlds: DashboardWorld[] = [];
// Pages that are opened before all tests stay open.
beforeEach(() => worlds.forEach((world) => world.keepOpen()));
afterEach(async () => {
  for (const world of worlds) await world.putBack();
  // whatever is pressed in any test, so that no control is forgotten
  for (const { complaints } of worlds) expect(complaints.filter((each) => each.startsWith(FOCUS_LOST))).toEqual([]);
});

/** The built service, where a browser finds it. */
interface Service {
  readonly url: string;
  /** Without credentials. */
  readonly anonymous: ApiClient;
}

/** The built service with a browser beside it, as a person sees both. */
export class DashboardWorld {
  /** Complaints of the browser: refused by a policy, failed, thrown, or the focus lost by what was done. */
  readonly complaints: string[] = [];
  readonly foreignRequests: string[] = [];
  private members = 0;
  private readonly seats = new Map<string, Seat>();
  /** Tabs that the running test uses, and contexts that it opened. */
  private used: { seat: Seat; tab: Page }[] = [];
  private visited: BrowserContext[] = [];

  private constructor(
    readonly service: Service,
    readonly admin: ApiClient,
    private readonly browser: Browser,
    /** A port that pages of the shared service may fetch source from. */
    readonly sourcePort: number,
  ) {}

  /**
   * An organization of its own on the service that specs share.
   *
   * @param environment of a service of its own in place of that; the browser is shared all the same
   */
  static async start(environment?: Record<string, string>): Promise<DashboardWorld> {
    const shared = await findSharedDashboard();
    const service = environment ? await startService(environment) : serviceAt(shared.url);
    if (!environment) await createOrganization(service.anonymous);
    await mkdir(SCREENSHOTS, { recursive: true });
    const admin = await service.anonymous.login(EMAIL, PASSWORD);
    const world = new DashboardWorld(service, admin, await connectToBrowser(shared.browser), shared.sourcePort);
    worlds.push(world);
    return world;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await cleanUpServices();
  }

  /**
   * A page of a visitor of his own, who is not signed in, with an empty cache. It is closed after the test.
   *
   * @param prepare has the page before it goes to its target
   */
  async visit(target: string, options: BrowserContextOptions = {}, prepare?: Prepare): Promise<Page> {
    const context = await this.newContext(options);
    this.visited.push(context);
    const page = await this.newPage(context);
    await prepare?.(page);
    await page.goto(target);
    return page;
  }

  /** A page of the owner. */
  open(target: string, look: Looks = {}, prepare?: Prepare): Promise<Page> {
    return this.openAs(EMAIL, target, look, prepare);
  }

  /**
   * A page of a person with `PASSWORD`, in a tab that earlier tests used: a new one costs a process and reads all scripts again.
   * It has nothing of those tests: neither their cookies nor what they stored.
   *
   * @param prepare has the page before it goes to its target, which is a visitor's then, with an empty cache
   */
  async openAs(email: string, target: string, look: Looks = {}, prepare?: Prepare): Promise<Page> {
    const seat = this.seats.get(email) ?? (await this.takeSeat(email));
    if (prepare) {
      const storageState = { cookies: seat.cookies, origins: [] };
      const page = await this.visit(target, { storageState, ...look }, prepare);
      await page.locator('h1').first().waitFor();
      return page;
    }
    const tab = seat.idle.pop() ?? (await this.newPage(seat.context));
    this.used.push({ seat, tab });
    await tab.setViewportSize(look.viewport ?? DEFAULT_VIEWPORT);
    await tab.emulateMedia({
      media: null,
      colorScheme: look.colorScheme ?? 'light',
      reducedMotion: look.reducedMotion ?? 'no-preference',
      forcedColors: look.forcedColors ?? 'none',
    });
    await goTo(tab, target);
    return tab;
  }

  /** Leaves the pages open that are open now. */
  keepOpen(): void {
    this.used = [];
    this.visited = [];
  }

  /** Closes what the test opened, and makes its tabs ready for the next one. */
  async putBack(): Promise<void> {
    for (const context of this.visited) {
      for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
      await context.close();
    }
    for (const { seat, tab } of this.used) {
      if (tab.isClosed()) continue;
      await tab.unrouteAll({ behavior: 'ignoreErrors' });
      // over nothing, which would preload what it leads to
      await tab.mouse.move(-1, -1);
      await tab.evaluate('localStorage.clear(); sessionStorage.clear()').then(
        () => seat.idle.push(tab),
        () => tab.close(),
      );
    }
    for (const { context, cookies } of new Set(this.used.map(({ seat }) => seat))) {
      if (valuesOf(await context.cookies()) === valuesOf(cookies)) continue;
      await context.clearCookies();
      await context.addCookies(cookies);
    }
    this.keepOpen();
  }

  private async takeSeat(email: string): Promise<Seat> {
    const context = await this.newContext({});
    const answer = await context.request.post('/api/auth/login', {
      data: { email, password: PASSWORD, tokens: false },
    });
    if (!answer.ok()) throw new Error(await answer.text());
    const seat = { context, cookies: await context.cookies(), idle: [] };
    this.seats.set(email, seat);
    return seat;
  }

  private async newContext(options: BrowserContextOptions): Promise<BrowserContext> {
    const context = await this.browser.newContext({ baseURL: this.service.url, ...options });
    context.setDefaultTimeout(STEP_TIMEOUT_MS);
    return context;
  }

  private async newPage(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await watchFocus(page);
    page.on('console', (message) => {
      // A refused request is written to the console by the browser itself.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(this.service.url)) this.foreignRequests.push(request.url());
    });
    return page;
  }

  /** Adds somebody to the organization, with `PASSWORD`; answers the email address. */
  async addMember(name = `Member ${++this.members}`, role = 'MEMBER'): Promise<string> {
    const email = `${name.toLowerCase().replaceAll(' ', '-')}-${EMAIL}`;
    const { status, text } = await this.admin.post('/members', { email, name, role, password: PASSWORD });
    if (status !== 201) throw new Error(text);
    return email;
  }
}

const valuesOf = (cookies: Seat['cookies']): string =>
  cookies
    .map(({ name, value }) => `${name}=${value}`)
    .sort()
    .join(';');

const serviceAt = (url: string): Service => ({ url, anonymous: new ApiClient(url, {}) });

async function startService(environment: Record<string, string>): Promise<Service> {
  return BuiltService.start({
    DATA_DIR: await aDataDir(),
    ADMIN_EMAIL: EMAIL,
    ADMIN_PASSWORD: PASSWORD,
    RATE_LIMIT_LOGIN: '1000',
    ...environment,
  });
}

/** Makes an organization whose owner signs in by `EMAIL` and `PASSWORD`. */
async function createOrganization(anonymous: ApiClient): Promise<void> {
  const slug = randomUUID();
  const admin = await anonymous.login(ADMIN.email, ADMIN.password);
  const made = await admin.post('/orgs', { name: 'Acme', slug });
  if (made.status !== 201) throw new Error(made.text);
  const inside = await anonymous.login(ADMIN.email, ADMIN.password, made.body.id as number);
  const owner = { email: EMAIL, name: 'Owner', role: 'ORG_OWNER', password: PASSWORD };
  const added = await inside.post('/members', owner);
  if (added.status !== 201) throw new Error(added.text);
  // As the first organization has it from its start.
  await inside.put('/quality/gates/config', { enabled: true });
}

export async function signIn(page: Page, password = PASSWORD, email = EMAIL): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Goes to another page in the tab of one, which costs half as much as a tab of its own. */
export async function goTo(page: Page, target: string): Promise<void> {
  await page.goto(target);
  await page.locator('h1').first().waitFor();
}

/** Links to the pages, which only people who are signed in see. */
export const mainNavigation = (page: Page): Locator => page.getByRole('navigation', { name: 'Main' });

/** Faults of accessibility (WCAG 2.2 A and AA) of a page, or of its element that a selector names. axe comes by the debugger, which the page's policy does not bind. */
export async function faultsOf(page: Page, selector?: string): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  // Colours are judged once they have faded in.
  const faded = 'Promise.allSettled(document.getAnimations().map(({ finished }) => finished))';
  // Elements that pass need no description.
  const options = JSON.stringify({ runOnly: WCAG, resultTypes: ['violations'] });
  const run = `${faded}.then(() => axe.run(${selector === undefined ? 'document' : JSON.stringify(selector)}, ${options})).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => id + ' ' + target + ' ' + failureSummary)))`;
  await session.send('Runtime.evaluate', { expression: `if (typeof axe === 'undefined') {${AXE}}` });
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

/** Has an open page take another size and theme. */
export async function show(page: Page, { viewport, colorScheme }: Look): Promise<void> {
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
}

/** Expects that the page has no fault of accessibility, and is no wider than the window. */
export async function expectFaultless(page: Page): Promise<void> {
  expect(await faultsOf(page)).toEqual([]);
  expect(await overflowOf(page)).toBe(0);
}

/** Takes a picture, for people to look at, in the nightly run. */
export const screenshot = async (page: Page, name: string): Promise<unknown> =>
  isNightly && page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true });
