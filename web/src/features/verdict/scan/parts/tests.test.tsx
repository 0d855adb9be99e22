import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openPage, refuse, serve } from '../../../../../test/app';
import { type sampleOf, sampleWith } from '../../../../../test/sample';

serve();

type Totals = NonNullable<ReturnType<typeof sampleOf<'GateStatus'>>['tests']>;

const TOTALS = { total: 40, passed: 36, failed: 2, flaky: 1, skipped: 1 };

async function open(tests: Partial<Totals>, address = '/scans/5') {
  const verdict = sampleWith('GateStatus', { status: 'passed', stale: false, warnings: [] });
  const totals = { ...verdict.tests!, ...TOTALS, from_base: null, ...tests };
  const scan = sampleWith('Scan', { id: 5, status: 'completed', pr_number: null });
  const parts = { scan, verdict: { ...verdict, tests: totals }, changes: null, reports: [] };
  answer('get', '/scans/:id/summary', { body: sampleWith('ScanSummary', parts) });
  openPage(address);
  return within((await screen.findByRole('heading', { name: 'Tests' })).closest('section')!);
}

const aTest = (name: string, parts: object = {}) => ({
  ...{ name, class_name: null, suite: null, file: 'test/cart.spec.ts', line: 7, duration_ms: 1200, message: null },
  ...parts,
});

describe('the tests of a scan', () => {
  it('are counted, and the failing ones listed first with their message', async () => {
    const reads = answer('get', '/scans/5/tests', {
      body: { tests: [aTest('adds a card', { message: 'expected 2\nbut was 3' })], next_cursor: null },
    });
    const section = await open({});
    expect(section.getByText('36 of 40 passed')).toBeDefined();
    const row = within(await section.findByRole('row', { name: /adds a card/ }));
    expect(row.getByText('test/cart.spec.ts:7')).toBeDefined();
    expect(row.getByText('1,200 ms')).toBeDefined();
    expect(row.getByText('expected 2')).toBeDefined();
    expect(reads[0]).toMatch(/status=failed/);
    await userEvent.click(section.getByRole('button', { name: /^Flaky/ }));
    await section.findByRole('table', { name: 'Flaky tests' });
    expect(reads.at(-1)).toMatch(/status=flaky/);
  });

  it('are read page by page', async () => {
    answer('get', '/scans/5/tests', (_, query) => ({
      body: query.has('cursor')
        ? { tests: [aTest('second')], next_cursor: null }
        : { tests: [aTest('first')], next_cursor: 'more' },
    }));
    const section = await open({});
    await userEvent.click(await section.findByRole('button', { name: 'Show more tests' }));
    expect(await section.findByRole('row', { name: /second/ })).toBeDefined();
    expect(section.getByRole('row', { name: /first/ })).toBeDefined();
    expect(section.queryByRole('button', { name: 'Show more tests' })).toBeNull();
  });

  it('that are missing stand beside the number of the base', async () => {
    answer('get', '/scans/5/tests', { body: { tests: [aTest('gone', { duration_ms: null })], next_cursor: null } });
    const from_base = { ...({ total: 41, missing: 1 } as NonNullable<Totals['from_base']>) };
    const section = await open({ failed: 0, flaky: 0, skipped: 0, from_base });
    expect(section.getByText('36 of 40 passed, 41 on the base')).toBeDefined();
    const row = within(await section.findByRole('row', { name: /gone/ }));
    expect(row.getByText('–')).toBeDefined();
  });

  it('of a kind that there is none of say so, and a failed read says why', async () => {
    refuse('get', '/scans/5/tests', 500, 'internal_error', 'It broke.');
    const section = await open({}, '/scans/5?tests=missing');
    expect(section.getByText('No test is missing')).toBeDefined();
    await userEvent.click(section.getByRole('button', { name: /^Failed/ }));
    expect((await section.findByRole('alert')).textContent).toMatch(/It broke/);
  });
});
