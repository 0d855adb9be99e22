import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { type Answer, answer, openPage, serve } from '../../../../../test/app';
import { sampleOf, sampleWith } from '../../../../../test/sample';

serve();

const AT = '2026-04-19T12:00:00Z';
const REPORT = sampleWith('ShownReport', {
  ...{ surface: 'check', commit_sha: '3f1c9e2f10aa3f1c9e2f10aa3f1c9e2f10aa0000', state: 'shown', shown: 2, wanted: 2 },
  ...{ attempts: 0, next_attempt_at: null, error: null, url: 'https://github.com/acme/web/runs/1' },
});
const FAILED = { ...REPORT, surface: 'comment', commit_sha: null, url: null, state: 'failed', shown: null };

const SCAN = sampleWith('Scan', { id: 5, branch: 'main', status: 'completed', pr_number: null });

async function show(reports: readonly object[], mayWrite = true, answered: Answer = { body: { reports } }) {
  const verdict = sampleWith('GateStatus', { status: 'passed', tests: null });
  const can = { ...sampleOf('Rights'), mark_fp: mayWrite };
  const body = sampleWith('ScanSummary', { scan: SCAN, verdict, changes: null, can });
  answer('get', '/scans/5/summary', { body });
  const reads = answer('get', '/scans/5/forge-reports', answered);
  openPage('/scans/5');
  await screen.findByRole('heading', { level: 1 });
  return reads;
}

const row = async (name: RegExp) => within(await screen.findByRole('row', { name }));

describe('what forges show of a scan', () => {
  it('has a place for each commit and for the comment, with a link where there is one', async () => {
    await show([REPORT, { ...FAILED, state: 'superseded' }]);
    const check = await row(/^Check/);
    expect(check.getByRole('link', { name: 'Check' }).getAttribute('href')).toBe('https://github.com/acme/web/runs/1');
    expect(check.getByText('3f1c9e2f')).toBeTruthy();
    expect(check.getByText('shows evaluation 2')).toBeTruthy();
    const comment = await row(/^Comment/);
    expect(comment.getByText('the pull request')).toBeTruthy();
    expect(comment.getByText('shows a newer scan')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull();
  });

  it.each([
    [{ state: 'waiting', error: 'timeout', next_attempt_at: AT }, /^waits: the forge did not answer .*; next attempt /],
    [
      { state: 'failed', error: 'permission', attempts: 3 },
      /^failed after 3 attempts: the credentials have no write access/,
    ],
    [{ state: 'skipped' }, /^nothing to show$/],
    [{ state: 'shown', shown: 0 }, /^shows that the scan is pending or timed out$/],
  ])('says in words how it is: %o', async (parts, words) => {
    await show([{ ...REPORT, ...parts }]);
    const cell = (await row(/^Check/)).getAllByRole('cell').at(-1)!;
    expect(cell.textContent).toMatch(words);
  });

  it('is sent again on request', async () => {
    await show([FAILED]);
    const retries = answer('post', '/scans/5/forge-reports/retry', { status: 202, body: { reports: [REPORT] } });
    await userEvent.click(await screen.findByRole('button', { name: 'Send again' }));
    expect(await screen.findByText('shows evaluation 2')).toBeTruthy();
    expect(retries).toHaveLength(1);
  });

  it('is sent again by members alone', async () => {
    await show([FAILED], false);
    const button = await screen.findByRole('button', { name: 'Send again', description: /^Only members / });
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });

  it('is no section where the repository is shown at no forge', async () => {
    const reads = await show([]);
    expect(reads).toHaveLength(1);
    expect(screen.queryByRole('region', { name: 'Shown at the forge' })).toBeNull();
  });

  it('may fail to load, while the page stays', async () => {
    await show([FAILED], true, { status: 500, body: { code: 'internal_error', detail: 'It broke.' } });
    expect((await screen.findByRole('alert')).textContent).toContain('It broke.');
    expect(screen.getByRole('table', { name: 'Evaluations' })).toBeTruthy();
  });
});
