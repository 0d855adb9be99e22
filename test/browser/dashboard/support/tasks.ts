import type { Locator, Page } from 'playwright-core';

/** Seconds of the keystroke-level model (Card, Moran and Newell 1980): a key, a pointing, a button, a hand that changes places, a decision. */
const KEY = 0.2;
const POINT = 1.1;
const BUTTON = 0.2;
const HAND = 0.4;
const DECIDE = 1.35;

/** A person who sees a page for the first time: decides before each click and before each text. */
export class Stranger {
  clicks = 0;
  keys = 0;
  seconds = 0;
  private isAtMouse = true;

  constructor(readonly page: Page) {}

  async click(target: Locator): Promise<void> {
    this.move(true);
    this.clicks += 1;
    this.seconds += DECIDE + POINT + BUTTON;
    await target.first().click();
  }

  /** Types into what has the focus. */
  async type(text: string): Promise<void> {
    this.seconds += DECIDE;
    this.stroke(text.length);
    await this.page.keyboard.type(text);
  }

  /** Presses keys of a shortcut, each counted: `Control+Enter`. */
  async press(keys: string): Promise<void> {
    this.stroke(keys.split('+').length);
    await this.page.keyboard.press(keys);
  }

  /** A choice of a list that opens with a click. */
  async choose(select: Locator, label: string): Promise<void> {
    await this.click(select);
    this.seconds += POINT + BUTTON;
    this.clicks += 1;
    await select.selectOption({ label });
  }

  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  private stroke(count: number): void {
    this.move(false);
    this.keys += count;
    this.seconds += count * KEY;
  }

  private move(toMouse: boolean): void {
    if (this.isAtMouse !== toMouse) this.seconds += HAND;
    this.isAtMouse = toMouse;
  }
}

