import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { sampleVerdicts, untestedLines } from '../../../../../test/support/sample-verdicts';
import { answer, never, openPage, rightsWithout, serve } from '../../../../test/app';
import { sampleOf, sampleWith } from '../../../../test/sample';

serve();

type Page = ReturnType<typeof sampleOf<'PullRequestPage'>>;

const VERDICT = sampleWith('GateStatus', {
  ...{ status: 'passed', stale: false, base: sampleOf('Base'), violations: [], tolerated_violations: [] },
  ...{ waived_violations: [], skipped_rules: [], passed_rules: [], warnings: [], suppressions: null, loosened: null },
  ...{ uncovered: null, untested_files: null },
});
const LINKS = { commit: 'https://forge.test/c/{sha}', file: 'https://forge.test/{sha}/{+path}#L{from}' };
const aPage = (parts: Partial<Page>): Page =>
  sampleWith('PullRequestPage', {
    ...{ pr_number: 7, title: 'Log in', state: 'open', verdict: VERDICT, links: LINKS },
    repo: sampleWith('Repo', { id: 1, name: 'acme/web', default_branch: 'main' }),
    last_scan: sampleWith('PullRequestScan', { scan_id: 5, status: 'passed' }),
    scans: [sampleWith('PullRequestPush', { scan_id: 5, commit_sha: 'abc123', status: 'passed' })],
    ...{ rating_held_by: [], new_findings: null, uncovered_added: null, changes: null, waivers: [], stack: [] },
    ...parts,
  });
const aFinding = (issue_id: number, file_path: string, line: number) =>
  sampleWith('Finding', {
    issue_id,
    file_path,
    line,
    severity: 'high',
    message: `Problem ${issue_id}`,
    rule_id: 'rule',
  });

async function open(parts: Partial<Page>, can = rightsWithout()) {
  const reads = answer('get', '/repos/:id/pull-requests/:number', { body: aPage(parts) });
  const waits = answer('get', '/quality/gates/status/:id', never);
  openPage('/repos/1/pulls/7', can);
  await screen.findByRole('heading', { level: 1 });
  return { reads, waits };
}

