import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import pg from 'pg';
import { main } from '../../../src/cli/main.js';
import { recordingTerminal } from '../../cli/support/recording-terminal.js';
import { anApiKey, anOrganization } from '../../support/actors.js';
import { type Json, ok } from '../../support/answers.js';
import type { ApiClient } from '../../support/api-client.js';
import { FakeForge } from '../../support/fake-forge/fake-forge.js';
import { FakeGithub } from '../../support/fake-forge/fake-github.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { until } from '../../support/wait-until.js';

const TOKEN = 'ghp_token-of-the-test';
const PROJECT = 'acme/web';
const NUMBER = 7;
const ON_MAIN = 'a'.repeat(40);
const HEAD = 'b'.repeat(40);

let service: TestApp;
let database: pg.Client;
let forge: FakeForge<FakeGithub>;

beforeAll(async () => {
  service = await startTestApp({ OUTGOING_ALLOW: '127.0.0.1', LOG_LEVEL: 'error' });
  database = new pg.Client({ ...service.database.admin });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await service.stop();
});
beforeEach(async () => {
  forge = await FakeForge.start(new FakeGithub(() => service.clock.now().getTime()));
  forge.model.addToken(TOKEN);
  forge.model.addRepo(PROJECT);
  forge.model.addPull(NUMBER, HEAD);
});
afterEach(async () => {
  expect(forge.refused).toEqual([]);
  await database.query('DELETE FROM forges');
  await forge.close();
});

/** A scan before its completion, and what it sends. */
interface Sent {
  readonly criticals?: number;
  readonly coverage?: boolean;
  readonly metrics?: object;
  readonly more?: object;
}

interface Scene {
  readonly config: object;
  readonly base?: Sent;
  readonly change: Sent;
  /** Steps before the change is scanned, and after. */
  readonly before?: (admin: ApiClient, repoId: number) => Promise<unknown>;
  readonly after?: (admin: ApiClient) => Promise<unknown>;
  /** Fields of the verdict that make this scene. */
  readonly expected: object;
}

const DUPLICATED = { duplication_pct: 4.5, duplicated_lines: 45, lines_of_code: 1000 };
const CRITICAL = { criticals: 1 };
const BLOCKING = { block_merge_on_fail: true };
const REASONED = { rule: 'new_critical_max', reason: 'a test double' };

const SCENES: readonly (readonly [string, Scene])[] = [
  [
    'a value that nobody knows, and skipped rules',
    {
      config: { ...BLOCKING, policy: { coverage_drop_max: 1, rating_min: null } },
      base: { coverage: true },
      change: {},
      expected: {
        ...{ status: 'failed', conclusion: 'failure' },
        violations: [
          { rule: 'new_coverage_min', threshold: 80, actual: null, severity: 'medium' },
          { rule: 'coverage_drop_max', threshold: 1, actual: null, severity: 'medium' },
        ],
        skipped_rules: expect.arrayContaining([expect.objectContaining({ rule: 'duplication_pct_max' })]),
      },
    },
  ],
  [
    'a tolerated rule',
    {
      config: { ...BLOCKING, policy: { rating_min: null } },
      base: { metrics: DUPLICATED },
      change: { metrics: DUPLICATED },
      expected: {
        ...{ status: 'passed', conclusion: 'success', violations: [] },
        tolerated_violations: [
          { rule: 'duplication_pct_max', threshold: 3, actual: 4.5, base_actual: 4.5, why: 'base_breaks_it' },
        ],
      },
    },
  ],
  [
    'a waived rule',
    {
      config: { ...BLOCKING, policy: { rating_min: null } },
      change: CRITICAL,
      before: (admin, repoId) => ok(admin.post('/quality/gates/waivers', { ...REASONED, repo_id: repoId })),
      expected: {
        ...{ status: 'passed', conclusion: 'success', violations: [] },
        waived_violations: [expect.objectContaining({ rule: 'new_critical_max', actual: 1 })],
      },
    },
  ],
  [
    'a failure in monitor mode',
    {
      config: { block_merge_on_fail: false, policy: {} },
      change: { criticals: 2 },
      expected: { status: 'failed', conclusion: 'neutral', new_in_pr: expect.objectContaining({ critical: 2 }) },
    },
  ],
  [
    'a verdict that is out of date',
    {
      config: { ...BLOCKING, policy: { rating_min: null } },
      change: CRITICAL,
      after: (admin) => ok(admin.put('/quality/gates/config', { policy: { new_critical_max: 9 } })),
      expected: { status: 'failed', conclusion: 'failure', stale: true },
    },
  ],
  [
    'a report that is owed',
    {
      config: { ...BLOCKING, policy: {} },
      change: { more: { expected_reports: ['lint', 'tests'] } },
      expected: { status: 'failed', reason: 'missing_tool', violations: [] },
    },
  ],
];

