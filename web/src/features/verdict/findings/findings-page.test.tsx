import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { answer, loseConnection, openAs, openPage, refuse, rightsWithout, serve, stall } from '../../../../test/app';
import { sampleOf } from '../../../../test/sample';
import { type FindingColumns } from './findings.queries';

serve();

/** Three findings: a new critical one, an inherited high one that is accepted, a low one that is suppressed. */
const COLUMNS: FindingColumns = {
  ...{ scan_id: 31, revision: 'r', total: 3 },
  dictionaries: {
    ...sampleOf('FindingColumns').dictionaries,
    severity: ['critical', 'high', 'medium', 'low', 'info'],
    type: ['bug', 'security'],
    tool: ['semgrep'],
    rule: ['sql-injection', 'weak-hash', 'todo'],
    path: ['src/api.ts', 'src/hash.ts'],
    message: ['Input becomes part of a query', 'MD5 protects a password', 'Work is left'],
    matched_by: ['unchanged'],
    new_because: ['added_line'],
    fp_marked_by: [],
    owners: [['@acme/web', '@jane']],
  },
  issue_id: [501, 502, 503],
  severity: [0, 1, 3],
  type: [1, 1, 0],
  tool: [0, 0, 0],
  rule: [0, 1, 2],
  path: [0, 1, -1],
  owners: [0, -1, -1],
  line: [12, 7, null],
  column: [null, null, null],
  end_line: [null, null, null],
  message: [0, 1, 2],
  is_new: [1, 0, 0],
  matched_by: [-1, 0, 0],
  new_because: [0, -1, -1],
  fp: [0, 0, 0],
  fp_marked_by: [-1, -1, -1],
  mark_line_edited: [0, 0, 0],
  accepted: [0, 1, 0],
  suppressed: [0, 0, 1],
  first_seen_scan_id: [31, 20, 19],
};

function know(columns: Partial<FindingColumns> = {}, { can = rightsWithout(), stale = false } = {}): void {
  const summary = sampleOf('ScanSummary');
  const verdict = { ...summary.verdict, status: 'failed' as const, stale };
  answer('get', '/scans/31/summary', { body: { ...summary, scan: { ...summary.scan, id: 31 }, verdict, can } });
  answer('get', '/scans/31/findings/columns', { body: { ...COLUMNS, ...columns } });
  for (const id of [501, 502, 503])
    answer('get', `/issues/${id}`, { body: { ...sampleOf('Issue'), issue_id: id, scans_total: 4 } });
}

const rows = async () => within(await screen.findByRole('listbox', { name: 'Findings' })).getAllByRole('option');
const region = () => within(screen.getByRole('region', { name: 'Finding' }));