describe('the page of a pull request', () => {
  it('lists new findings by file, each with its line at the forge, in one read', async () => {
    const findings = [aFinding(1, 'a.ts', 3), aFinding(2, 'a.ts', 9), aFinding(3, 'b.ts', 1)];
    const { reads, waits } = await open({ new_findings: { scan_id: 5, total: 3, findings } });
    const list = screen.getByRole('list', { name: 'New findings' });
    const ofFile = within(within(list).getByRole('list', { name: 'a.ts' }));
    expect(ofFile.getAllByRole('link', { name: /Problem/ }).map((link) => link.textContent)).toEqual([
      'Problem 1',
      'Problem 2',
    ]);
    expect(ofFile.getByRole('link', { name: 'line 9' }).getAttribute('href')).toBe('https://forge.test/abc123/a.ts#L9');
    expect(screen.getByText('3 new findings')).toBeDefined();
    expect([reads, waits]).toEqual([['/repos/1/pull-requests/7'], []]);
  });

  it('names what lowers a rating that fails, each with the list of its part', async () => {
    const violations = [sampleWith('Violation', { rule: 'rating_min', threshold: 'B', actual: 'E' })];
    const held = (part: 'reliability' | 'coverage', text: string, issue_id: number | null) =>
      sampleWith('HeldPart', { part, text, issue_id });
    const rating_held_by = [
      held('reliability', 'Reliability E: SQL injection in a.ts', 12),
      held('coverage', 'Coverage E: tests run 16 % of all lines', null),
    ];
    await open({ verdict: { ...VERDICT, status: 'failed', violations }, rating_held_by });
    const reasons = within(screen.getByRole('list', { name: 'What lowers the rating' }));
    const hrefOf = (name: string) => reasons.getByRole('link', { name }).getAttribute('href')!;
    const list = new URL(hrefOf('Reliability E: SQL injection in a.ts'), 'https://gate.test');
    expect(list.pathname).toBe('/scans/5/findings');
    expect(Object.fromEntries(list.searchParams)).toMatchObject({ state: 'counted', selected: '12' });
    expect(hrefOf('Coverage E: tests run 16 % of all lines')).toBe('/scans/5/coverage');
  });

  it('counts the tests of its last scan, each number with its list', async () => {
    const tests = { total: 40, passed: 36, failed: 2, flaky: 1, skipped: 1, from_base: null };
    await open({ verdict: { ...VERDICT, tests } });
    const section = within(screen.getByRole('heading', { name: 'Tests' }).closest('section')!);
    const link = section.getByRole('link', { name: '2 failed' });
    expect(link.getAttribute('href')).toBe('/scans/5/tests?status=failed');
    expect(link.firstElementChild).toMatchObject({ dataset: { measure: 'tests_failed', value: '2' } });
    expect(section.getByText('missing: no base to compare with')).toBeDefined();
    expect(section.getByRole('link', { name: 'Slowest' }).getAttribute('href')).toBe('/scans/5/tests?status=slowest');
  });

  it('has the files of the change in the order of the diff, with findings and lines that no test runs in place', async () => {
    const findings = [
      aFinding(1, 'b.ts', 3),
      aFinding(2, 'b.ts', 3),
      { ...aFinding(3, 'a.ts', 9), severity: 'low' as const },
    ];
    const lines = [1, 2, 3, 4].map((n) => ({ n, text: `f(${n})` }));
    const sources = answer('get', '/scans/5/source', (_, query) =>
      query.get('path') === 'b.ts'
        ? { body: { path: 'b.ts', from: 1, to: 23, lines, whole: true } }
        : { status: 404, body: { code: 'not_found' } },
    );
    answer('get', '/quality/coverage/5/files', {
      body: {
        ...sampleOf('FileCoverage'),
        lines: [
          [1, 2],
          [4, 0],
        ],
        branches: [],
        added: [[3, 4]],
        uncounted_added: [],
      },
    });
    await open({
      repo: sampleWith('Repo', { id: 1, name: 'acme/web', source_excerpts: 'files' }),
      new_findings: { scan_id: 5, total: 3, findings },
      verdict: { ...VERDICT, uncovered: [{ file_path: 'b.ts', ranges: [[4, 4]], more_lines: 0 }] },
    });
    await userEvent.click(screen.getByRole('tab', { name: 'Files' }));
    const files = within(await screen.findByRole('list', { name: 'Files of the change' })).getAllByRole('group');
    expect(files.map((file) => file.querySelector('summary')!.textContent)).toEqual([
      'a.ts1 new finding',
      'b.ts2 new findings, 1 added line that no test runs',
    ]);
    const code = within(await screen.findByRole('list', { name: 'Lines of b.ts' }));
    expect(await code.findByText('2×')).toBeDefined();
    expect(code.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      '12×f(1)',
      '2f(2)',
      '3+f(3)HhighProblem 1ruleHhighProblem 2rule',
      '4+✕f(4)',
    ]);
    expect(code.getByRole('link', { name: 'Problem 1' }).getAttribute('href')).toBe(
      '/scans/5/findings?newness=new&state=judged&sort=path&selected=1',
    );
    const absent = await screen.findByRole('list', { name: 'Lines of a.ts' });
    expect(absent.textContent).toBe('9not storedLlowProblem 3rule');
    expect(within(absent).getByRole('link', { name: '9' }).getAttribute('href')).toBe(
      'https://forge.test/abc123/a.ts#L9',
    );
    expect(sources).toHaveLength(2);
  });

  it('has numbers and links alone where no source is stored, and says that nothing is to look at', async () => {
    await open({ verdict: { ...VERDICT, uncovered: [{ file_path: 'b.ts', ranges: [[4, 6]], more_lines: 0 }] } });
    await userEvent.click(screen.getByRole('tab', { name: 'Files' }));
    expect((await screen.findByRole('list', { name: 'Lines of b.ts' })).textContent).toBe('4–6+✕no test runs it');
    cleanup();
    await open({ new_findings: { scan_id: 5, total: 0, findings: [] } });
    await userEvent.click(screen.getByRole('tab', { name: 'Files' }));
    expect(await screen.findByText('Nothing to look at')).toBeDefined();
  });

  it('shows the stack from the target upwards, with a way to each other pull request', async () => {
    const stack = [
      { pr_number: 6, title: 'Sign up', gate_status: 'failed' as const, new: 3 },
      { pr_number: 7, title: null, gate_status: null, new: null },
    ];
    await open({ stack });
    const [, lower, own] = within(screen.getByRole('table', { name: /Stack/ })).getAllByRole('row');
    expect(within(lower!).getByRole('link', { name: '#6 Sign up' }).getAttribute('href')).toBe('/repos/1/pulls/6');
    expect(lower!.textContent).toContain('Failed3');
    expect([own!.textContent, within(own!).queryByRole('link')]).toEqual(['#7Pending–', null]);
  });

  it('asks administrators for a policy beside a failed verdict, until one is chosen', async () => {
    const failed = { verdict: { ...VERDICT, status: 'failed' as const } };
    const asked = () => screen.queryByText(/has not chosen a policy yet/);
    await open({ policy_chosen: false });
    expect(asked()).toBeNull();
    cleanup();
    await open({ ...failed, policy_chosen: false }, rightsWithout('edit_policy'));
    expect(asked()).toBeNull();
    cleanup();
    await open({ ...failed, policy_chosen: true });
    expect(asked()).toBeNull();
    cleanup();
    await open({ ...failed, policy_chosen: false });
    expect(screen.getByText(/Clean changes judges only what a change adds/).textContent).toMatch(
      /^Your organization has not chosen a policy yet/,
    );
    expect(screen.getByRole('link', { name: 'Compare the policies' }).getAttribute('href')).toBe('/policy');
    const saves = answer('put', '/quality/gates/config', { body: sampleOf('GateConfigSaved') });
    answer('get', '/repos/:id/pull-requests/:number', { body: aPage({ ...failed, policy_chosen: true }) });
    await userEvent.click(screen.getByRole('button', { name: 'Keep this one' }));
    await waitFor(() => expect(asked()).toBeNull());
    expect(saves).toEqual(['/quality/gates/config']);
  });

  it('lists directives that silence tools, with reason and what they hide', async () => {
    const item = {
      ...{ issue_id: 9, file_path: 'a.ts', line: 4, family: 'lint' as const, directive: 'eslint-disable-line' },
      ...{ rules: ['no-eval'], reach: 'line' as const, reason: '<b>why</b>', is_accepted: false },
      hides: { rules: ['no-eval'], worst_severity: 'high' as const, count: 2 },
    };
    const hides = { critical: 0, high: 2, medium: 0, low: 0, info: 0 };
    const suppressions = { added: 1, removed: 0, unexplained: 0, hides, items: [item] };
    const last_scan = sampleWith('PullRequestScan', { scan_id: 5, status: 'passed', commit_sha: 'abc123' });
    await open({ verdict: { ...VERDICT, suppressions }, last_scan });
    const list = within(screen.getByRole('list', { name: 'New directives that silence tools' }));
    expect(list.getByRole('link', { name: 'a.ts:4' }).getAttribute('href')).toBe('https://forge.test/abc123/a.ts#L4');
    expect(
      list.getByText('eslint-disable-line no-eval; hides 2 problems, the worst is high; reason: <b>why</b>'),
    ).toBeDefined();
  });

  it('lists loosened settings with their values', async () => {
    const setting = { path: 'a.json', tool: 'eslint', key: 'rules.<b>', was: 'error', is: 'off', rules: [], paths: [] };
    await open({ verdict: { ...VERDICT, loosened: [setting] } });
    const list = within(screen.getByRole('list', { name: 'Loosened tool settings' }));
    expect(list.getByText('eslint rules.<b>: error, now off')).toBeDefined();
  });

  it('says how many of them are shown, and leads to all', async () => {
    await open({ new_findings: { scan_id: 5, total: 240, findings: [aFinding(1, 'a.ts', 3)] } });
    const all = screen.getByRole('link', { name: 'All new findings' });
    expect(all.getAttribute('href')).toBe('/scans/5/findings?newness=new&state=judged&sort=path');
    expect(screen.getByText('240 new findings')).toBeDefined();
  });

  it('lists the lines that no test runs as the verdict counts them, and its warnings', async () => {
    const ranges: [number, number][] = [
      [3, 7],
      [9, 9],
    ];
    const uncovered = [{ file_path: 'a.ts', ranges, more_lines: 4 }];
    const untested_files = [{ file_path: 'a.ts', lines: 6 }, { file_path: 'b.ts', lines: 2 }]; // prettier-ignore
    const warnings = [{ code: 'coverage_fell' as const, message: 'Line coverage fell by 18 points.' }];
    await open({ verdict: { ...VERDICT, uncovered, untested_files, warnings } });
    const list = screen.getByRole('list', { name: 'Added lines that no test runs' });
    expect(
      within(list)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(['a.ts3–79and 4 more lines', 'b.ts2 lines, in no coverage report']);
    expect(screen.getByText('10 lines')).toBeDefined();
    expect(screen.getByText(/fell by 18 points/)).toBeDefined();
  });

  it('agrees with the verdict in every number, name and warning, sixty times', async () => {
    for (const { verdict, findings } of sampleVerdicts()) {
      const shown = findings.map((each) => sampleWith('Finding', each));
      await open({
        verdict: sampleWith('GateStatus', { ...VERDICT, ...verdict }),
        new_findings: { scan_id: 5, total: findings.length, findings: shown },
      });
      const text = document.body.textContent;
      const lines = untestedLines(verdict);
      expect(screen.getByRole('heading', { level: 1 }).textContent).toMatch(
        verdict.status === 'failed' ? /^May not|[Ff]ail/ : /^May|[Pp]ass/,
      );
      for (const { message } of [...findings, ...verdict.warnings]) expect(text).toContain(message);
      for (const { actual } of [...verdict.violations, ...verdict.waived_violations])
        expect(text).toContain(String(actual));
      const answered = (answer: string) =>
        [...document.querySelectorAll(`[data-answer=${answer}]`)].map((row) => row.getAttribute('data-rule'));
      expect(answered('waived')).toEqual(verdict.waived_violations.map(({ rule }) => rule));
      for (const { rule, waiver_id: id } of verdict.waived_violations)
        expect(document.querySelector(`[data-rule=${rule}] a[href='/waivers?waiver=${id}']`)).not.toBeNull();
      expect(answered('skipped').sort()).toEqual(verdict.skipped_rules.map(({ rule }) => rule).sort());
      for (const { file_path } of verdict.uncovered ?? []) expect(text).toContain(file_path);
      if (lines > 0) expect(text).toContain(`${lines} ${lines === 1 ? 'line' : 'lines'}`);
      if (findings.length > 0)
        expect(text).toContain(`${findings.length} new ${findings.length === 1 ? 'finding' : 'findings'}`);
      expect(text.includes('None: tests run every added line')).toBe(verdict.uncovered?.length === 0);
      cleanup();
    }
  }, 60_000);

  it('tells none from not known', async () => {
    await open({ new_findings: { scan_id: 5, total: 0, findings: [] }, verdict: { ...VERDICT, uncovered: [] } });
    expect(screen.getByText('No new finding')).toBeDefined();
    expect(screen.getByText(/None: tests run every added line/)).toBeDefined();
  });

  it('says while its only scan is pending what is not known, and that nothing is judged', async () => {
    const pending = { ...VERDICT, status: null, base: null };
    const { waits } = await open({ verdict: pending, new_findings: null });
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Not judged yet: the scan is pending.');
    expect(screen.getByText(/No scan of this pull request has completed yet/)).toBeDefined();
    expect(screen.getAllByText('Not known')).toHaveLength(2);
    expect(waits).toEqual(['/quality/gates/status/5?wait=10']);
  });

  it('says that there was no base, and what to scan', async () => {
    await open({ verdict: { ...VERDICT, base: null }, base_branch: 'develop' });
    expect(screen.getByText(/no scan of the base to compare with/).textContent).toContain(
      'Scan develop in its pipeline.',
    );
  });

  it('is stale with the way to a new verdict, locked for those who may not', async () => {
    await open({ verdict: { ...VERDICT, stale: true } });
    expect(screen.getByRole('button', { name: 'Judge again' }).getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByRole('button', { name: 'Request waiver' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('says that it was merged', async () => {
    await open({ state: 'closed', merged: true });
    expect(screen.getByText('Merged.')).toBeDefined();
  });
});
