import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import {
  DashboardWorld,
  describeInBrowser,
  expectFaultless,
  faultsOf,
  looksOf,
  screenshot,
} from './support/dashboard.js';
import { aPullRequest } from './support/scans.js';

describeInBrowser('the findings explorer (needs chromium on the PATH)', () => {
  let world: DashboardWorld;
  let change: number;

  beforeAll(async () => {
    world = await DashboardWorld.start();
    ({ change } = await aPullRequest(world.admin));
  });
  afterAll(() => world.stop());

  const open = async (query = '', look = {}) => {
    const page = await world.open(`/scans/${change}/findings${query}`, look);
    await options(page).first().waitFor();
    return page;
  };
  const options = (page: Page) => page.getByRole('listbox', { name: 'Findings' }).getByRole('option');
  const countOf = async (page: Page) => Number(await options(page).first().getAttribute('aria-setsize'));
  const totalOf = async (query = '') =>
    (await world.admin.get(`/scans/${change}/findings?${query}`)).body.total as number;
  const finding = (page: Page) => page.getByRole('region', { name: 'Finding' });
  /** The page shows a change before the service has answered. */
  const answerTo = (page: Page, method: string) =>
    page.waitForResponse((response) => response.request().method() === method);

  it('lists all findings, worst first, in two requests', async () => {
    const page = await world.open('/nowhere');
    const requests: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/api/') && pathname !== '/api/auth/me') requests.push(pathname);
    });
    await page.goto(`/scans/${change}/findings`);
    await options(page).first().waitFor();
    expect(await countOf(page)).toBe(await totalOf());
    expect(await options(page).first().getAttribute('aria-posinset')).toBe('1');
    expect(await options(page).first().innerText()).toContain('critical');
    expect(requests.sort()).toEqual([`/api/scans/${change}/findings/columns`, `/api/scans/${change}/summary`]);
  });

  it('filters by facets that count what a choice leaves, and keeps the filter in the address', async () => {
    const page = await open();
    await page.getByRole('group', { name: 'Newness' }).getByRole('button', { name: 'new 24' }).click();
    await page.waitForURL(/newness=new/);
    expect(await countOf(page)).toBe(24);
    await page.getByRole('group', { name: 'Severity' }).getByRole('button', { name: 'critical 6' }).click();
    await page.waitForURL(/severity=critical/);
    expect(await countOf(page)).toBe(6);
    expect(
      await page
        .getByRole('group', { name: 'Newness' })
        .getByRole('button', { name: /^inherited 10$/ })
        .count(),
    ).toBe(1);
    await page.reload();
    expect(await countOf(page)).toBe(6);
    await page.goBack();
    await page.locator('[role=option][aria-setsize="24"]').first().waitFor();
  });

  it.each([
    [1024, 'at the side'],
    [390, 'at the bottom'],
  ])('shows the chosen one over the list at %d pixels %s, until Escape', async (width, where) => {
    const page = await open('', { viewport: { width, height: 844 } });
    await options(page).first().click();
    await page.waitForURL(/selected=/);
    const sheet = (await finding(page).boundingBox())!;
    expect(sheet.x + sheet.width).toBe(width);
    expect(sheet.y + sheet.height).toBe(844);
    expect(where === 'at the side' ? sheet.y : sheet.x).toBe(0);
    expect(await finding(page).getByText('Why it counts').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await finding(page).waitFor({ state: 'hidden' });
    expect(page.url()).not.toContain('selected=');
  });

  it('searches message, rule and path while one types', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('MD5');
    await page.waitForURL(/q=MD5/);
    expect(await countOf(page)).toBe(16);
    await page.getByRole('searchbox', { name: 'Search findings' }).fill('nothing like it');
    await page.getByText('No finding matches').waitFor();
  });

  it('is walked through by keys, and shows why the chosen finding counts', async () => {
    const page = await open('?newness=new');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const list = page.getByRole('listbox', { name: 'Findings' });
    const active = await list.getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${active}"]`).getAttribute('aria-posinset')).toBe('2');
    await finding(page).getByText('Why it counts').waitFor();
    await finding(page).getByText('First seen in').waitFor();
    await page.waitForURL(/selected=\d+/);
    await list.press('Enter');
    await page.locator('section[aria-label="Finding"]:focus').waitFor();
  });

  it('marks the selected findings at once, says so, and takes it back', async () => {
    const page = await open('?rule=todo');
    await page.getByRole('button', { name: 'Select all 16 matching' }).click();
    await page.keyboard.press('f');
    const dialog = page.getByRole('dialog', { name: 'Mark false positive' });
    await dialog.getByLabel('Reason').fill('Known and planned');
    await dialog.getByRole('button', { name: 'Mark 16 findings' }).click();
    await page.getByText('16 findings are now marked as false positives.').waitFor();
    expect(await options(page).first().innerText()).toContain('false positive');
    const { body } = await world.admin.get(`/scans/${change}/findings?is_fp=true`);
    expect(body.total).toBe(16);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('now marked as false positives').waitFor({ state: 'detached' });
    expect((await world.admin.get(`/scans/${change}/findings?is_fp=true`)).body.total).toBe(0);
  });

  it('marks the active finding by one key, and takes the mark back by the same', async () => {
    const page = await open('?severity=critical');
    await page.keyboard.press('j');
    await page.keyboard.press('f');
    await page.getByRole('dialog').getByLabel('Reason').fill('Input is checked before');
    await page.getByRole('button', { name: 'Mark 1 finding' }).click();
    await page.getByText('1 finding is now marked').waitFor();
    await page.getByRole('button', { name: 'Judge again' }).waitFor();
    await page.keyboard.press('f');
    await page.getByText('The mark of 1 finding was removed.').waitFor();
  });

  it('accepts a problem for a time, shows it apart, and takes it back', async () => {
    const page = await open('?severity=high');
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: 'Accept problem' });
    await dialog.getByLabel('Reason').fill('The old clients end in May');
    await dialog.getByLabel('Ends').fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 10));
    await dialog.getByRole('button', { name: 'Accept problem' }).click();
    await page.getByText('The problem is accepted until').waitFor();
    await finding(page).getByText('Not counted for now: it is accepted.').waitFor();
    const state = page.getByRole('group', { name: 'State' });
    await state.getByRole('button', { name: 'accepted 1', exact: true }).click();
    await page.waitForURL(/state=accepted/);
    expect(await countOf(page)).toBe(await totalOf('is_accepted=true'));
    expect(await options(page).first().innerText()).toContain('accepted');
    await page.keyboard.press('j');
    const ended = answerTo(page, 'DELETE');
    await finding(page).getByRole('button', { name: 'Withdraw the acceptance' }).click();
    await page.getByText('No finding matches').waitFor();
    await ended;
    expect(await totalOf('is_accepted=true')).toBe(0);
  });

  it('undoes an acceptance at once', async () => {
    const page = await open('?severity=high');
    await page.keyboard.press('j');
    await finding(page).getByRole('button', { name: 'Accept', exact: false }).first().click();
    await page.getByRole('dialog').getByLabel('Reason').fill('For now');
    await page.getByRole('dialog').getByRole('button', { name: 'Accept problem' }).click();
    const ended = answerTo(page, 'DELETE');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The problem is accepted').waitFor({ state: 'detached' });
    await ended;
    expect(await totalOf('is_accepted=true')).toBe(0);
  });

  it('leads from a finding to the form of a waiver for its rule and place', async () => {
    const page = await open('?newness=new&severity=critical');
    // The script of the next page comes after the keys have rested.
    await page.route('**/assets/*.js', (script) => sleep(1_000).then(() => script.continue()));
    await page.keyboard.press('j');
    await finding(page).getByRole('link', { name: 'Waive' }).click();
    const form = page.getByRole('dialog', { name: 'New waiver' });
    expect(await form.getByLabel('Rule').inputValue()).toBe('new_critical_max');
    expect(await form.getByLabel('Scope').locator('option:checked').innerText()).toContain('7');
  });

  it('has compact rows where the reader prefers them, also on the next page', async () => {
    const page = await open();
    const heightOf = async () => (await options(page).first().boundingBox())!.height;
    expect(await heightOf()).toBe(46);
    await page.getByRole('button', { name: 'Compact rows' }).click();
    expect(await heightOf()).toBe(32);
    await page.reload();
    await options(page).first().waitFor();
    expect(await heightOf()).toBe(32);
    await screenshot(page, 'findings-compact');
    expect(await faultsOf(page)).toEqual([]);
  });

  it('has room for 50 letters of code beside the list, and for 90 in the wide panel, which is kept', async () => {
    const page = await open();
    await page.setViewportSize({ width: 1440, height: 900 });
    await options(page).first().click();
    const panel = page.getByRole('region', { name: 'Finding' });
    // Beside the numbers of lines and the padding, in letters of the code.
    const lettersOf = () =>
      panel.evaluate((box) => {
        const code = box.ownerDocument.createElement('code');
        code.textContent = 'x'.repeat(100);
        box.append(code);
        const letter = code.getBoundingClientRect().width / 100;
        code.remove();
        return (box.clientWidth - 2 * 20 - 80) / letter;
      });
    expect(await lettersOf()).toBeGreaterThan(50);
    await panel.getByRole('button', { name: 'Wide panel' }).click();
    expect(await lettersOf()).toBeGreaterThan(90);
    await page.reload();
    await panel.getByRole('button', { name: 'Wide panel', pressed: true }).waitFor();
    expect(await lettersOf()).toBeGreaterThan(90);
    await panel.getByRole('button', { name: 'Wide panel' }).click();
  });

  it('says the same of a scan that does not exist as of any other page', async () => {
    const page = await world.open('/scans/999999/findings');
    await page.getByRole('heading', { name: 'Not here' }).waitFor();
  });

  it.each(looksOf(0))('has no fault of accessibility and fits the window ($name)', async ({ name, ...look }) => {
    const page = await open('?newness=new', look);
    await page.keyboard.press('j');
    await finding(page).getByText('First seen in').waitFor();
    await screenshot(page, `findings-${name}`);
    await expectFaultless(page);
  });

  it('was allowed by its own policy all that it wanted, and asked nobody else', () => {
    expect(world.complaints).toEqual([]);
    expect(world.foreignRequests).toEqual([]);
  });
});