describe('the page of findings', () => {
  it('keeps the verdict where the findings were deleted, says since when, and requests none', async () => {
    know();
    const { verdict, scan, ...summary } = sampleOf('ScanSummary');
    const expired = { ...scan, id: 31, details_expired_at: '2026-03-01T00:00:00Z' };
    answer('get', '/scans/31/summary', {
      body: { ...summary, scan: expired, verdict: { ...verdict, status: 'failed' } },
    });
    const lists = refuse('get', '/scans/31/findings/columns', 410, 'details_expired');
    openPage('/scans/31/findings');
    expect((await screen.findByText(/line coverage of this scan were deleted/)).querySelector('time')?.dateTime).toBe(
      '2026-03-01T00:00:00Z',
    );
    expect(screen.getByRole('heading', { level: 1 })).toBeTruthy();
    expect(within(screen.getByRole('main')).queryByRole('button')).toBeNull();
    expect(lists).toEqual([]);
  });

  it('lists them with their place in the whole, and tells apart what does not count', async () => {
    know();
    openPage('/scans/31/findings');
    const options = await rows();
    expect(options.map((option) => option.getAttribute('aria-posinset'))).toEqual(['1', '2', '3']);
    expect(options.map((option) => option.getAttribute('aria-setsize'))).toEqual(['3', '3', '3']);
    expect(options[0]!.textContent).toMatch(/src\/api\.ts:12 · sql-injection.*new$/);
    expect(options[1]!.textContent).toMatch(/accepted$/);
    expect(options[2]!.textContent).toMatch(/no file · todo.*suppressed$/);
  });

  it('has a group of facets for each column, whose entries say what they leave', async () => {
    know();
    openPage('/scans/31/findings');
    await rows();
    const groups = screen.getAllByRole('group').map((group) => group.getAttribute('aria-labelledby'));
    expect(groups.map((id) => document.getElementById(id!)?.textContent)).toEqual(
      expect.arrayContaining(['Severity', 'Type', 'Tool', 'Rule', 'Folder', 'Newness', 'State']),
    );
    const accepted = within(screen.getByRole('group', { name: 'State' })).getByRole('button', { name: 'accepted 1' });
    await userEvent.click(accepted);
    expect(accepted.getAttribute('aria-pressed')).toBe('true');
    expect(await rows()).toHaveLength(1);
  });

  it('is read page by page where a scan has more than one answer takes, with its facets', async () => {
    know();
    const { reports, ...summary } = sampleOf('ScanSummary');
    const many = { ...reports[0]!, kind: 'findings', records: 20_001 };
    answer('get', '/scans/31/summary', { body: { ...summary, scan: { ...summary.scan, id: 31 }, reports: [many] } });
    const whole = answer('get', '/scans/31/findings/columns', { body: COLUMNS });
    const finding = { ...sampleOf('FindingList').findings[0]!, message: 'One of many' };
    const facets = { ...sampleOf('FindingFacets').facets, tool: [{ value: 'semgrep', count: 25_000 }] };
    const pages = answer('get', '/scans/31/findings', (_, query) => ({
      body: {
        ...{ scan_id: 31, findings: [finding], next_cursor: null, total: 25_000 },
        ...(query.get('include') === 'facets' && { facets }),
      },
    }));
    openPage('/scans/31/findings');
    expect(await rows()).toHaveLength(1);
    expect(await screen.findByRole('button', { name: 'semgrep 25,000' })).toBeTruthy();
    expect([pages.length, whole.length]).toEqual([1, 0]);
  });

  it('shows the chosen one with the reason why it counts and its history', async () => {
    know();
    openPage('/scans/31/findings?selected=501');
    await rows();
    expect(region().getByText('New: it is on a line that the change adds.')).toBeTruthy();
    expect(await region().findByText(/In 4 scans\./)).toBeTruthy();
  });

  it.each(['Escape', 'the button'])(
    'closes the chosen one over the list by %s, and returns to the list',
    async (way) => {
      vi.spyOn(window, 'matchMedia').mockImplementation(
        (query) =>
          Object.assign(new EventTarget(), { matches: query === '(width < 1240px)', media: query }) as MediaQueryList,
      );
      know();
      const router = openPage('/scans/31/findings?selected=501');
      await rows();
      await region().findByRole('heading', { name: 'Input becomes part of a query' });
      if (way === 'Escape') await userEvent.keyboard('{Escape}');
      else await userEvent.click(region().getByRole('button', { name: 'Close' }));
      await region().findByRole('heading', { name: 'No finding chosen' });
      expect(document.activeElement).toBe(screen.getByRole('listbox', { name: 'Findings' }));
      await waitFor(() => expect(router.state.location.search).toEqual({}));
      vi.restoreAllMocks();
    },
  );

  it('has the focus once a letter moves among the rows, and by a link that skips the filters', async () => {
    know();
    openPage('/scans/31/findings');
    await rows();
    screen.getByRole('button', { name: 'Compact rows' }).focus();
    await userEvent.keyboard('j');
    const list = screen.getByRole('listbox', { name: 'Findings' });
    expect(document.activeElement).toBe(list);
    expect(list.getAttribute('aria-activedescendant')).toBe((await rows())[0]!.id);
    expect(screen.getByRole('link', { name: 'Skip to findings' }).getAttribute('href')).toBe(`#${list.id}`);
  });

  it.each([
    ['the next list', 'MD5', 'listbox'],
    ['the search where nothing matches', 'nowhere', 'searchbox'],
  ])('has the focus in %s after Escape leaves the search before its findings are there', async (_, text, heir) => {
    know();
    openPage('/scans/31/findings');
    await rows();
    const search = screen.getByRole('searchbox');
    search.focus();
    fireEvent.change(search, { target: { value: text } });
    fireEvent.keyDown(search, { key: 'Escape' });
    expect(document.activeElement).toBe(screen.getByRole('listbox'));
    await waitFor(() => expect(screen.queryByRole('option', { name: /sql-injection/ })).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole(heir)));
  });

  it('says what its tool says, without its HTML and images, and walks a code flow by keys', async () => {
    know();
    const place = (line: number, message: string | null) => ({ path: 'src/a.ts', line, message });
    const rule = {
      ...{ name: 'SQL injection', help_uri: 'https://example.test/sql', cwe: [89], owasp: ['A03:2021'] },
      help: 'Use **parameters**.\n\n<script>alert(1)</script>\n\n![a picture](https://example.test/p.png) [no](javascript:alert(1)) [yes](https://example.test/)',
    };
    answer('get', '/issues/501', {
      body: {
        ...{ ...sampleOf('Issue'), issue_id: 501, rule, related: [place(3, 'the sink')] },
        code_flows: [[place(1, 'source'), place(2, null), place(9, 'sink')]],
      },
    });
    openPage('/scans/31/findings?selected=501');
    await rows();
    expect(await region().findByText('CWE-89, OWASP A03:2021')).toBeTruthy();
    expect(region().getByRole('link', { name: 'About this rule' }).getAttribute('href')).toBe(
      'https://example.test/sql',
    );
    await userEvent.click(region().getByText('What the tool says'));
    expect((await region().findByText('parameters')).tagName).toBe('STRONG');
    const help = region().getByRole('group');
    expect(help.querySelectorAll('img, script')).toHaveLength(0);
    expect([...help.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual(['https://example.test/']);
    const steps = within(region().getByRole('list', { name: 'Code flow' })).getAllByRole('listitem');
    expect(steps.map(({ textContent }) => textContent)).toEqual(['src/a.ts:1 source', 'src/a.ts:2', 'src/a.ts:9 sink']);
    steps[0]!.focus();
    await userEvent.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(steps[1]);
    await userEvent.keyboard('{End}');
    expect(document.activeElement).toBe(steps[2]);
    await userEvent.keyboard('{ArrowUp}{Home}{ArrowUp}');
    expect(document.activeElement).toBe(steps[0]);
  });

  it('shows the lines around the chosen one, and around the active step of a code flow', async () => {
    know({ end_line: [13, null, null] });
    const summary = sampleOf('ScanSummary');
    const repo = { ...summary.repo, source_excerpts: 'findings' };
    answer('get', '/scans/31/summary', { body: { ...summary, repo, scan: { ...summary.scan, id: 31 } } });
    const place = (line: number, message: string | null) => ({ path: 'src/flow.ts', line, message });
    answer('get', '/issues/501', {
      body: {
        ...{ ...sampleOf('Issue'), issue_id: 501, related: [] },
        code_flows: [[place(3, 'source'), place(5, null), place(90, 'sink')]],
      },
    });
    const requests = answer('get', '/scans/31/source', (_, query) => {
      const from = Number(query.get('from'));
      const lines = Array.from({ length: 40 }, (_, at) => ({ n: from + at, text: `f(${from + at})` }));
      return { body: { path: query.get('path'), from, to: from + 39, lines, whole: false } };
    });
    openPage('/scans/31/findings?selected=501');
    const code = within(await screen.findByRole('list', { name: 'Lines of src/api.ts' }));
    const marked = code.getAllByRole('listitem', { current: true });
    expect(marked.map(({ textContent }) => textContent)).toEqual(['12f(12)', '13f(13)']);
    const [first] = within(region().getByRole('list', { name: 'Code flow' })).getAllByRole('listitem');
    await userEvent.click(first!);
    const ofStep = within(await screen.findByRole('list', { name: 'Lines of src/flow.ts' }));
    expect(ofStep.getByRole('listitem', { current: true }).textContent).toBe('3f(3)1 · source');
    expect(ofStep.getAllByRole('listitem')[4]!.textContent).toBe('5f(5)2');
    await userEvent.keyboard('{ArrowDown}');
    const stepLine = () =>
      within(screen.getByRole('list', { name: 'Lines of src/flow.ts' })).getByRole('listitem', { current: true });
    await vi.waitFor(() => expect(stepLine().textContent).toBe('5f(5)2'));
    expect(screen.getAllByRole('listitem', { current: 'step' })[0]!.textContent).toMatch(/^src\/flow\.ts:5/);
    expect(requests).toHaveLength(3);
  });

  it('filters by owner, and by what is mine', async () => {
    know();
    answer('get', '/auth/me', { body: { ...sampleOf('Me'), owner_names: ['jane@acme.com', '@jane'] } });
    openAs('/scans/31/findings');
    await rows();
    const owner = within(screen.getByRole('group', { name: 'Owner' }));
    expect(owner.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
      'mine 1',
      '@acme/web 1',
      '@jane 1',
    ]);
    await userEvent.click(owner.getByRole('button', { name: 'mine 1' }));
    expect(await rows()).toHaveLength(1);
    await userEvent.keyboard('j');
    expect(region().getByText('@acme/web, @jane')).toBeTruthy();
  });

  it('keeps the finding where its history fails, and tries again', async () => {
    know();
    refuse('get', '/issues/501', 500, 'internal_error', 'It is broken.');
    openPage('/scans/31/findings?selected=501');
    await rows();
    expect(await region().findByText(/It is broken\./)).toBeTruthy();
    know();
    await userEvent.click(region().getByRole('button', { name: 'Try again' }));
    expect(await region().findByText(/In 4 scans\./)).toBeTruthy();
  });

  it('locks what the person may not decide, with who may', async () => {
    know({}, { can: rightsWithout('mark_fp', 'waive', 'request_waiver', 'recompute'), stale: true });
    openPage('/scans/31/findings?selected=501');
    await rows();
    for (const [name, who] of [
      [/^Mark false positive/, 'Only members of the organization can mark findings.'],
      [/^Accept/, 'Only administrators and owners of the organization can accept problems.'],
      [/^Waive/, 'Members of the organization can request waivers and acceptances; viewers can only read.'],
    ] as const)
      expect(region().getByRole('button', { name, description: who }).getAttribute('aria-disabled')).toBe('true');
    const judge = screen.getByRole('button', { name: 'Judge again', description: /may judge a scan again/ });
    expect(judge.getAttribute('aria-disabled')).toBe('true');
    await userEvent.keyboard('a');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('offers a member to request a waiver where the others waive', async () => {
    know({}, { can: rightsWithout('waive') });
    openPage('/scans/31/findings?selected=501');
    await rows();
    expect(region().getByRole('link', { name: 'Request waiver' }).getAttribute('href')).toMatch(/form=request/);
  });

  it('accepts the chosen one by a key, keeps the form where the service refuses, and undoes', async () => {
    know();
    openPage('/scans/31/findings?selected=501');
    await rows();
    await userEvent.keyboard('a');
    const dialog = within(await screen.findByRole('dialog', { name: 'Accept problem' }));
    await userEvent.type(dialog.getByLabelText('Reason'), 'Ends in May');
    const errors = [{ field: 'until', message: 'must be at most 30 days from now' }];
    answer('post', '/quality/findings/accept', { status: 400, body: { code: 'validation_failed', errors } });
    await userEvent.click(dialog.getByRole('button', { name: 'Accept problem' }));
    expect(await dialog.findByText('must be at most 30 days from now')).toBeTruthy();
    expect(dialog.getByLabelText<HTMLTextAreaElement>('Reason').value).toBe('Ends in May');
    const sent: unknown[] = [];
    answer('post', '/quality/findings/accept', (body) => {
      sent.push(body);
      return { body: { ...sampleOf('Accepted'), accepted_until: '2026-05-01T00:00:00Z' } };
    });
    answer('get', '/scans/31/findings/columns', { body: { ...COLUMNS, accepted: [1, 1, 0] } });
    await userEvent.click(dialog.getByRole('button', { name: 'Accept problem' }));
    expect(
      await screen.findByText(/^The problem is accepted until .* 2026; it counts again afterwards\.$/),
    ).toBeTruthy();
    expect(sent).toMatchObject([
      { issue_id: 501, reason: 'Ends in May', until: expect.stringMatching(/Z$/) as string },
    ]);
    expect(region().getByText('Not counted for now: it is accepted.')).toBeTruthy();
    const withdrawn: string[] = [];
    answer('delete', '/quality/findings/accept/501', () => {
      withdrawn.push('501');
      return { status: 204 };
    });
    know();
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await region().findByText('New: it is on a line that the change adds.')).toBeTruthy();
    expect(withdrawn).toEqual(['501']);
    expect(await screen.findByText('The acceptance of 1 problem was withdrawn.')).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole('listbox', { name: 'Findings' }));
  });

  it('requests the acceptance for a member, and takes the request back', async () => {
    know({}, { can: rightsWithout('waive') });
    openPage('/scans/31/findings?selected=501');
    await rows();
    expect(region().getByRole('button', { name: /^Request acceptance/ })).toBeTruthy();
    await userEvent.keyboard('a');
    const dialog = within(await screen.findByRole('dialog', { name: 'Request acceptance' }));
    await userEvent.type(dialog.getByLabelText('Reason'), 'Ends in May');
    const sent: unknown[] = [];
    answer('post', '/quality/gates/waivers/requests', (body) => {
      sent.push(body);
      return { status: 201, body: { ...sampleOf('WaiverRequest'), id: 9 } };
    });
    await userEvent.click(dialog.getByRole('button', { name: 'Send request' }));
    expect(await screen.findByText('Requested. An administrator other than you decides.')).toBeTruthy();
    expect(sent).toMatchObject([{ issue_id: 501, reason: 'Ends in May', expires_at: expect.any(String) as string }]);
    const withdrawn = answer('post', '/quality/gates/waivers/requests/9/withdraw', { body: sampleOf('WaiverRequest') });
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await vi.waitFor(() => expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull());
    expect(withdrawn).toHaveLength(1);
  });

  it('says that no tool found anything, and otherwise that nothing matches', async () => {
    const none = Object.fromEntries(
      Object.entries(COLUMNS).map(([name, value]) => [name, Array.isArray(value) ? [] : value]),
    ) as Partial<FindingColumns>;
    know({ ...none, total: 0 });
    openPage('/scans/31/findings');
    expect(await screen.findByText('No tool reported a finding in this scan.')).toBeTruthy();
  });

  it('clears a filter that nothing matches', async () => {
    know();
    openPage('/scans/31/findings?q=nothing');
    expect(await screen.findByText('Clear the filters to see all 3.')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(await rows()).toHaveLength(3);
    expect(screen.queryByRole('button', { name: 'Clear filters' })).toBeNull();
  });

  it('reads page by page where the findings are too many for one answer', async () => {
    know();
    refuse('get', '/scans/31/findings/columns', 409, 'too_many_findings');
    const list = sampleOf('FindingList');
    answer('get', '/scans/31/findings', { body: { ...list, total: 60_000, next_cursor: null } });
    const { facets } = sampleOf('FindingFacets');
    answer('get', '/scans/31/findings/facets', { body: { scan_id: 31, total: 60_000, facets } });
    openPage('/scans/31/findings');
    expect((await rows()).length).toBe(list.findings.length);
    expect(await screen.findByText('60,000')).toBeTruthy();
  });

  describe('with 100,000 findings', () => {
    const JOB = {
      ...sampleOf('Job'),
      id: 7,
      kind: 'mark-findings',
      total: 100_000,
      finished_at: null,
      stale_scans: null,
    };

    async function select() {
      know();
      refuse('get', '/scans/31/findings/columns', 409, 'too_many_findings');
      answer('get', '/scans/31/findings', {
        body: {
          ...sampleOf('FindingList'),
          total: 100_000,
          next_cursor: null,
          facets: sampleOf('FindingFacets').facets,
        },
      });
      openPage('/scans/31/findings');
      await userEvent.click(await screen.findByRole('button', { name: 'Select all 100,000 matching' }));
      await userEvent.keyboard('f');
      const dialog = within(await screen.findByRole('dialog', { name: 'Mark false positive' }));
      await userEvent.type(dialog.getByLabelText('Reason'), 'Generated');
      return dialog;
    }

    it('marks all by a job, shows its progress, and takes them back by another', async () => {
      const dialog = await select();
      const sent: unknown[] = [];
      answer('post', '/quality/findings/mark-fp/bulk', (body) => {
        sent.push(body);
        return { status: 202, body: { job_id: 7, operation_id: 'op' } };
      });
      let job: object = { ...JOB, state: 'running', done: 35_000 };
      answer('get', '/jobs/7', () => ({ body: job }));
      await userEvent.click(dialog.getByRole('button', { name: 'Mark 100,000 findings' }));
      expect(await screen.findByText('35,000 of 100,000 findings were marked.')).toBeTruthy();
      expect(screen.queryByRole('dialog')).toBeNull();
      expect(sent).toEqual([
        { scan_id: 31, filter: {}, expected_count: 100_000, async: true, is_fp: true, reason: 'Generated' },
      ]);
      job = { ...JOB, state: 'done', done: 100_000, finished_at: '2026-05-01T00:00:00Z', stale_scans: [31] };
      const words = '100,000 findings are now marked as false positives.';
      expect(await screen.findByText(words, {}, { timeout: 5_000 })).toBeTruthy();
      answer('post', '/quality/findings/mark-fp/bulk/op/undo', { status: 202, body: { job_id: 8 } });
      answer('get', '/jobs/8', { body: { ...job, id: 8 } });
      await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
      expect(await screen.findByText('The marks of 100,000 of 100,000 findings were removed.')).toBeTruthy();
      expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
    });

    it('keeps what was typed where the service refuses, and says why', async () => {
      const dialog = await select();
      const errors = [{ field: 'reason', message: 'must not be blank' }];
      answer('post', '/quality/findings/mark-fp/bulk', {
        status: 400,
        body: { code: 'validation_failed', detail: 'See errors for each field.', errors },
      });
      await userEvent.click(dialog.getByRole('button', { name: 'Mark 100,000 findings' }));
      expect(await dialog.findByText('must not be blank')).toBeTruthy();
      expect(dialog.getByLabelText<HTMLTextAreaElement>('Reason').value).toBe('Generated');
      await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
      expect(screen.queryByText('must not be blank')).toBeNull();
    });
  });

  it('shows its outline while the answer takes time', async () => {
    know();
    stall('get', '/scans/31/findings/columns');
    openPage('/scans/31/findings');
    expect(await screen.findByRole('status', { name: 'Loading' })).toBeTruthy();
  });

  it.each([
    ['Not here', () => refuse('get', '/scans/31/summary', 404, 'not_found')],
    ['Not accessible to you', () => refuse('get', '/scans/31/summary', 403, 'forbidden')],
    ['This page could not be loaded', () => refuse('get', '/scans/31/summary', 500, 'internal_error')],
    ['The service does not answer', () => loseConnection('get', '/scans/31/summary')],
  ])('says in words: %s', async (heading, fail) => {
    know();
    fail();
    openPage('/scans/31/findings');
    expect(await screen.findByRole('heading', { name: heading })).toBeTruthy();
  });

  it('leads to sign-in, and keeps the filter for the way back', async () => {
    refuse('get', '/auth/me', 401, 'unauthenticated');
    const router = openAs('/scans/31/findings?newness=new');
    await screen.findByRole('button', { name: 'Sign in' });
    expect(router.state.location.search).toEqual({ next: '/scans/31/findings?newness=new' });
  });
});