/** Tasks of people, each from the overview of the sample instance to the text that answers it. */
export const TASKS: readonly (readonly [task: string, act: (stranger: Stranger) => Promise<unknown>])[] = [
  [
    'Why did it fail, and what to fix',
    async (me) => {
      await me.click(link(me, 'harbor/checkout'));
      await me.sees(/^Failed: rated D/);
      await me.click(me.page.locator('[data-rule=new_coverage_min] a'));
      await me.sees('Missed');
    },
  ],
  [
    'The scan that made coverage fall',
    async (me) => {
      await me.click(link(me, 'harbor/checkout'));
      await me.click(link(me, 'History'));
      await me.click(me.page.getByRole('table', { name: 'History' }).getByText('4.83 pt'));
      await me.sees('Coverage');
    },
  ],
  [
    'Untested lines of a file',
    async (me) => {
      await me.click(me.page.getByRole('row', { name: /harbor\/checkout/ }).locator('[data-measure=coverage_pct]'));
      await me.page.getByRole('tree', { name: 'Files' }).waitFor();
      await me.click(me.page.getByRole('searchbox', { name: 'Search files' }));
      await me.type('refund');
      await me.click(me.page.getByRole('treeitem', { name: /refund/ }));
      await me.sees('Lines that no test runs');
    },
  ],
  [
    'A finding by the name of its file',
    async (me) => {
      await me.press('Control+k');
      await me.page.getByRole('combobox', { name: 'Search everywhere' }).waitFor();
      await me.type('cart');
      await me.page
        .getByRole('option', { name: /cart\.ts/ })
        .first()
        .waitFor();
      await me.press('Enter');
      await me.page.getByRole('listbox', { name: 'Findings' }).waitFor();
      await me.sees(/of \d+ findings/);
    },
  ],
  [
    'Compare two scans',
    async (me) => {
      await me.click(link(me, 'harbor/checkout'));
      await me.click(link(me, 'History'));
      const boxes = me.page.getByRole('table', { name: 'History' }).getByRole('checkbox');
      await me.click(boxes.nth(0));
      await me.click(boxes.nth(1));
      await me.click(link(me, 'Compare'));
      await me.sees('Appeared');
    },
  ],
  [
    'A false positive, and its undo',
    async (me) => {
      await me.click(me.page.getByRole('row', { name: /harbor\/checkout/ }).locator('[data-measure=findings]'));
      await me.click(me.page.getByRole('listbox', { name: 'Findings' }).getByRole('option'));
      await me.press('f');
      await me.page.getByRole('dialog').waitFor();
      await me.type('Not a bug');
      await me.press('Control+Enter');
      await me.click(button(me, 'Undo'));
      await button(me, 'Undo').waitFor({ state: 'detached' });
    },
  ],
  [
    'A request is approved',
    async (me) => {
      await me.click(me.page.getByTitle('Inbox'));
      await me.click(me.page.getByRole('main').getByRole('link', { name: /^Waiver of/ }));
      await me.click(me.page.locator('button:not([aria-disabled])', { hasText: /^Approve$/ }));
      await button(me, 'Approve request').waitFor();
      await me.press('Control+Enter');
      await me.sees(/^Approved\./);
    },
  ],
  [
    'A waiver is requested',
    async (me) => {
      await me.click(link(me, 'Pull requests'));
      await me.click(me.page.getByRole('link', { name: /Pay with a gift card/ }));
      await me.click(me.page.getByRole('link', { name: /^(Ask for|Request) a waiver/ }));
      await me.page.getByLabel('Reason').waitFor();
      await me.click(me.page.getByLabel('Reason'));
      await me.type('Until May');
      await me.press('Control+Enter');
      await me.page.getByLabel('Reason').waitFor({ state: 'detached' });
    },
  ],
  [
    'A stricter policy is simulated and applied',
    async (me) => {
      await me.click(link(me, 'Policy'));
      await me.page.getByRole('region', { name: 'Would pass' }).waitFor();
      await me.click(me.page.getByLabel('Coverage', { exact: true }));
      await me.press('Control+a');
      await me.type('92');
      await me.sees(/Of the last \d+ scans/);
      await me.click(button(me, 'Save policy'));
      await me.click(button(me, 'Save it'));
      await me.sees(/revision v?\d|Saved/i);
    },
  ],
  [
    'Who changed the policy',
    async (me) => {
      await me.click(link(me, 'Audit log'));
      await me.choose(me.page.getByLabel('About'), 'Policy');
      await me.page.waitForURL(/target=policy/);
      await me.sees('changed the policy');
    },
  ],
  ['The worst repositories', (me) => me.sees('harbor/checkout')],
  [
    'Failing changes, the newest first',
    async (me) => {
      await me.click(link(me, 'Pull requests'));
      await me.page.getByText('Pay with a gift card').waitFor();
      await me.click(me.page.getByRole('group', { name: 'Verdict' }).getByRole('button', { name: 'Failed' }));
      await me.page.waitForURL(/verdict=failed/);
      await me.sees('Pay with a gift card');
    },
  ],
  [
    'A list is shared',
    async (me) => {
      await me.click(me.page.getByRole('button', { name: /^Failed/ }));
      await me.click(button(me, 'Save view'));
      const dialog = me.page.getByRole('dialog');
      await dialog.getByLabel('Name').waitFor();
      await me.type('Red');
      await me.click(dialog.getByLabel('Share it in the organization'));
      await me.press('Control+Enter');
      await dialog.waitFor({ state: 'detached' });
    },
  ],
  [
    'A key is rotated',
    async (me) => {
      await me.click(link(me, 'Settings'));
      await me.click(link(me, 'API keys'));
      await me.click(button(me, 'Rotate'));
      await me.click(me.page.getByRole('dialog').getByRole('button', { name: /^Rotate/ }));
      await me.page.getByLabel('Key', { exact: true }).waitFor();
    },
  ],
  [
    'Somebody is invited',
    async (me) => {
      await me.click(link(me, 'Settings'));
      await me.click(link(me, 'Members'));
      await me.click(button(me, 'Invite'));
      await me.page.getByRole('dialog').getByLabel('Email').waitFor();
      await me.type('new@harbor.example');
      await me.press('Enter');
      await me.page.getByRole('dialog', { name: /^Invitation of/ }).waitFor();
    },
  ],
  [
    'Details of scans are kept longer',
    async (me) => {
      await me.click(link(me, 'Settings'));
      await me.click(link(me, 'Retention'));
      await me.click(me.page.getByLabel('Days for which a change'));
      await me.press('Control+a');
      await me.type('400');
      await me.press('Enter');
      await me.sees(/^Saved\./);
    },
  ],
];

const link = ({ page }: Stranger, name: string) => page.getByRole('link', { name, exact: true }).first();
const button = ({ page }: Stranger, name: string) => page.getByRole('button', { name, exact: true }).first();
