import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';

const LOOKER = readFileSync(path.join(__dirname, 'looker.js'), 'utf8');

/**
 * Faults of an element that an eye sees: texts that are cut off without a title, words of up to 16
 * letters that break inside, controls that lie outside of it, of the
 * window or over each other, or that take the focus unseen, and numbers of one measure and scope that differ. A part that scrolls downwards, and code that
 * scrolls sideways, are not cut.
 *
 * @param selector the element, of which the page has one
 */
export async function faultsIn(page: Page, selector: string): Promise<string[]> {
  await page.evaluate(MOTION_ENDS);
  return page.evaluate(`(${LOOKER.trim().replace(/;$/, '')})(${JSON.stringify(selector)})`);
}

/** Resolves once nothing moves that comes to an end, such as a sheet on its way in. */
const MOTION_ENDS = `Promise.all(document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().endTime < Infinity)
  .map(({ finished }) => finished.catch(() => null))).then(() => null)`;

/** Has a page note from its start by how much its layout shifts. To be called before it goes to its target. */
export const watchShifts = (page: Page): Promise<unknown> =>
  page.addInitScript(`
    window.layoutShift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.layoutShift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });`);

/** The sum of a watched page's layout shifts, as the score of Cumulative Layout Shift counts each. */
export const shiftOf = (page: Page): Promise<number> => page.evaluate('window.layoutShift');

/** True where the keyboard's focus stays nowhere, so that the next key begins at the top of the page. The page takes a moment to set it. */
export async function isFocusLost(page: Page): Promise<boolean> {
  for (let looks = 0; looks < 100; looks += 1) {
    if (await page.evaluate('document.activeElement !== null && document.activeElement !== document.body'))
      return false;
    await page.waitForTimeout(50);
  }
  return true;
}

/** Begins each complaint of `watchFocus`. */
export const FOCUS_LOST = 'The focus is lost after';

/**
 * Has a page complain in its console where the focus is lost for a second: to a control that has gone, or that is disabled, while
 * the page around it is there. To be called before it goes to its target.
 */
export const watchFocus = (page: Page): Promise<unknown> =>
  page.addInitScript(`{
    let last = null;
    let looks = 0;
    document.addEventListener('focusin', ({ target }) => { last = target; });
    setInterval(() => {
      const isLost = last !== null && document.activeElement === document.body && document.querySelector('h1') !== null &&
        (!last.isConnected || last.disabled === true);
      looks = isLost ? looks + 1 : 0;
      if (looks === 10) console.error('${FOCUS_LOST} ' + last.outerHTML.slice(0, 300));
    }, 100);
  }`);

/** True for the element that has the keyboard's focus. */
export const isFocusOn = (element: Locator): Promise<boolean> =>
  element.evaluate((each) => each === each.ownerDocument.activeElement);
