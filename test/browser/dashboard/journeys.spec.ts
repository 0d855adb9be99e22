import type { Locator, Page } from 'playwright-core';
import { itNightly } from '../../support/programme.js';
import { DashboardWorld, describeInBrowser, EMAIL, faultsOf, PASSWORD, signIn } from './support/dashboard.js';
import { aPullRequest } from './support/scans.js';

const TABS = 60;

/** Computed style of an element, or of what a rule puts behind it. */
const styleOf = (locator: Locator, property: string, pseudo: '::after' | null = null): Promise<string> =>
  locator.evaluate(
    (element, [name, part]) => element.ownerDocument.defaultView.getComputedStyle(element, part)[name] as string,
    [property, pseudo] as const,
  );

describeInBrowser('the dashboard for a demanding person (needs chromium on the PATH)', () => {
  let world: DashboardWorld;
  let change: number;
  let repoId: number;

  beforeAll(async () => {
    world = await DashboardWorld.start();
    ({ change } = await aPullRequest(world.admin));
    repoId = (await world.admin.get('/repos')).body.repos[0].id as number;
  });
  afterAll(() => world.stop());

  const open = async (target: string, look = {}) => {
    const page = await world.open(target, look);
    return page;
  };
  const findings = (query = '') => `/scans/${change}/findings${query}`;
  const options = (page: Page) => page.getByRole('listbox', { name: 'Findings' }).getByRole('option');
  const pathOf = (page: Page) => page.url().slice(world.service.url.length);

  describe('with the keyboard alone', () => {
    /** Presses Tab until the control has the focus. */
    async function tabTo(
      page: Page,
      role: 'link' | 'button' | 'spinbutton' | 'listbox' | 'textbox',
      name: string | RegExp,
    ) {
      const wanted = page.getByRole(role, { name }).first();
      await wanted.waitFor();
      for (let pressed = 0; pressed < TABS; pressed += 1) {
        if (await wanted.evaluate((element) => element === element.ownerDocument.activeElement)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Nobody reaches the ${role} "${String(name)}" by ${TABS} tabs.`);
    }

    it('signs in, and skips to the content by the first stop', async () => {
      const page = await world.visit('/');
      await page.getByLabel('Email').waitFor();
      await page.keyboard.type(EMAIL);
      await page.keyboard.press('Tab');
      await page.keyboard.type(PASSWORD);
      await page.keyboard.press('Enter');
      await page.getByRole('navigation', { name: 'Main' }).waitFor();
      await page.reload();
      await page.locator('h1').waitFor();
      await page.keyboard.press('Tab');
      await page.locator(':focus').getByText('Skip to content').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('main:focus').waitFor();
    });

    it('loses no letter that is typed before the search has come, and gives the focus back', async () => {
      let release: () => void = () => undefined;
      const isTyped = new Promise<void>((resolve) => {
        release = resolve;
      });
      const page = await world.open('/', {}, (opened) =>
        opened.route(/search-dialog-/, async (route) => {
          await isTyped;
          await route.continue();
        }),
      );
      await page.getByRole('link', { name: 'acme/web', exact: true }).waitFor();
      await page.getByRole('link', { name: 'Policy' }).focus();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('acm');
      release();
      const box = page.getByRole('dialog', { name: 'Search everywhere' }).getByRole('combobox');
      await box.and(page.locator(':focus')).waitFor();
      await page.keyboard.type('e');
      expect(await box.inputValue()).toBe('acme');
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).press('Enter');
      await page.getByRole('link', { name: 'Policy' }).and(page.locator(':focus')).waitFor();
    });

    it('goes from the overview to the findings of a pull request', async () => {
      const page = await open('/');
      await tabTo(page, 'link', 'acme/web');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/repos\/\d+$/);
      await tabTo(page, 'link', /^#7/);
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/pulls\/7$/);
      await tabTo(page, 'link', /^Scan \d+/);
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/scans\/\d+$/);
      await tabTo(page, 'link', 'Findings');
      await page.keyboard.press('Enter');
      await options(page).first().waitFor();
    });

    it('marks a finding and takes it back, and the focus is where it was', async () => {
      const page = await open(findings('?newness=new'));
      await options(page).first().waitFor();
      await tabTo(page, 'link', 'Skip to findings');
      await page.keyboard.press('Enter');
      await page.getByRole('listbox', { name: 'Findings' }).and(page.locator(':focus')).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('f');
      await page.getByRole('dialog', { name: 'Mark false positive' }).waitFor();
      await page.keyboard.type('Checked by the router');
      await tabTo(page, 'button', 'Mark 1 finding');
      await page.keyboard.press('Enter');
      await page.getByText('1 finding is now marked').waitFor();
      await page.getByRole('listbox', { name: 'Findings' }).and(page.locator(':focus')).waitFor();
      await page.keyboard.press('f');
      await page.getByText('The mark of 1 finding was removed.').waitFor();
    });

    itNightly('leaves a dialog by Escape, and nothing has happened', async () => {
      const page = await open(findings());
      await options(page).first().waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('f');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('Not meant');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect((await world.admin.get(`/scans/${change}/findings?is_fp=true`)).body.total).toBe(0);
    });

    it('saves a policy', async () => {
      const page = await open('/policy');
      await tabTo(page, 'spinbutton', 'New critical');
      await page.keyboard.press('Control+A');
      await page.keyboard.type('1');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: /^Save/ }).waitFor();
      await page.keyboard.press('Control+Enter');
      await page.getByText('Saved as revision').waitFor();
      expect((await world.admin.get('/quality/gates/config')).body.policy.new_critical_max).toBe(1);
    });

    it('opens the account menu, chooses a theme, and closes it', async () => {
      const page = await open('/');
      await tabTo(page, 'button', 'Account');
      await page.keyboard.press('Enter');
      await page.getByRole('radiogroup', { name: 'Theme' }).waitFor();
      await page.getByRole('radio', { name: 'System' }).focus();
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
      await page.keyboard.press('Escape');
      await page.getByRole('radiogroup', { name: 'Theme' }).waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: 'Account' }).and(page.locator(':focus')).waitFor();
    });

    it('walks the tabs of the waivers by arrows', async () => {
      const page = await open('/waivers');
      await page.getByRole('tab', { name: 'In force' }).focus();
      await page.keyboard.press('ArrowRight');
      await page.waitForURL(/state=ending_soon/);
      expect(await page.getByRole('tab', { name: 'Ending soon' }).getAttribute('aria-selected')).toBe('true');
    });

    it('sees where the focus is at every stop', async () => {
      const page = await open(`/repos/${repoId}`);
      const unseen: string[] = [];
      for (let pressed = 0; pressed < 30; pressed += 1) {
        await page.keyboard.press('Tab');
        const focus = page.locator(':focus');
        if ((await focus.count()) === 0) break;
        if (Number.parseFloat(await styleOf(focus, 'outlineWidth')) < 2) unseen.push(await focus.innerText());
      }
      expect(unseen).toEqual([]);
    });
  });

  describe('by its addresses', () => {
    it('keeps a filter of the overview when one comes back', async () => {
      const page = await open('/?q=web&sort=name');
      await page.getByRole('link', { name: 'acme/web', exact: true }).click();
      await page.waitForURL(/\/repos\//);
      await page.goBack();
      await page.waitForURL(/q=web/);
      expect(await page.getByRole('searchbox', { name: 'Filter repositories' }).inputValue()).toBe('web');
      expect(await page.getByRole('combobox', { name: 'Sort' }).inputValue()).toBe('name');
    });

    itNightly('goes back and forward through chosen facets', async () => {
      const page = await open(findings());
      const count = async () => Number(await options(page).first().getAttribute('aria-setsize'));
      await options(page).first().waitFor();
      const all = await count();
      await page.getByRole('group', { name: 'Newness' }).getByRole('button', { name: /^new/ }).click();
      await page.waitForURL(/newness=new/);
      const few = await count();
      expect(few).toBeLessThan(all);
      await page.goBack();
      await page.locator(`[role=option][aria-setsize="${all}"]`).first().waitFor();
      await page.goForward();
      await page.locator(`[role=option][aria-setsize="${few}"]`).first().waitFor();
    });

    it('shows to somebody else what one sees, with the finding that is chosen', async () => {
      const page = await open(findings('?newness=new&sort=path'));
      await options(page).nth(2).click();
      await page.waitForURL(/selected=\d+/);
      const chosen = await page.getByRole('region', { name: 'Finding' }).getByRole('heading').innerText();
      const other = await open(pathOf(page));
      await other.getByRole('region', { name: 'Finding' }).getByRole('heading', { name: chosen }).waitFor();
      expect(await other.getByRole('combobox', { name: 'Sort' }).inputValue()).toBe('path');
      await other.getByRole('button', { name: /^new/, pressed: true }).waitFor();
    });

    itNightly('goes back from a file of the coverage to its folder', async () => {
      const page = await open(`/scans/${change}/coverage?path=src%2Fapi%2F`);
      await page.getByRole('treeitem', { name: /^session\.ts/ }).click();
      await page.getByRole('heading', { name: 'src/api/session.ts' }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: 'src/api/session.ts' }).waitFor({ state: 'detached' });
      await page.getByRole('treeitem', { name: /^session\.ts/ }).waitFor();
    });

    itNightly('drops what it does not know of an address', async () => {
      const page = await open(findings('?newness=maybe&sort=best&selected=-1'));
      await options(page).first().waitFor();
      expect(await page.getByRole('combobox', { name: 'Sort' }).inputValue()).toBe('severity');
      expect(await page.getByRole('button', { name: 'Clear filters' }).count()).toBe(0);
    });

    itNightly('leads a link with its filters through the sign-in', async () => {
      const page = await world.visit(findings('?newness=new&q=MD5'));
      await page.waitForURL(/\/sign-in/);
      await signIn(page);
      await options(page).first().waitFor();
      expect(pathOf(page)).toMatch(/newness=new&q=MD5|q=MD5&newness=new/);
    });
  });

  itNightly('shows the tests of a scan, the failing ones first', async () => {
    const report =
      '<testsuite><testcase name="adds a card" file="test/cart.spec.ts"><failure message="no card"/></testcase>' +
      '<testcase name="pays"/><testcase name="refunds"><skipped/></testcase></testsuite>';
    const scan = (await world.admin.post('/scans', { repo: 'acme/tested', branch: 'main' })).body.scan_id as number;
    await world.admin.upload(`/scans/${scan}/tests`, {}, { content: report });
    await world.admin.post(`/scans/${scan}/complete`);
    const page = await open(`/scans/${scan}`);
    await page.getByText('1 of 3 passed').waitFor();
    const failing = page.getByRole('table', { name: 'Failed tests' });
    expect(await failing.getByRole('row', { name: /adds a card/ }).innerText()).toContain('no card');
    await page.getByRole('button', { name: /^Skipped/ }).click();
    await page
      .getByRole('table', { name: 'Skipped tests' })
      .getByRole('row', { name: /refunds/ })
      .waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  describe('when something goes wrong', () => {
    /** Leaves waits for news without an answer: they would find out that the session has ended before the person does. */
    const withoutNews = (page: Page) => page.route(/[?&]wait=/, () => undefined);

    it('leads to sign in when the session has ended, and back to the same view', async () => {
      const page = await world.visit('/sign-in?next=%2F%3Fsort%3Dname', {}, withoutNews);
      await signIn(page);
      await page.getByRole('link', { name: 'acme/web', exact: true }).waitFor();
      await page.context().clearCookies();
      await page.getByRole('link', { name: 'acme/web', exact: true }).click();
      await page.waitForURL(/\/sign-in\?next=/);
      await signIn(page);
      await page.getByRole('list', { name: 'Rules' }).waitFor();
      expect(pathOf(page)).toBe(`/repos/${repoId}`);
    });

    it('keeps a form where the session has ended: who has typed signs in above it', async () => {
      const page = await world.visit('/sign-in?next=%2Fpolicy', {}, withoutNews);
      await signIn(page);
      await page.getByLabel('New high').fill('6');
      await page.context().clearCookies();
      await page.getByRole('button', { name: 'Save policy' }).click();
      await page.getByRole('button', { name: 'Save it' }).click();
      const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
      await dialog.getByLabel('Password').and(page.locator(':focus')).waitFor();
      await page.keyboard.type(PASSWORD);
      await dialog.getByRole('button', { name: 'Sign in' }).click();
      await dialog.waitFor({ state: 'detached' });
      expect(await page.getByLabel('New high').inputValue()).toBe('6');
      await page.getByRole('button', { name: 'Save policy' }).click();
      await page.getByRole('button', { name: 'Save it' }).click();
      await page.getByText('Saved as revision').waitFor();
    });

    it('says that the service does not answer, and goes on by "Try again"', async () => {
      const page = await open('/');
      await page.route('**/api/repos/*/overview*', (route) => route.abort());
      await page.getByRole('link', { name: 'acme/web', exact: true }).click();
      await page.getByRole('heading', { name: 'The service does not answer' }).waitFor();
      await page.unroute('**/api/repos/*/overview*');
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('list', { name: 'Rules' }).waitFor();
    });

    it('keeps what was typed when a save does not arrive', async () => {
      const page = await open('/policy');
      await page.getByLabel('New high').fill('7');
      await page.context().setOffline(true);
      await page.getByRole('button', { name: 'Save policy' }).click();
      await page.getByRole('button', { name: 'Save it' }).click();
      await page.getByRole('alert').getByText('The service does not answer').waitFor();
      expect(await page.getByLabel('New high').inputValue()).toBe('7');
      await page.context().setOffline(false);
      await page.getByRole('button', { name: 'Save policy' }).click();
      await page.getByRole('button', { name: 'Save it' }).click();
      await page.getByText('Saved as revision').waitFor();
    });

    it('says so when a page came from a build that is gone', async () => {
      const page = await open('/');
      await page.route('**/assets/policy-page*.js', (route) => route.fulfill({ status: 404 }));
      await page.getByRole('link', { name: 'Policy' }).click();
      await page.getByRole('button', { name: 'Try again' }).waitFor();
    });
  });

  describe('as the system wants it', () => {
    it('moves nothing where motion is not wanted', async () => {
      const page = await open(`/repos/${repoId}`, { reducedMotion: 'reduce' });
      const moving = await page.evaluate(`[...document.querySelectorAll('*')].filter((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element);
        return animationName !== 'none' || transitionDuration.split(', ').some((time) => parseFloat(time) > 0);
      }).length`);
      expect(moving).toBe(0);
    });

    it('prints dark pages light, with the addresses of other sites', async () => {
      await world.admin.patch(`/repos/${repoId}`, { url: 'https://git.example.test/acme/web' });
      const page = await open(`/repos/${repoId}`, { colorScheme: 'dark' });
      await page.getByRole('list', { name: 'Rules' }).waitFor();
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
      const link = page.locator('main a[href^="https://git.example.test"]').first();
      expect(await styleOf(link, 'content', '::after')).toContain('https://git.example.test');
      expect(await page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false);
    });

    it('shows by more than a colour which choice is pressed, with the colours of the system', async () => {
      const page = await open(`/repos/${repoId}`, { forcedColors: 'active' });
      const borderOf = (name: string) => styleOf(page.getByRole('button', { name }), 'borderTopColor');
      await page.getByRole('button', { name: 'All findings' }).waitFor();
      expect(await borderOf('All findings')).not.toBe(await borderOf('New code only'));
    });

    it('follows the scheme of the system at once', async () => {
      const page = await open('/', { colorScheme: 'light' });
      const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
      const light = await background();
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await background()).not.toBe(light);
    });
  });

  it('was allowed by its own policy all that it wanted, and asked nobody else', () => {
    expect(world.foreignRequests).toEqual([]);
  });
});
