import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const SOURCES = path.join(__dirname, '../../../../web/src');
const DIALOG = /<(?:Confirm|ConfirmName)?Dialog\s/g;

/** A dialog of the dashboard: the file that shows it, its title, and how it opens. */
export interface DialogCase {
  readonly file: string;
  readonly title: RegExp;
  readonly open: (page: Page) => Promise<unknown>;
  /** True where its button sends nothing. */
  readonly isLocal?: boolean;
}

const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).first().click();
const pressOn = (name: RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();
const key = (name: string) => (page: Page) => page.keyboard.press(name);

/** Answers a request of the page in place of the service. */
const stub = (page: Page, pattern: string, method: string, status: number, json: object) =>
  page.route(pattern, (route) =>
    route.request().method() === method ? route.fulfill({ status, json }) : route.fallback(),
  );

const PASSKEY = { id: 'k', name: 'K'.repeat(100), created_at: '2026-05-01T00:00:00Z', last_used_at: null };

/** Answers for pages whose dialogs need a state that the sample has not. */
export const STUBS: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  sessions: async (page) => {
    await stub(page, '**/api/auth/passkeys', 'GET', 200, { passkeys: [PASSKEY] });
    await page.route('**/api/auth/second-factor', async (route) => {
      const state = (await (await route.fetch()).json()) as object;
      await route.fulfill({ json: { ...state, passkeys: 1, proven: true } });
    });
  },
};

/** Texts of pages that are complete in another state than that of the sample. */
export const READY: Readonly<Record<string, string>> = {
  forges: 'Name to require',
  'repository-forge': 'Remove place',
};

