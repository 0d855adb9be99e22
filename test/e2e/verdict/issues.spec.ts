import { anOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { aSarifLog, type SarifResult } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const OLD: SarifResult = {
  rule: 'sql',
  path: 'src/a.ts',
  line: 4,
  level: 'error',
  message: 'unsafe',
  snippet: 'run(sql)',
};
const FRESH: SarifResult = { ...OLD, path: 'src/b.ts', line: 9, snippet: 'exec(text)' };

describe('GET /issues/:issue_id', () => {
  let app: TestApp;
  let api: ApiClient;
  let repos = 0;

  beforeAll(async () => {
    app = await startTestApp();
    api = app.admin;
  });
  afterAll(() => app.stop());

  const aRepo = () => `acme/problems-${(repos += 1)}`;
  async function pending(repo: string, results: readonly SarifResult[] | null, more: object = {}): Promise<number> {
    const { body } = await api.post('/scans', { repo, branch: 'main', ...more });
    if (results !== null)
      expect((await api.upload(`/scans/${body.scan_id}/findings`, {}, { content: aSarifLog(results) })).status).toBe(
        200,
      );
    return body.scan_id as number;
  }
  async function scanned(repo: string, results: readonly SarifResult[] | null, more: object = {}): Promise<number> {
    const id = await pending(repo, results, more);
    expect((await api.post(`/scans/${id}/complete`)).status).toBe(200);
    return id;
  }
  const findingsOf = async (scan: number) => (await api.get(`/scans/${scan}/findings`)).body.findings;
  const issueOf = async (scan: number): Promise<number> => (await findingsOf(scan))[0].issue_id;
  const read = async (id: number, query = '') => (await api.get(`/issues/${id}${query}`)).body;

  it('answers a problem, and the scans that found it', async () => {
    const repo = aRepo();
    const commit_sha = 'c0ffee1c0ffee1c0ffee1c0ffee1c0ffee1c0ffe';
    const first = await scanned(repo, [OLD], { commit_sha });
    const second = await scanned(repo, [{ ...OLD, line: 14 }]);
    await scanned(repo, null);
    const pull = await scanned(repo, [{ ...OLD, line: 24 }], { branch: 'feature', pr_number: 3 });
    const id = await issueOf(first);
    const { body: scan } = await api.get(`/scans/${first}`);
    const answer = await read(id);
    expect(answer).toEqual({
      issue_id: id,
      repo_id: scan.repo_id,
      scan_id: pull,
      ...{ tool: 'scanner', rule_id: 'sql', message: 'unsafe', file_path: 'src/a.ts', line: 24, column: 1 },
      rule: { name: null, help: null, help_uri: null, cwe: [], owasp: [] },
      ...{ related: [], code_flows: [] },
      ...{ type: expect.any(String), severity: 'high' },
      first_seen: { scan_id: first, commit_sha, branch: 'main', pr_number: null, at: scan.created_at },
      last_seen: expect.objectContaining({ scan_id: pull, branch: 'feature', pr_number: 3, commit_sha: null }),
      scans_total: 3,
      scans: [pull, second, first].map((scan_id) => expect.objectContaining({ scan_id })),
      ...{ mark: null, mark_line_edited: false, acceptance: null },
      state: 'open',
      why: {
        ...{ is_new: false, matched_by: expect.any(String), new_because: null },
        ...{ baseline_scan_id: expect.any(Number), candidates_considered: null, nearest: null },
      },
    });
    expect(await read(id, `?scan_id=${first}`)).toMatchObject({
      ...{ scan_id: first, line: 4, scans_total: 3, last_seen: { scan_id: pull } },
      why: { is_new: false, matched_by: null, baseline_scan_id: null },
    });
  });

  it('says why it is new, and what it was compared with', async () => {
    const repo = aRepo();
    const base = await scanned(repo, [OLD, { ...OLD, rule: 'other', line: 30, snippet: 'other()' }]);
    const pull = await scanned(repo, [FRESH], { branch: 'feature', pr_number: 1 });
    const [found] = await findingsOf(pull);
    expect(found.is_new_in_pr).toBe(true);
    expect((await read(found.issue_id)).why).toEqual({
      ...{ is_new: true, matched_by: null, new_because: found.new_because, nearest: found.nearest },
      ...{ baseline_scan_id: base, candidates_considered: 1 },
    });
  });

  it('lists the newest 50 scans and counts all', async () => {
    const repo = aRepo();
    const first = await scanned(repo, [OLD]);
    const id = await issueOf(first);
    await query(
      app.database.admin,
      `INSERT INTO scans OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(s, jsonb_build_object('id', s.id + n, 'idempotency_key', null))).*
         FROM scans s, generate_series(1, 59) AS n WHERE s.id = ${first};
       INSERT INTO scan_manifests SELECT (jsonb_populate_record(m, jsonb_build_object('scan_id', m.scan_id + n))).*
         FROM scan_manifests m, generate_series(1, 59) AS n WHERE m.scan_id = ${first};
       SELECT setval(pg_get_serial_sequence('scans', 'id'), ${first + 100})`,
    );
    const answer = await read(id, `?scan_id=${first}`);
    expect([answer.scans_total, answer.scans.length, answer.scan_id]).toEqual([60, 50, first]);
    expect(answer.scans.map(({ scan_id }: any) => scan_id)).toEqual(
      Array.from({ length: 50 }, (_, at) => first + 59 - at),
    );
    expect([answer.first_seen.scan_id, answer.last_seen.scan_id]).toEqual([first, first + 59]);
  });

  it('remembers the scan that found it first when that is deleted', async () => {
    const repo = aRepo();
    const first = await scanned(repo, [OLD]);
    await scanned(repo, [OLD]);
    await scanned(repo, [OLD]);
    const id = await issueOf(first);
    expect((await api.delete(`/scans/${first}`)).status).toBe(204);
    expect(await read(id)).toMatchObject({
      first_seen: { scan_id: first, commit_sha: null, branch: null, pr_number: null, at: null },
      scans_total: 2,
    });
    expect((await api.get(`/issues/${id}?scan_id=${first}`)).status).toBe(404);
  });

  describe('says what its tool says', () => {
    const TOKEN = `ghp_${'a1B2'.repeat(9)}`;
    const step = (uri: string, startLine: number, text: string) => ({
      physicalLocation: { artifactLocation: { uri }, region: { startLine } },
      message: { text },
    });
    /** A log of one finding, whose rule has this help, and whose code flow this many steps. */
    function aLog(
      help: string,
      { steps = 2, version = '1', rule = {} }: { steps?: number; version?: string; rule?: object } = {},
    ) {
      const log = JSON.parse(aSarifLog([OLD]));
      const [run] = log.runs;
      const tags = ['external/cwe/cwe-089', 'OWASP-A03:2021 - Injection'];
      const described = {
        id: 'sql',
        name: 'Sql',
        help: { markdown: help, text: 'plain' },
        helpUri: 'https://example.test/sql',
      };
      run.tool.driver = { name: 'scanner', version, rules: [{ ...described, properties: { tags }, ...rule }] };
      Object.assign(run.results[0], {
        relatedLocations: [step('src/b.ts', 3, `from ${TOKEN}`)],
        codeFlows: [
          {
            threadFlows: [
              {
                locations: Array.from({ length: steps }, (_, at) => ({ location: step('src/a.ts', at + 1, `${at}`) })),
              },
            ],
          },
        ],
      });
      return JSON.stringify(log);
    }
    async function scannedLog(repo: string, content: string, more: object = {}): Promise<number> {
      const id = await pending(repo, null, more);
      expect((await api.upload(`/scans/${id}/findings`, {}, { content })).status).toBe(200);
      expect((await api.post(`/scans/${id}/complete`)).status).toBe(200);
      return id;
    }

    it('with its rule, related places and code flows, and without secrets', async () => {
      const scan = await scannedLog(aRepo(), aLog(`Use **parameters**, not ${TOKEN}.`, { steps: 31 }));
      const issue = await read(await issueOf(scan));
      expect(issue.rule).toEqual({
        ...{ name: 'Sql', help: 'Use **parameters**, not ***.', help_uri: 'https://example.test/sql' },
        ...{ cwe: [89], owasp: ['A03:2021'] },
      });
      expect(issue.related).toEqual([{ path: 'src/b.ts', line: 3, message: 'from ***' }]);
      expect(issue.code_flows).toEqual([expect.any(Array)]);
      expect(issue.code_flows[0].map(({ line }: any) => line)).toEqual([
        ...Array.from({ length: 29 }, (_, at) => at + 1),
        31,
      ]);
      expect(await query(app.database.admin, `SELECT 1 FROM rule_help WHERE help LIKE '%ghp_%'`)).toEqual([]);
    });

    it('to a list once for each rule, on request', async () => {
      const scan = await scannedLog(aRepo(), aLog('help'));
      expect((await api.get(`/scans/${scan}/findings`)).body.rules).toBeUndefined();
      const { body } = await api.get(`/scans/${scan}/findings?include=facets,help`);
      expect(body.facets).toBeDefined();
      expect(body.rules).toEqual([
        {
          ...{ tool: 'scanner', rule_id: 'sql', name: 'Sql', help: 'help', help_uri: 'https://example.test/sql' },
          ...{ cwe: [89], owasp: ['A03:2021'] },
        },
      ]);
      expect((await api.get(`/scans/${scan}/findings?include=rules`)).status).toBe(400);
    });

    it('by the version of the tool, and never by the words of a pull request', async () => {
      const repo = aRepo();
      const first = await scannedLog(repo, aLog('first'));
      const id = await issueOf(first);
      const helpOf = async (scan: number) => (await read(id, `?scan_id=${scan}`)).rule.help;
      const ofPull = { branch: 'feature', pr_number: 9 };
      const pull = await scannedLog(repo, aLog('planted'), ofPull);
      expect([await helpOf(first), await helpOf(pull)]).toEqual(['first', 'first']);
      const newer = await scannedLog(repo, aLog('second', { version: '2' }));
      expect([await helpOf(first), await helpOf(newer)]).toEqual(['first', 'second']);
      await scannedLog(repo, aLog('corrected'));
      expect(await helpOf(first)).toBe('corrected');
      const other = await scannedLog(aRepo(), aLog('of another repository'));
      expect([await helpOf(first), (await read(await issueOf(other))).rule.help]).toEqual([
        'corrected',
        'of another repository',
      ]);
    });
  });

  describe('is', () => {
    it('open while the newest scan of the default branch has it', async () => {
      const repo = aRepo();
      const id = await issueOf(await scanned(repo, [OLD]));
      await scanned(repo, [], { branch: 'feature', pr_number: 2 });
      expect((await read(id)).state).toBe('open');
      // a scan without the tool decides nothing
      await scanned(repo, null);
      expect((await read(id)).state).toBe('open');
      await scanned(repo, []);
      expect((await read(id)).state).toBe('fixed');
      await pending(repo, [OLD]);
      expect((await read(id)).state).toBe('fixed');
    });

    it('fixed once the pull request that brought it in is without it', async () => {
      const repo = aRepo();
      await scanned(repo, []);
      const ofPull = { branch: 'feature', pr_number: 2 };
      const id = await issueOf(await scanned(repo, [FRESH], ofPull));
      await scanned(repo, []);
      expect((await read(id)).state).toBe('open');
      await scanned(repo, [], ofPull);
      expect((await read(id)).state).toBe('fixed');
    });

    it('a false positive while it is marked', async () => {
      const id = await issueOf(await scanned(aRepo(), [OLD]));
      await api.post('/quality/findings/mark-fp', { issue_id: id, is_fp: true, reason: 'sanitized' });
      const { mark, state } = await read(id);
      expect([state, mark]).toEqual([
        'false_positive',
        {
          ...{ reason: 'sanitized', marked_by: expect.stringMatching(/^user:/), marked_by_name: expect.any(String) },
          marked_at: expect.any(String),
        },
      ]);
    });

    it('accepted while it is there and somebody accepts it', async () => {
      const repo = aRepo();
      const id = await issueOf(await scanned(repo, [OLD]));
      const until = new Date(Date.now() + 86_400_000).toISOString();
      await api.post('/quality/findings/accept', { issue_id: id, reason: 'next quarter', until });
      const { acceptance, mark, state } = await read(id);
      expect([state, mark]).toEqual(['accepted', null]);
      expect(acceptance).toEqual({
        ...{ reason: 'next quarter', until },
        ...{ accepted_by: expect.stringMatching(/^user:/), accepted_by_name: expect.any(String) },
        accepted_at: expect.any(String),
      });
      await api.post('/quality/findings/mark-fp', { issue_id: id, is_fp: true, reason: 'sanitized' });
      expect(await read(id)).toMatchObject({ state: 'false_positive', acceptance: { until } });
      await api.post('/quality/findings/mark-fp', { issue_id: id, is_fp: false });
      await scanned(repo, []);
      expect(await read(id)).toMatchObject({ state: 'fixed', acceptance: { until } });
      await api.delete(`/quality/findings/accept/${id}`);
      expect(await read(id)).toMatchObject({ state: 'fixed', acceptance: null });
    });
  });

  it('is not found in another organization, in a scan without it, and where no scan has it', async () => {
    const repo = aRepo();
    const first = await scanned(repo, [OLD]);
    const id = await issueOf(first);
    const without = await scanned(repo, []);
    const other = await anOrganization(app);
    const statuses = [
      api.get(`/issues/${id}?scan_id=${without}`),
      api.get(`/issues/${id}?scan_id=9007199254740991`),
      api.get('/issues/9007199254740991'),
      other.admin.get(`/issues/${id}`),
    ].map(async (answer) => (await answer).body.code);
    expect(await Promise.all(statuses)).toEqual(Array(4).fill('not_found'));
    expect((await api.get(`/issues/${id}?scan_id=x`)).status).toBe(400);
  });
});
