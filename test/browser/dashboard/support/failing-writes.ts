import type { Locator, Page, Route } from 'playwright-core';
import { isFocusLost } from './looker.js';

const API = /\/api\//;
/** Answers of a service that fails, and of one that gets too many requests. */
const REFUSALS = [
  { status: 500, code: 'internal_error', detail: 'Try again. If it fails again, tell the operator.' },
  { status: 429, code: 'rate_limited', detail: 'Too many attempts. Try again in 30 seconds.' },
] as const;
const TYPED = 'typed by the test';
/** Samples for fields that take no words. */
const SAMPLES: Readonly<Record<string, string>> = {
  ...{ email: 'somebody@example.test', url: 'https://example.test/hook', date: '2099-01-01', number: '1' },
};

/**
 * Submits an open dialog while the service refuses all writes. Faults are: nothing says why it failed, a field that has lost
 * its value, and a lost focus. A dialog without a submit button, or whose button stays locked, has none.
 *
 * @param at number of the dialog, which chooses the refusal
 */
export async function faultsOfFailedWrite(page: Page, dialog: Locator, at: number): Promise<string[]> {
  const submit = dialog.locator('button[type=submit]');
  if ((await submit.count()) === 0) return [];
  await fillIn(dialog);
  if (await submit.evaluate((button) => button.matches(':disabled, [aria-disabled=true]'))) return [];
  const { detail, ...refusal } = REFUSALS[at % REFUSALS.length]!;
  const refuse = (route: Route) =>
    route.request().method() === 'GET'
      ? route.fallback()
      : route.fulfill({ status: refusal.status, headers: { 'Retry-After': '30' }, json: { ...refusal, detail } });
  await page.route(API, refuse);
  const typed = await valuesIn(dialog);
  await submit.press('Enter');
  const faults: string[] = [];
  const said = page.getByRole('alert').filter({ hasText: detail });
  await said
    .first()
    .waitFor({ timeout: 10_000 })
    .catch(() => faults.push('nothing says that it failed'));
  // one that closes leaves what was typed to its page
  if (await dialog.isVisible()) {
    const kept = await valuesIn(dialog);
    if (kept !== typed) faults.push(`typed ${typed}, kept ${kept}`);
  }
  if (await isFocusLost(page)) faults.push('the focus is lost once it has failed');
  await page.unroute(API, refuse);
  return faults;
}

/** Gives each empty field of a dialog a value, and each choice its second option. */
async function fillIn(dialog: Locator): Promise<void> {
  for (const field of await dialog.locator('input:not([type=checkbox], [type=radio], [type=file]), textarea').all()) {
    if (!(await field.isVisible()) || !(await field.isEditable()) || (await field.inputValue()) !== '') continue;
    await field.fill(SAMPLES[(await field.getAttribute('type')) ?? ''] ?? TYPED);
  }
  for (const choice of await dialog.locator('select').all())
    if ((await choice.isEnabled()) && (await choice.inputValue()) === '') await choice.selectOption({ index: 1 });
}

const valuesIn = (dialog: Locator): Promise<string> =>
  dialog.evaluate((element) =>
    Array.from(element.querySelectorAll('input, select, textarea'), (field) => {
      const { type, checked, value } = field as { type: string; checked: boolean; value: string };
      return type === 'checkbox' || type === 'radio' ? checked : value;
    }).join(' | '),
  );