describe('one verdict is the same in all places that show it', () => {
  it.each(SCENES)('%s', async (_, { config, base, change, before, after, expected }) => {
    const { admin } = await anOrganization(service);
    const { id: repoId } = await ok(admin.post('/repos', { name: PROJECT, url: `${forge.url}/${PROJECT}` }));
    const credentials = { type: 'token', token: TOKEN };
    await ok(admin.post('/forges', { kind: 'github', name: 'forge', base_url: forge.url, credentials }));
    await ok(admin.put('/quality/gates/config', { enabled: true, ...config }));
    const mainId = await scan(admin, { branch: 'main', commit_sha: ON_MAIN }, base ?? {});
    await before?.(admin, repoId);
    const values = { branch: 'feature', base_branch: 'main', commit_sha: HEAD, base_sha: ON_MAIN, pr_number: NUMBER };
    const id = await scan(admin, values, change);
    await until(
      () => forge.model.shows(HEAD, 'quality-gate'),
      (shown) => shown !== null && shown.state !== 'pending',
    );
    await after?.(admin);

    const verdict = await ok(admin.get(`/quality/gates/status/${id}`));
    expect(verdict).toMatchObject(expected);
    const { status, conclusion, reason, summary, stale, new_in_pr: newInPr } = verdict;
    const list = (name: string): Json[] => verdict[name];
    const isFailed = status === 'failed';

    // Routes of the API
    expect(await ok(admin.get(`/quality/gates/status/by-commit?repo=${PROJECT}&commit_sha=${HEAD}`))).toEqual(verdict);
    const rows = (await ok(admin.get(`/scans?repo_id=${repoId}`))).scans as Json[];
    const row = rows.find((each) => each.id === id);
    expect(row.gate_status).toBe(status);
    expect(await ok(admin.get(`/scans/${id}`))).toMatchObject({ gate_status: status, fixed: row.fixed });
    expect((await ok(admin.get(`/scans?gate_status=${status}`))).scans.map((each: Json) => each.id)).toContain(id);

    // Lists and page of the pull request
    const ofPull = {
      ...{ status, new_in_pr: newInPr, pr_number: NUMBER },
      last_scan: expect.objectContaining({
        ...{ scan_id: id, status, reason },
        failing_rules: list('violations').map(({ rule }) => rule),
      }),
    };
    for (const path of [`/repos/${repoId}/pull-requests`, '/pull-requests'])
      expect((await ok(admin.get(path))).pull_requests).toEqual([expect.objectContaining(ofPull)]);
    const page = await ok(admin.get(`/repos/${repoId}/pull-requests/${NUMBER}`));
    expect(page).toMatchObject(ofPull);
    expect(page.verdict).toEqual(verdict);

    // Badge of the default branch
    const { url } = await ok(admin.get(`/repos/${repoId}/badge`));
    const badge = await (await fetch((url as string).replace(/\.svg$/, '.json'))).json();
    expect(badge).toMatchObject({ message: (await ok(admin.get(`/quality/gates/status/${mainId}`))).status });

    // Events, whose bodies webhooks receive
    const { events } = await ok(admin.get('/events?type=gate.evaluated'));
    expect((events as Json[]).find(({ data }) => data.scan_id === id)?.data).toMatchObject({
      ...{ status, conclusion, reason, summary, violations: verdict.violations, new_in_pr: newInPr },
      waived_count: list('waived_violations').length,
      skipped_count: list('skipped_rules').length,
    });

    // Findings in all forms
    const { findings } = await ok(admin.get(`/scans/${id}/findings?is_new=true`));
    const counted = (findings as Json[]).filter(({ type, severity }) => type !== 'coverage_gap' && severity !== 'info');
    expect(counted).toHaveLength(newInPr.total as number);
    const csv = (await admin.get(`/scans/${id}/findings?is_new=true&format=csv`)).text.trim().split('\r\n');
    expect(csv.slice(1)).toHaveLength(findings.length as number);
    const { runs } = await ok(admin.get(`/scans/${id}/sarif`));
    const results = (runs as Json[]).flatMap((run) => run.results as Json[]);
    expect(results.filter(({ baselineState }) => baselineState === 'new')).toHaveLength(findings.length as number);

    // Agents
    const { key } = await anApiKey(service, { kind: 'agent' }, admin);
    const client = new Client({ name: 'test', version: '1' });
    const headers = { 'x-api-key': key };
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', service.url), { requestInit: { headers } }));
    const answer = await client.callTool({ name: 'why_blocked', arguments: { repo: PROJECT, pr_number: NUMBER } });
    await client.close();
    const {
      repo,
      pr_number: number,
      commit_sha: commit,
      ...facts
    } = answer.structuredContent as Record<string, unknown>;
    expect([repo, number, commit]).toEqual([PROJECT, NUMBER, HEAD]);
    expect(verdict).toEqual(expect.objectContaining(facts));
    expect((answer.content as { text: string }[])[0]!.text).toContain(`Verdict: ${status}`);

    // Forge: a status, and a comment where the change failed
    expect(forge.model.shows(HEAD, 'quality-gate')).toMatchObject({
      state: isFailed && conclusion === 'failure' ? 'failure' : 'success',
      description: expect.stringMatching(new RegExp(isFailed ? 'failed' : 'passed', 'i')),
    });
    if (isFailed) {
      const hurry = () =>
        database.query(`UPDATE work_items SET due_at = now() WHERE kind = 'forge-reports' AND lease IS NULL`);
      await hurry();
      const [comment = ''] = await until(
        () => forge.model.comments(NUMBER),
        (comments) => comments.length > 0,
      );
      expect(comment).toContain(
        conclusion === 'neutral' ? '### Quality gate: would have failed (not blocking)' : '### Quality gate: failed',
      );
      for (const { rule, actual } of list('violations')) {
        expect(comment.replaceAll('\\', '')).toContain(rule);
        expect(comment).toContain(actual === null ? 'unknown' : String(actual));
      }
    }

    // qgate: the text, the JSON and the exit code
    const qgate = async (...args: string[]) => {
      const terminal = recordingTerminal('/', { QGATE_URL: service.url, QGATE_TOKEN: key });
      const code = await main(['status', '--repo', PROJECT, '--pr', String(NUMBER), ...args], terminal);
      return { code, out: terminal.out(), err: terminal.err() };
    };
    const json = await qgate('--output', 'json');
    const said = JSON.parse(json.out) as Record<string, unknown>;
    expect(verdict).toMatchObject(
      Object.fromEntries(
        [
          'status',
          'conclusion',
          'reason',
          'summary',
          'stale',
          'violations',
          'tolerated_violations',
          'waived_violations',
          'skipped_rules',
          'passed_rules',
          'new_in_pr',
          'base',
          'warnings',
          'uncovered',
          'next_actions',
        ].map((name) => [name, said[name]]),
      ),
    );
    expect([json.code, said.exit_code]).toEqual(isFailed ? [1, 1] : [0, 0]);
    expect((await qgate('--follow-monitor')).code).toBe(isFailed && conclusion === 'failure' ? 1 : 0);
    for (const form of ['table', 'markdown']) {
      const { out } = await qgate('--output', form);
      const text = out.replaceAll('\\', '');
      expect(text).toMatch(isFailed ? /gate.{0,4} failed/i : /gate.{0,4} passed/i);
      for (const name of ['violations', 'tolerated_violations', 'waived_violations', 'passed_rules']) {
        for (const { rule, threshold, actual } of list(name)) {
          const line = text.split('\n').find((each) => each.includes(rule) && /[│|]/.test(each)) ?? '';
          expect([form, rule, line]).toEqual([form, rule, expect.stringContaining(String(threshold))]);
          expect([form, rule, line]).toEqual([form, rule, expect.stringContaining(String(actual ?? 'unknown'))]);
        }
      }
      for (const { rule } of list('skipped_rules')) expect(text).toMatch(new RegExp(`${rule}.*skipped`));
      for (const { rule } of list('tolerated_violations')) expect(text).toMatch(new RegExp(`${rule}.*tolerated`));
      for (const { rule } of list('waived_violations')) expect(text).toMatch(new RegExp(`${rule}.*waived`));
      expect(text.includes('judge the scan again with qgate recompute')).toBe(stale);
      expect(/monitor mode/i.test(text)).toBe(conclusion === 'neutral');
    }
  });
});

async function scan(
  admin: ApiClient,
  values: object,
  { criticals = 0, coverage, metrics, more }: Sent,
): Promise<number> {
  const { id } = await ok(admin.post('/scans', { repo: PROJECT, ...values, ...more }));
  const results = Array.from({ length: criticals }, (_, at) => ({
    ...{ rule: 'sql', path: 'src/a.ts', line: at + 1, securitySeverity: '9.8', snippet: `query(${at} + name)` },
  }));
  if ('pr_number' in values)
    await ok(admin.post(`/scans/${id}/changes`, { files: [{ path: 'src/a.ts', added: [[1, 5]] }] }));
  await ok(admin.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(results, 'lint') }));
  if (coverage) {
    const content = anLcov({ 'src/a.ts': lines(9, 9) });
    await ok(admin.upload('/quality/coverage/upload', { scan_id: String(id) }, { content }));
  }
  await ok(admin.post(`/scans/${id}/complete`, metrics && { metrics }));
  return id as number;
}