/** Every dialog, by the page on which it opens. */
export const DIALOGS: Readonly<Record<string, readonly DialogCase[]>> = {
  overview: [
    {
      file: 'show/search/search-dialog',
      title: /^Search everywhere/,
      open: async (page) => {
        await key('Control+k')(page);
        await page.getByRole('dialog').getByRole('combobox').fill('cart');
        await page.getByRole('option', { name: /cart/i }).first().waitFor();
      },
    },
    { file: 'shell/save-view', title: /^Save view/, open: press('Save view') },
    {
      file: 'shell/delete-view',
      title: /^Delete the view /,
      open: async (page) => {
        const owner = { id: 1, name: 'H'.repeat(100) };
        const view = { id: 1, page: 'overview', name: 'V'.repeat(100), query: 'q=harbor', shared: true, owner };
        await stub(page, '**/api/views?*', 'GET', 200, { views: [view], next_cursor: null });
        await page.locator('summary', { hasText: 'Views' }).click();
        await pressOn(/^Delete view V/)(page);
      },
    },
    { file: 'show/overview/parts/create-repository', title: /^New repository/, open: press('New repository') },
  ],
  badges: [{ file: 'reach/badges/parts/renew', title: /^Renew the addresses/, open: press('Renew addresses') }],
  baseline: [
    { file: 'verdict/baseline/parts/rebuild', title: /^Rebuild the baseline/, open: press('Rebuild baseline') },
  ],
  'repository-settings': [
    { file: 'show/repository/parts/repository-names', title: /^Edit /, open: press('Edit repository') },
    {
      file: 'verdict/code/excerpt-choice',
      title: /^Delete stored source/,
      open: async (page) => {
        await page.getByLabel(/^None: /).check();
        await press('Save choice')(page);
      },
    },
    { file: 'show/repository/parts/delete-repository', title: /^Delete /, open: press('Delete repository') },
    {
      file: 'show/repository/parts/delete-repository',
      title: / is deleted$/,
      open: async (page) => {
        const job = { id: 1, kind: 'delete-repository', repo_id: 1, done: 3, total: 12_000, state: 'running' };
        await stub(page, '**/api/repos/*?confirm=*', 'DELETE', 202, { job_id: 1 });
        await stub(page, '**/api/jobs/1', 'GET', 200, { ...job, created_at: PASSKEY.created_at, finished_at: null });
        await press('Delete repository')(page);
        await page.getByLabel(/^Type /).fill('harbor/checkout');
        await page.getByRole('dialog').getByRole('button', { name: 'Delete repository' }).click();
      },
    },
  ],
  scan: [{ file: 'verdict/scan/parts/delete-scan-question', title: /^Delete scan/, open: press('Delete scan') }],
  findings: [
    { file: 'verdict/findings/parts/mark-dialog', title: /^Mark false positive/, open: key('f') },
    { file: 'verdict/findings/parts/accept-dialog', title: /^Accept problem/, open: key('a') },
    { file: 'verdict/findings/parts/finding-list', title: /^Keys/, open: key('?') },
  ],
  waivers: [
    { file: 'verdict/waivers/parts/waiver-form', title: /^New waiver/, open: press('New waiver') },
    { file: 'verdict/waivers/parts/waiver-actions', title: /^Extend the waiver/, open: pressOn(/^Extend /) },
    { file: 'verdict/waivers/parts/waiver-actions', title: /^Revoke the waiver/, open: pressOn(/^Revoke /) },
  ],
  'waiver-requests': [
    {
      file: 'verdict/waivers/parts/request-actions',
      title: /^Approve the request/,
      open: (page) =>
        page
          .locator('button:not([aria-disabled])', { hasText: /^Approve$/ })
          .first()
          .click(),
    },
    { file: 'verdict/waivers/parts/request-actions', title: /^Decline the request/, open: pressOn(/^Decline /) },
    { file: 'verdict/waivers/parts/request-actions', title: /^Withdraw the request/, open: pressOn(/^Withdraw /) },
  ],
  organization: [
    { file: 'people/settings/parts/delete-organization', title: /^Delete /, open: press('Delete organization') },
    {
      file: 'shell/recent-sign-in',
      title: /^Delete .+\?$/,
      open: async (page) => {
        await page.route('**/api/auth/second-factor', async (route) => {
          const state = (await (await route.fetch()).json()) as object;
          await route.fulfill({ json: { ...state, fresh: false } });
        });
        await press('Delete organization')(page);
        await page
          .getByRole('dialog')
          .getByText(/^Deleting an organization /)
          .waitFor();
        await page.unroute('**/api/auth/second-factor');
      },
    },
    {
      file: 'people/settings/parts/transfer',
      title: /^Transfer the organization to /,
      open: async (page) => {
        await page.getByLabel('New owner').selectOption({ index: 1 });
        await press('Transfer organization')(page);
      },
    },
  ],
  members: [
    { file: 'people/members/member-access', title: /^Access of Hubert/, open: pressOn(/^Access of Hubert/) },
    {
      file: 'people/members/change-role',
      title: /^Change the role of Hubert/,
      open: (page) => page.getByLabel(/^Role of Hubert/).selectOption('ORG_OWNER'),
    },
    { file: 'people/members/members-page', title: /^Remove Hubert/, open: pressOn(/^Remove Hubert/) },
    { file: 'people/members/members-page', title: /^Add member/, open: press('Add member') },
    { file: 'people/members/invitations', title: /^Invite somebody/, open: press('Invite') },
    {
      file: 'people/members/invitations',
      title: /^Invitation of /,
      open: async (page) => {
        await press('Invite')(page);
        await page.getByLabel('Email').fill(`${'a'.repeat(60)}@example.test`);
        await press('Create link')(page);
      },
    },
    {
      file: 'people/members/invitations',
      title: /^Withdraw the invitation of /,
      open: pressOn(/^Withdraw the invitation of a/),
    },
  ],
  'api-keys': [
    { file: 'people/api-keys/create-api-key', title: /^Create key/, open: press('Create key') },
    { file: 'people/api-keys/api-keys-page', title: /^Revoke /, open: pressOn(/^Revoke /) },
    { file: 'people/api-keys/rotate-api-key', title: /^Rotate /, open: pressOn(/^Rotate /) },
    {
      file: 'people/api-keys/rotate-api-key',
      title: /^New secret of /,
      isLocal: true,
      open: async (page) => {
        await stub(page, '**/api/api-keys/*/rotate', 'POST', 200, { key: `qg_${'k'.repeat(60)}` });
        await pressOn(/^Rotate /)(page);
        await press('Rotate key')(page);
      },
    },
  ],
  webhooks: [{ file: 'reach/webhooks/parts/webhook-form', title: /^New webhook/, open: press('New webhook') }],
  webhook: [
    { file: 'reach/webhooks/parts/rotate-secret', title: /^Rotate the secret/, open: press('Rotate secret') },
    { file: 'reach/webhooks/parts/webhook-actions', title: /^Delete /, open: press('Delete') },
    {
      file: 'reach/webhooks/parts/redeliver-failed',
      title: /^Redeliver failed/,
      open: press('Redeliver failed ones'),
    },
  ],
  forges: [
    { file: 'reach/forges/parts/forge-form', title: /^Connect forge/, open: press('Connect forge') },
    { file: 'reach/forges/parts/test-connection', title: /^Test /, open: press('Test') },
    { file: 'reach/forges/parts/connection', title: /^Delete /, open: press('Delete') },
  ],
  'repository-forge': [
    { file: 'reach/forges/parts/place-actions', title: /^Place of /, open: press('Set place') },
    { file: 'reach/forges/parts/place-actions', title: /^Remove the place/, open: press('Remove place') },
  ],
  publishers: [
    { file: 'people/publishers/parts/publisher-form', title: /^Trust a pipeline/, open: press('Trust a pipeline') },
    { file: 'people/publishers/parts/publisher-table', title: /^Delete the publisher/, open: press('Delete') },
  ],
  retention: [
    {
      file: 'people/settings/retention-page',
      title: /^Shorten the retention/,
      open: async (page) => {
        await page.getByLabel('Days for which a change').fill('1');
        await press('Save retention')(page);
        await page.getByText('What is deleted cannot be restored').waitFor();
      },
    },
  ],
  sessions: [
    { file: 'people/settings/passkeys', title: /^Remove /, open: pressOn(/^Remove K/) },
    { file: 'people/settings/parts/leave-organization', title: /^Leave /, open: press('Leave organization') },
    { file: 'people/settings/parts/delete-account', title: /^Delete your account/, open: press('Delete account') },
  ],
  policy: [
    { file: 'verdict/preset-choice', title: /^Judge by /, open: pressOn(/^Choose /) },
    {
      file: 'verdict/policy/parts/save-question',
      title: /^Save a stricter policy/,
      open: async (page) => {
        await page.getByLabel('Coverage', { exact: true }).fill('100');
        await press('Save policy')(page);
      },
    },
    {
      file: 'verdict/policy/parts/leave-question',
      title: /^Leave without saving/,
      isLocal: true,
      open: async (page) => {
        await page.getByLabel('Coverage', { exact: true }).fill('0');
        await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Waivers' }).click();
      },
    },
    {
      file: 'people/session/sign-in-again',
      title: /^Your session has ended/,
      open: async (page) => {
        await page.getByLabel('New high').fill('6');
        await page.context().clearCookies();
        await press('Save policy')(page);
        await press('Save it')(page);
      },
    },
  ],
};

/** The file of each use of a dialog in the sources, once for each use. */
export const dialogsOfSources = (): string[] =>
  readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(features|shell|verdict)\/.*(?<!\.test)\.tsx$/.test(file))
    .flatMap((file) =>
      Array.from(readFileSync(path.join(SOURCES, file), 'utf8').matchAll(DIALOG), () =>
        file.replace(/^features\/|\.tsx$/g, ''),
      ),
    )
    .sort();
