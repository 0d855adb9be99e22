import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { aPush, carryOn, type Push } from '../../service/support/push.js';
import type { ApiAnswer } from '../../support/api-client.js';
import { areChained, isAuditSealed } from '../../support/are-chained.js';
import { query } from '../../support/postgres.js';
import { qgateAdmin } from '../../support/qgate-admin.js';
import { aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

let service: TestApp;
let pushes: readonly Push[];
/** Ids of waivers, of accepted problems and of marked ones. */
let decided: { readonly waivers: number[]; readonly accepted: number[]; readonly marked: number[] };

/** A scan of pull request 7, with a base and a list of files. */
let pull: { readonly scanId: number; readonly repoId: number };
/** A member whose role was changed and one whose role was not. */
let people: { readonly changed: number; readonly added: number };
/** Ids of what gives access or asks for it, one of the keys revoked. */
let access: Record<'key' | 'other' | 'revoked' | 'invitation' | 'publisher' | 'request', number>;

beforeAll(async () => {
  service = await startTestApp();
  const policy = { block_merge_on_fail: true, policy: { tests_failed_max: 0 } };
  expect((await service.admin.put('/quality/gates/config', policy)).status).toBe(200);
  // Revisions of a repository's policy have numbers of their own.
  const { id } = (await service.admin.post('/repos', { name: 'acme/shop' })).body;
  const ofRepo = { policy: { new_total_max: 1_000 } };
  expect((await service.admin.put(`/quality/gates/config?repo_id=${id}`, ofRepo)).status).toBe(200);
  pushes = ['main', 'feature', 'fixes', 'one', 'two', 'three'].map((branch, index) =>
    aPush('acme/shop', branch, 40 + index, 30 + index),
  );
  for (const push of pushes) {
    await carryOn(push, service.admin);
    const junit = `<testsuite name="s"><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite>`;
    expect((await service.admin.upload(`/scans/${push.scanId}/tests`, {}, { content: junit })).status).toBeLessThan(
      300,
    );
  }
  decided = await decide();
  pull = await judgePull();
  people = await changePeople();
  access = await giveAccess();
  const webhook = {
    url: 'https://hooks.example.org/all',
    events: ['gate.changed'],
    headers: { 'x-token': 'of-the-header' },
  };
  expect((await service.admin.post('/webhooks', webhook)).status).toBe(201);
  expect((await service.admin.post('/auth/totp/enroll')).status).toBeLessThan(300);
  await isSealed();
  await areChained(service);
});
afterAll(() => service.stop());

/** Makes decisions of each kind, some of which are changed or taken back. */
async function decide() {
  const { admin } = service;
  const waivers: number[] = [];
  for (const rule of ['rating_min', 'duplication_pct_max', 'coverage_drop_max', 'new_critical_max'])
    waivers.push(
      (await succeed(admin.post('/quality/gates/waivers', { rule, reason: 'for now', expires_at: null }))).id,
    );
  await succeed(admin.patch(`/quality/gates/waivers/${waivers[0]}`, { expires_at: '2099-01-01T00:00:00Z' }));
  await succeed(admin.post(`/quality/gates/waivers/${waivers[1]}/revoke`));
  const { findings } = await succeed(admin.get(`/scans/${pushes[0]!.scanId}/findings?limit=6`));
  const ids = (findings as { issue_id: number }[]).map(({ issue_id }) => issue_id);
  const [accepted, marked] = [ids.slice(0, 3), ids.slice(3)];
  for (const issue_id of accepted) await succeed(admin.post('/quality/findings/accept', { issue_id, reason: 'known' }));
  await succeed(admin.delete(`/quality/findings/accept/${accepted[2]}`));
  for (const issue_id of marked)
    await succeed(admin.post('/quality/findings/mark-fp', { issue_id, is_fp: true, reason: 'sanitized' }));
  // One whose line was edited since is confirmed for another reason.
  await rows(`UPDATE issue_marks SET lines = '{}' WHERE issue_id = ${marked[2]}`);
  const confirmed = { issue_ids: [marked[2]], is_fp: true, reason: 'seen again' };
  expect(await succeed(admin.post('/quality/findings/mark-fp/bulk', confirmed))).toMatchObject({ marked: 1 });
  return { waivers, accepted, marked };
}

const succeed = async (answer: Promise<ApiAnswer>): Promise<any> => {
  const { status, body, text } = await answer;
  if (status >= 300) throw new Error(text);
  return body;
};

/** Judges a pull request against the default branch. */
async function judgePull() {
  const change = { repo: 'acme/pulls', branch: 'fix', base_branch: 'main', pr_number: 7, pr_title: 'Fix' };
  const scans: number[] = [];
  for (const wanted of [{ repo: 'acme/pulls', branch: 'main' }, change, { ...change, branch: 'other', pr_number: 8 }]) {
    const { id } = await succeed(service.admin.post('/scans', wanted));
    await succeed(service.admin.post(`/scans/${id}/files`, { paths: ['src/a.ts', 'src/b.ts'], code_owners: '* @all' }));
    if (wanted === change) {
      const content = aSarifLog([{ rule: 'of-the-change', path: 'src/a.ts', line: 1 }]);
      await succeed(service.admin.upload(`/scans/${id}/findings`, {}, { content }));
    }
    await succeed(service.admin.post(`/scans/${id}/complete`));
    scans.push(id);
  }
  const { repo_id: repoId } = await succeed(service.admin.get(`/scans/${scans[1]}`));
  return { scanId: scans[1]!, repoId };
}

/** Adds members, and changes a setting twice. */
async function changePeople() {
  const add = async (name: string) => {
    const member = { email: `${name}@example.test`, name, role: 'VIEWER', password: 'correct horse battery staple' };
    return (await succeed(service.admin.post('/members', member))).user_id as number;
  };
  const [changed, added] = [await add('changed'), await add('added')];
  await succeed(service.admin.patch(`/members/${changed}`, { role: 'MEMBER' }));
  for (const waiver_max_days of [30, 60]) await succeed(service.admin.patch('/org', { waiver_max_days }));
  return { changed, added };
}

/** Makes keys, one of which is revoked, and more that people decide, and sets a quota. */
async function giveAccess() {
  const { admin } = service;
  const keys: number[] = [];
  for (const name of ['of CI', 'of another', 'of nobody'])
    keys.push((await succeed(admin.post('/api-keys', { name, role: 'MEMBER', scopes: ['read:scans'] }))).id);
  await succeed(admin.post(`/api-keys/${keys[2]}/revoke`));
  await succeed(admin.patch('/orgs/1', { quotas: { scans_per_day: 5_000 } }));
  await succeed(admin.patch(`/repos/${pull.repoId}`, { url: 'https://forge.example.org/acme/pulls' }));
  const invited = { email: 'invited@example.test', role: 'VIEWER' };
  const publisher = { kind: 'custom', issuer: 'https://issuer.example.org', claims: { sub: 'acme' } };
  const expires_at = new Date(Date.now() + 7 * 24 * 60 * 60 * 1000).toISOString();
  const wish = { rule: 'new_high_max', reason: 'wished', expires_at };
  return {
    ...{ key: keys[0]!, other: keys[1]!, revoked: keys[2]! },
    invitation: (await succeed(admin.post('/members/invitations', invited))).id as number,
    publisher: (await succeed(admin.post('/trusted-publishers', publisher))).id as number,
    request: (await succeed(admin.post('/quality/gates/waivers/requests', wish))).id as number,
  };
}

const rows = <Row extends object>(sql: string, values: unknown[] = []) =>
  query<Row & Record<string, unknown>>(service.database.admin, sql, values);

/** Judges a scan of a repository that nothing else uses. */
async function judgeNew(): Promise<{ readonly scanId: number; readonly repoId: number }> {
  const { body } = await service.admin.post('/scans', { repo: 'acme/removed', branch: 'side' });
  expect((await service.admin.post(`/scans/${body.id}/complete`)).status).toBe(200);
  await areChained(service);
  return { scanId: body.id, repoId: body.repo_id };
}

const isSealed = () => isAuditSealed(service);

const verify = (environment: NodeJS.ProcessEnv = {}) => qgateAdmin(service, ['verify'], environment);

/** Lines about faults, of a run that found some. */
async function faults(environment: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const { code, stdout } = await verify(environment);
  expect(code).toBe(1);
  expect(stdout).toMatch(/\nSome data is damaged\.\n$/);
  return stdout.split('\n').filter((line) => /^(Organization|The installation)\b/.test(line));
}

interface Damage {
  readonly table: string;
  readonly where: string;
  readonly change: string;
}

/** Changes rows of a table behind the service's back, looks, and puts them back as they were. */
async function broken<Result>({ table, where, change }: Damage, look: () => Promise<Result>): Promise<Result> {
  const kept = `kept_${randomBytes(4).toString('hex')}`;
  await rows(`CREATE TABLE ${kept} AS SELECT * FROM ${table} WHERE ${where}`);
  expect(await rows(`SELECT 1 FROM ${kept}`)).not.toEqual([]);
  await rows(`SET session_replication_role = replica; ${change}`);
  try {
    return await look();
  } finally {
    const columns = (
      await rows<{ name: string }>(
        `SELECT column_name AS name FROM information_schema.columns
         WHERE format('%I.%I', table_schema, table_name)::regclass = $1::regclass AND is_generated = 'NEVER'`,
        [table],
      )
    ).map(({ name }) => `"${name}"`);
    // Without what follows a deletion otherwise.
    await rows(`SET session_replication_role = replica; DELETE FROM ${table} WHERE ${where};
      INSERT INTO ${table} (${columns.join()}) OVERRIDING SYSTEM VALUE SELECT ${columns.join()} FROM ${kept}`);
    await rows(`DROP TABLE ${kept}`);
  }
}

/** Does all damages at once, looks, and undoes them. */
const allBroken = <Result>([first, ...others]: readonly Damage[], look: () => Promise<Result>): Promise<Result> =>
  first === undefined ? look() : broken(first, () => allBroken(others, look));

/** Damages that verify reported: the SQL, and its line. */
const told: (readonly [sql: string, line: string])[] = [];

const ROOT = path.join(__dirname, '../../..');
const PAGE = path.join(ROOT, 'docs/damages.md');

/** Tables of the schema that no statement of verify names, and no function that digests what verdicts rest on. */
async function listUnread(): Promise<string[]> {
  const folder = path.join(ROOT, 'src/admin/verify');
  const files = [
    ...readdirSync(folder).map((file) => path.join(folder, file)),
    path.join(ROOT, 'src/platform/secrets/sealed-columns.ts'),
    path.join(ROOT, 'src/platform/database/refuse-server.ts'),
    path.join(ROOT, 'migrations/1795478402354-seal-files-and-bases.ts'),
  ];
  const read = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const tables = await rows<{ name: string }>(
    `SELECT format('%s.%s', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'auth') AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  // A file may name the schema in one place for several tables.
  const isRead = (name: string): boolean => new RegExp(`\\b${name}\\b|'${name.replace('public.', '')}'`).test(read);
  return tables.flatMap(({ name }) => (isRead(name) ? [] : [name.replace('public.', '')]));
}

/** The page of all damages, without the ids of this run. */
function damagesPage(damages: typeof told, unread: readonly string[]): string {
  const plain = (text: string) =>
    text
      .replaceAll(/\s+/g, ' ')
      .replaceAll(
        /\b(scan_id|issue_id|id|scan|forge|baseline is|API key|invitation|publisher|request|waiver|problem|repository|entry|person|such as|Organization) (= )?\d+/g,
        '$1 $2N',
      );
  const rows = damages.map(([sql, line], at) => `| ${at + 1} | \`${plain(sql)}\` | ${plain(line)} |\n`);
  return `# Damages that verify finds

For operators who want to know what \`qgate-admin verify\` finds.

Each of these ${damages.length} statements was run by an owner of the tables, with triggers off, against an installation in which everything was whole;
\`qgate-admin verify\` named each of them. N stands for an id. \`test/e2e/keep/verified-installation.spec.ts\` runs them and compares this page; it also flips a bit in each table of
segments and keyframes, removes rows of them, forges verdicts and entries, cuts the audit log, moves sealed secrets and changes the key.
What the answers mean, and what to do: [backup.md](backup.md#verify).

<!-- prettier-ignore -->
| | statement | what verify says |
| --- | --- | --- |
${rows.join('')}
In these tables, it checks at most the references to other tables: ${unread.map((name) => `\`${name}\``).join(', ')}.
`;
}

const oneOf = (table: string, order = 'address') =>
  `ctid = (SELECT ctid FROM ${table} ORDER BY org_id, ${order} LIMIT 1)`;

const ofScan =
  (table: string, at: number, column = 'scan_id') =>
  () =>
    `${table} WHERE ${column} = ${pushes[at]!.scanId}`;
const ofVerdict = (at: number) => () => `${ofScan('evaluations', at)()} AND number = 2`;
const ofEarlierVerdict = (at: number) => () => `${ofScan('evaluations', at)()} AND number = 1`;
const decidedAs = (kind: 'waivers' | 'accepted' | 'marked', column: string, at: number) => () =>
  `${{ waivers: 'waivers', accepted: 'accepted_issues', marked: 'issue_marks' }[kind]} WHERE ${column} = ${decided[kind][at]}`;

describe('qgate-admin verify', () => {
  it('finds everything whole, and says how far it is', async () => {
    const { code, stdout, stderr } = await verify();
    expect(stdout).toMatch(
      /^9 scans of 2 repositories were compared with \d\d segments; 0 of these were stored without a checksum and can be read\.$/m,
    );
    expect(stdout).toMatch(
      /\n15 verdicts were compared with their seals, .* of 9 scans .*; the details of 0 scans were deleted\.\n/,
    );
    expect(stdout).toMatch(/\n0 verdicts have no seal .* which begin at 20\S+Z; 0 were .*; 0 entries are waiting/);
    expect(stdout).toContain('\n4 sealed secrets can be opened; 0 must be entered again');
    expect(stdout).toMatch(/\n\d+ sealed entries of 1 organizations were verified; 0 are not sealed yet\.\n/);
    expect(stdout).toMatch(/\nAll data is intact\.\n$/);
    expect(stderr).toMatch(/\n0 of 2 repositories have been verified\.\n/);
    expect(code).toBe(0);
  });

  it('says the line to write where OUTGOING_ALLOW names a private host without its network', async () => {
    const { code, stdout } = await verify({ OUTGOING_ALLOW: '10.0.0.0/8,localhost' });
    expect(stdout).toMatch(
      /^Warning: OUTGOING_ALLOW .* localhost \(.*\bWrite OUTGOING_ALLOW=10\.0\.0\.0\/8,localhost@\S+\n/,
    );
    expect([code, stdout.endsWith('\nAll data is intact.\n')]).toEqual([0, true]);
    const [, line] = /Write OUTGOING_ALLOW=(\S+)/.exec(stdout)!;
    expect((await verify({ OUTGOING_ALLOW: line })).stdout).not.toContain('Warning');
  });

  it.each(['finding_segments', 'coverage_segments', 'finding_keyframes', 'coverage_keyframes'])(
    'names a row that is missing from %s, and one in which a bit is flipped',
    async (table) => {
      const [kind, part] = table.split('_') as [string, string];
      const noun = `${kind === 'finding' ? 'findings' : 'coverage'} ${part.slice(0, -1)}`;
      const [{ address }] = (await rows<{ address: string }>(
        `SELECT encode(address, 'hex') AS address FROM ${table} WHERE ${oneOf(table)}`,
      )) as [{ address: string }];
      const where = `address = '\\x${address}'`;
      const missing = await broken({ table, where, change: `DELETE FROM ${table} WHERE ${where}` }, faults);
      expect(missing[0]).toMatch(
        new RegExp(`^Organization 1, repository \\d+: scan \\d+ names the ${noun} ${address}, which is missing\\.$`),
      );
      const bits = await rows<{ bits: number }>(
        `SELECT octet_length(content) * 8 AS bits FROM ${table} WHERE ${where}`,
      );
      const middle = Math.floor(bits[0]!.bits / 2);
      const flip = `UPDATE ${table} SET content = set_bit(content, ${middle}, 1 - get_bit(content, ${middle})) WHERE ${where}`;
      expect(await broken({ table, where, change: flip }, faults)).toEqual([
        expect.stringMatching(new RegExp(`^Organization 1, repository \\d+: the ${noun} ${address} is damaged\\.$`)),
      ]);
    },
  );

  it('names owners of files in which a bit is flipped', async () => {
    expect((await service.admin.get(`/scans/${pull.scanId}/findings?limit=1`)).status).toBe(200);
    const change = 'UPDATE file_owners SET content = set_bit(content, 9, 1 - get_bit(content, 9))';
    expect(await broken({ table: 'file_owners', where: 'true', change }, faults)).toEqual([
      expect.stringMatching(/^Organization 1, repository \d+: the list of file owners [0-9a-f]{64} is damaged\.$/),
    ]);
  });

  it('names a scan whose numbers differ from its manifests', async () => {
    const id = pushes[1]!.scanId!;
    const where = `id = ${id}`;
    const change = (set: string) =>
      broken({ table: 'scans', where, change: `UPDATE scans SET ${set} WHERE ${where}` }, faults);
    const counters = `counters = jsonb_set(counters, '{all,byDebtKind}', '{}')`;
    const name = (fault: string) =>
      expect.arrayContaining([
        expect.stringMatching(new RegExp(`^Organization 1, repository \\d+: scan ${id} ${fault}`)),
      ]);
    expect(await change(counters)).toEqual(name('has numbers or a verdict that cannot be read\\.$'));
    expect(await change('lines_covered = lines_covered - 1')).toEqual(
      name('covers 31/310/310 .*counts 31/310/309\\.$'),
    );
    const report = { table: 'finding_reports', where: `scan_id = ${id}` };
    const fewer = `UPDATE finding_reports SET finding_count = 1 WHERE scan_id = ${id} AND tool <> 'coverage'`;
    expect(await broken({ ...report, change: fewer }, faults)).toEqual(
      name('has 41 findings of .*, but counts 41 and received 1\\.$'),
    );
  });

  /** Damages of one look are of different scans or rows: [what is damaged, how, what is said]. */
  const DAMAGES: readonly (readonly (readonly [where: () => string, change: string, said: string])[])[] = [
    [
      [ofScan('evaluations', 0), 'DELETE', 'lacks its verdict 2'],
      [ofVerdict(1), `SET status = 'passed'`, 'has a verdict that contradicts itself: passed, failed, 1 violations'],
      [
        ofVerdict(2),
        `SET verdict = jsonb_set(verdict::jsonb, '{violations}', '[]')`,
        'has a verdict that contradicts itself: failed, failed, 0 violations',
      ],
      [ofScan('scans', 3, 'id'), `SET gate_status = 'passed'`, 'differs from its verdict in status'],
      [ofScan('scans', 4, 'id'), `SET quality_rating = 'E'`, 'differs from its verdict in qualityRating'],
      [ofScan('scans', 5, 'id'), 'SET debt_minutes = 1', 'differs from its verdict in debtMinutes'],
    ],
    [
      [ofScan('scans', 0, 'id'), 'SET new_total = 9', 'differs from its verdict in newTotal'],
      [ofScan('scans', 1, 'id'), 'SET findings_total = 9', 'differs from its verdict in findingsTotal'],
      [ofScan('scans', 2, 'id'), 'SET coverage_pct = 9', 'differs from its verdict in coveragePct'],
      [ofScan('scans', 3, 'id'), 'SET tests_total = 9', 'differs from its verdict in testsTotal'],
      [ofScan('scans', 4, 'id'), 'SET tests_failed = 9', 'differs from its verdict in testsFailed'],
      [ofScan('scans', 5, 'id'), `SET conclusion = 'success'`, 'differs from its verdict in conclusion'],
    ],
    [
      [ofScan('coverage_manifests', 0), 'DELETE', 'lacks its coverage'],
      [ofScan('test_uploads', 1), `SET content = 'x'`, 'has a test report with damaged tests, but counts 2'],
      [ofScan('test_uploads', 2), 'SET test_count = 3', 'has a test report with 2 tests, but counts 3'],
      [
        ofVerdict(3),
        `SET ratings = jsonb_set(ratings, '{debt,totalMinutes}', '1')`,
        'has ratings that differ from its numbers: debt',
      ],
      [
        ofVerdict(4),
        `SET verdict = jsonb_set(verdict::jsonb, '{new_in_pr,high}', '7')`,
        'has a verdict with a different number of new findings',
      ],
      [ofScan('scans', 5, 'id'), 'SET evaluation = 1', 'has the verdict 2, but its last verdict is 1'],
    ],
    [
      [ofVerdict(0), `SET verdict = jsonb_set(verdict::jsonb, '{scan_id}', '1000')`, 'has the verdict of another scan'],
      [ofScan('scans', 1, 'id'), `SET failing_rules = '{}'`, 'differs from its verdict in failingRules'],
      [
        ofVerdict(2),
        `SET ratings = jsonb_set(ratings, '{coverage}', '"E"')`,
        'has ratings that differ from its numbers: coverage',
      ],
      [ofVerdict(3), 'SET policy_revision = 5', 'was judged by a policy revision that is missing'],
      [ofScan('evaluations', 4), 'DELETE', 'lacks its verdict 1'],
      [ofScan('scans', 5, 'id'), 'SET evaluation = 0', 'is complete but has no verdict'],
    ],
    [
      [() => 'issue_blocks WHERE true', 'DELETE', 'problems whose ids are in no known block'],
      [
        decidedAs('waivers', 'id', 0),
        `SET expires_at = '2100-01-01'`,
        'waiver \\d+ differs from the audit log in expires_at',
      ],
      [decidedAs('waivers', 'id', 1), 'SET revoked_at = NULL', 'waiver \\d+ differs from the audit log in revoked_at'],
      [decidedAs('waivers', 'id', 2), `SET reason = 'other'`, 'waiver \\d+ differs from the audit log in reason'],
      [
        decidedAs('waivers', 'id', 3),
        'DELETE',
        'waiver \\d+ is missing, but the audit log does not say that it was removed',
      ],
      [decidedAs('accepted', 'issue_id', 0), 'DELETE', 'acceptance of problem \\d+ is missing'],
      [
        decidedAs('accepted', 'issue_id', 1),
        `SET ends_at = '2100-01-01'`,
        'acceptance of problem \\d+ differs from the audit log in accepted_until',
      ],
      [decidedAs('marked', 'issue_id', 0), 'DELETE', 'false-positive mark of problem \\d+ is missing'],
      [
        decidedAs('marked', 'issue_id', 1),
        `SET reason = 'other'`,
        'false-positive mark of problem \\d+ differs from the audit log in fp_reason',
      ],
      [
        () => 'gate_config_revisions WHERE revision = (SELECT max(revision) FROM gate_config_revisions)',
        'SET enabled = false',
        'policy revision \\d+ differs from the audit log in enabled',
      ],
      [
        () => 'repo_gate_config_revisions WHERE true',
        `SET rules = '{"new_total_max": 9000}'`,
        'policy revision of repository \\d+/1 differs from the audit log in policy',
      ],
      [
        () => 'gate_configs WHERE true',
        `SET policy = '{"tests_failed_max": 9000}'`,
        'the policy in force differs from its newest revision',
      ],
      [() => `audit_log WHERE action = 'policy.updated'`, `SET actor_name = 'another'`, 'entry \\d+'],
    ],
    [
      [
        ofEarlierVerdict(0),
        `SET verdict = jsonb_set(verdict::jsonb, '{warnings}', '[1]')`,
        'its verdict 1, or the commit, branch',
      ],
      [ofScan('scans', 1, 'id'), `SET commit_sha = repeat('f', 40)`, 'its verdict 2, or the commit, branch'],
      [
        () => `${ofScan('scan_manifests', 2)()} AND octet_length(states) > 0`,
        'SET states = set_byte(states, 0, 255 - get_byte(states, 0))',
        'has findings, coverage, tests, files or a base that differ from those in its sealed verdict',
      ],
      [() => `${ofScan('verdict_entries', 3)()} AND number = 1`, 'DELETE', 'its verdict 1 has no seal'],
      [ofEarlierVerdict(4), 'DELETE', 'lacks its sealed verdict 1'],
      [() => 'verdict_chains WHERE true', 'SET position = position - 1', 'the last entries of its verdict chain'],
    ],
    [
      [
        () => 'verdict_entries WHERE position = 2',
        `SET evidence = '\\x00'`,
        'entry 2 of its verdict chain, or an earlier one, was changed',
      ],
      [() => 'verdict_entries WHERE position = 5', 'DELETE', 'its verdict chain lacks entry 5'],
      [ofEarlierVerdict(5), `SET evaluated_at = now()`, 'its verdict 1, or the commit, branch'],
      [() => 'verdict_chains WHERE true', `SET seal = '\\x00'`, 'the end of its verdict chain was changed'],
    ],
    [[() => 'verdict_entries WHERE position = 12', 'DELETE', 'the last entries of its verdict chain were removed']],
    [
      [
        () => `repos WHERE name = 'acme/shop'`,
        'DELETE',
        'repository \\d+ is missing, but the audit log does not say that it was removed',
      ],
    ],
    [[() => 'verdict_keys WHERE true', 'DELETE', 'need the key 1 of verdict_keys, which is missing']],
    [[() => 'verdict_counts WHERE true', 'DELETE', 'the counts of its verdict chains are missing']],
    [[() => 'verdict_counts WHERE true', 'SET entries = entries + 1', 'counts of its verdict chains were changed']],
    [
      [
        () => `members WHERE user_id = ${people.changed}`,
        `SET role = 'ORG_OWNER'`,
        'member \\d+ differs from the audit log in role',
      ],
      [() => `members WHERE user_id = ${people.added}`, 'DELETE', 'member \\d+ is missing, but the audit log'],
      [
        () => 'organizations WHERE id = 1',
        `SET waiver_max_days = 9000, repo_policy = 'any'`,
        'organization 1 differs from the audit log in repo_policy, waiver_max_days',
      ],
      [
        () => `scans WHERE id = ${pull.scanId}`,
        'SET base_scan_id = NULL',
        'has findings, coverage, tests, files or a base that differ',
      ],
    ],
    [
      [
        () => `scan_files WHERE scan_id = ${pull.scanId}`,
        `SET paths = '{src/a.ts}'`,
        'has findings, coverage, tests, files or a base that differ',
      ],
      [
        () => 'pull_requests WHERE number = 7',
        `SET branch = 'main'`,
        'pull request 7 differs from its last scan in branch',
      ],
      [() => 'pull_requests WHERE number = 8', 'DELETE', 'pull request 8 is missing, but scan \\d+ is of it'],
      [() => 'members WHERE user_id = 1', `SET role = 'VIEWER'`, 'member 1 differs from the audit log in role'],
    ],
    [[() => 'pull_requests WHERE number = 7', 'SET last_scan_id = last_scan_id - 1', 'as its last, which is']],
    [[ofScan('scans', 5, 'id'), 'DELETE', 'scan \\d+ is missing, but no deletion is recorded']],
    [
      [
        () => `auth.api_keys WHERE id = ${access.key}`,
        `SET role = 'ORG_OWNER', scopes = '{admin,mint}'`,
        'API key \\d+ differs from the audit log in role, scopes',
      ],
      [
        () => `auth.api_keys WHERE id = ${access.revoked}`,
        'SET revoked_at = NULL',
        'API key \\d+ differs from the audit log in revoked',
      ],
      [() => `auth.api_keys WHERE id = ${access.other}`, 'DELETE', 'API key \\d+ is missing, but the audit log'],
      [
        () => `invitations WHERE id = ${access.invitation}`,
        `SET role = 'ORG_OWNER'`,
        'invitation \\d+ differs from the audit log in role',
      ],
      [
        () => `trusted_publishers WHERE id = ${access.publisher}`,
        `SET claims = '{"sub": "*"}'`,
        'trusted publisher \\d+ differs from the audit log in claims',
      ],
      [
        () => `waiver_requests WHERE id = ${access.request}`,
        `SET reason = 'other'`,
        'waiver request \\d+ differs from the audit log in reason',
      ],
      [
        () => 'webhooks WHERE id = 1',
        `SET url = 'https://other.example.org/all'`,
        'webhook 1 differs from the audit log in url_digest',
      ],
      [
        () => `repos WHERE id = ${pull.repoId}`,
        `SET name = 'acme/renamed', source_excerpts = 'files'`,
        'repository \\d+ differs from the audit log in name, source_excerpts',
      ],
      [
        () => `organization_quotas WHERE quota = 'scans_per_day'`,
        'SET max_amount = 9000000',
        'organization 1 differs from the audit log in scans_per_day',
      ],
      [
        () => `auth.users WHERE id = ${people.changed}`,
        'SET is_super_admin = true',
        'person \\d+ is a SUPER_ADMIN, but the service did not make them one',
      ],
      [
        () => `auth.users WHERE id = ${people.added}`,
        `SET email = 'other@example.test'`,
        'member \\d+ differs from the audit log in email',
      ],
    ],
    [
      [() => `baselines WHERE tool = 'scanner'`, 'DELETE', 'the baseline of scanner is missing, which scan \\d+ made'],
      [
        () => `baselines WHERE tool = 'coverage'`,
        'SET scan_id = 900001',
        'the baseline of coverage rests on scan 900001, which is missing',
      ],
      [ofScan('trend_facts', 0), 'DELETE', 'scan \\d+ lacks its facts for trends'],
      [ofScan('coverage_uploads', 1), 'DELETE', 'scan \\d+ lacks its coverage reports'],
      [
        () => `finding_reports WHERE tool = 'coverage' AND scan_id = ${pushes[2]!.scanId}`,
        'DELETE',
        'scan \\d+ has findings of coverage, but not its report',
      ],
      [() => `repo_names WHERE name = 'acme/shop'`, 'DELETE', 'its name acme/shop is missing in repo_names'],
      [() => `events WHERE type = 'policy.updated'`, 'DELETE', 'events of the type policy.updated are missing'],
      [
        () => `events WHERE type = 'scan.completed' AND scan_id = ${pushes[3]!.scanId}`,
        'DELETE',
        'events of the type scan.completed are missing',
      ],
      [
        () => 'auth.users WHERE id = 1',
        `SET email = 'other@example.test'`,
        'person 1 has another address than in the audit log',
      ],
    ],
    [
      [
        () => `repos WHERE name = 'acme/shop'`,
        'SET baseline_scan_id = NULL',
        'the last scan of its baseline is \\d+, but it names none',
      ],
      [() => `auth.users WHERE id = ${people.added}`, 'DELETE', 'rows of members refer to missing rows of auth.users'],
      [
        () => 'auth.users WHERE id = 1',
        'SET is_super_admin = false',
        'person 1 is no longer a SUPER_ADMIN, although the service keeps the last one',
      ],
    ],
  ];

  it.each(DAMAGES.map((damages) => [damages] as const))('names each of several damages, group %#', async (damages) => {
    const made = damages.map(([where, change]): Damage => {
      const [table, condition] = where().split(' WHERE ') as [string, string];
      const sql = change === 'DELETE' ? `DELETE FROM ${table}` : `UPDATE ${table} ${change}`;
      return { table, where: condition, change: `${sql} WHERE ${condition}` };
    });
    const found = await allBroken(made, faults);
    for (const [at, [, , said]] of damages.entries()) {
      expect(found.join('\n')).toMatch(new RegExp(said));
      told.push([made[at]!.change, found.find((line) => new RegExp(said).test(line))!]);
    }
  });

  it.each([
    ['waivers', 'id', () => decided.waivers[0]!, 'waiver'],
    ['accepted_issues', 'issue_id', () => decided.accepted[0]!, 'acceptance of problem'],
    ['issue_marks', 'issue_id', () => decided.marked[0]!, 'false-positive mark of problem'],
    ['gate_config_revisions', 'revision', () => 2, 'policy revision'],
    ['members', 'user_id', () => 1, 'member'],
    ['waiver_requests', 'id', () => access.request, 'waiver request'],
    ['webhooks', 'id', () => 1, 'webhook'],
  ])(
    'names a row of %s that the audit log does not know, though it claims an earlier time',
    async (table, key, original, name) => {
      const columns = (
        await rows<{ name: string }>(
          `SELECT column_name AS name FROM information_schema.columns
         WHERE format('%I.%I', table_schema, table_name)::regclass = $1::regclass AND is_generated = 'NEVER' AND column_name <> $2`,
          [table, key],
        )
      ).map(({ name: column }) => column);
      const isTime = (column: string) => ['created_at', 'marked_at', 'saved_at'].includes(column);
      const values = columns.map((column) => (isTime(column) ? `'2000-01-01'` : column));
      await rows(`SET session_replication_role = replica; INSERT INTO ${table} (${key}, ${columns.join()}) OVERRIDING SYSTEM VALUE
      SELECT 900001, ${values.join()} FROM ${table} WHERE ${key} = ${original()}`);
      try {
        expect((await faults()).join('\n')).toMatch(
          new RegExp(`: ${name} 900001 exists, and the audit log does not say who made it\\.`),
        );
      } finally {
        await rows(`DELETE FROM ${table} WHERE ${key} = 900001`);
      }
    },
  );

  it('names a connection to a forge whose address was changed', async () => {
    const token = { type: 'token', token: 'of-the-forge' };
    const forge = { kind: 'gitlab', name: 'GitLab', base_url: 'https://gitlab.invalid', credentials: token };
    const { id } = await succeed(service.admin.post('/forges', forge));
    const change = `UPDATE forges SET base_url = 'https://other.invalid' WHERE id = ${id}`;
    const [fault, ...others] = await broken({ table: 'forges', where: `id = ${id}`, change }, faults);
    expect([fault, others]).toEqual([`Organization 1: forge ${id} differs from the audit log in base_url.`, []]);
    told.push([change, fault!]);
    expect((await service.admin.delete(`/forges/${id}`)).status).toBe(204);
    expect((await verify()).stdout).toMatch(/\nAll data is intact\.\n$/);
  });

  it('is the table of docs/damages.md', async () => {
    const page = damagesPage(told, await listUnread());
    if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });

  it('takes a scan that the service deleted for deleted, and opens source texts', async () => {
    const { body: repo } = await service.admin.post('/repos', { name: 'acme/deleting' });
    expect((await service.admin.patch(`/repos/${repo.id}`, { source_excerpts: 'files' })).status).toBe(200);
    const begin = async () =>
      (await service.admin.post('/scans', { repo_id: repo.id, branch: 'side' })).body.id as number;
    const [kept, deleted] = [await begin(), await begin()];
    const form = new FormData();
    form.append('file', new Blob(['let a = 1;\n']), 'src/a.ts');
    expect((await service.admin.post(`/scans/${kept}/source`, form)).status).toBeLessThan(300);
    expect((await service.admin.post(`/scans/${deleted}/complete`)).status).toBe(200);
    expect((await service.admin.delete(`/scans/${deleted}`)).status).toBe(204);
    await areChained(service);
    const { stdout } = await verify();
    expect(stdout).toContain('\n5 sealed secrets can be opened; 0 must');
    expect(stdout).toMatch(/\nAll data is intact\.\n$/);
    expect((await service.admin.delete(`/scans/${kept}`)).status).toBe(204);
    await rows('DELETE FROM source_texts');
    await areChained(service);
    expect((await service.admin.delete(`/repos/${repo.id}?confirm=acme/deleting`)).status).toBe(202);
    await waitUntil(async () => (await rows('SELECT 1 FROM repos WHERE id = $1', [repo.id])).length === 0);
    const after = await verify();
    expect(after.stdout).toContain('\n2 verdict chains with 15 entries were compared with the counts of 1 org');
    expect(after.stdout).toMatch(/\nAll data is intact\.\n$/);
  });

  it('names sealed secrets that another key sealed, that were moved, and that are closed without any key', async () => {
    const [key] = (await rows<{ fingerprint: string }>(
      `SELECT encode(substring(secret FROM 2 FOR 8), 'hex') AS fingerprint FROM webhooks`,
    )) as [{ fingerprint: string }];
    const SECRETS_KEY = randomBytes(32).toString('base64');
    const other = await faults({ SECRETS_KEY });
    expect(other).toHaveLength(4);
    for (const fault of other)
      expect(fault).toMatch(
        new RegExp(
          `^(Organization 1: (secret|headers) of webhooks 1|The installation: secret of (auth\\.totp_secrets of user_id|verdict_keys of id) 1, realm \\d) needs the key ${key.fingerprint}; the available key is [0-9a-f]{16}\\.$`,
        ),
      );
    const moved = { table: 'webhooks', where: 'id = 1', change: 'UPDATE webhooks SET secret = headers WHERE id = 1' };
    expect(await broken(moved, faults)).toEqual([
      `Organization 1: secret of webhooks 1 cannot be opened with its key ${key.fingerprint}: it was changed or moved.`,
    ]);
    const DATA_DIR = await mkdtemp(path.join(tmpdir(), 'qgate-no-key-'));
    expect((await faults({ DATA_DIR }))[0]).toContain(
      'which is missing: set SECRETS_KEY, or put the backup of secrets.key',
    );
    expect(await readdir(DATA_DIR)).toEqual([]);
    const lost = await verify({ SECRETS_KEY, SECRETS_KEY_PREVIOUS: `lost:${key.fingerprint}` });
    expect(lost.stdout).toContain('0 sealed secrets can be opened; 4 must be entered again');
    expect(lost.stdout).toContain('; 15 were sealed with a key that cannot be opened; ');
    expect(lost.code).toBe(0);
  });

  it('names a chain that was removed whole, or put back as it was with the counts of that time', async () => {
    const [older] = (await rows('SELECT * FROM verdict_counts')) as [Record<string, number | Buffer>];
    await rows(`UPDATE verdict_counts SET recorded_at = recorded_at - interval '1 day'`);
    const { scanId, repoId } = await judgeNew();
    await isSealed();
    expect((await verify()).stdout).toMatch(/\nAll data is intact\.\n$/);
    const ofRepo = (table: string, column: string, id: number): Damage => {
      const where = `${column} = ${id}`;
      return { table, where, change: `DELETE FROM ${table} WHERE ${where}` };
    };
    const cut = [
      ofRepo('evaluations', 'scan_id', scanId),
      ...['verdict_entries', 'verdict_chains', 'scans'].map((table) => ofRepo(table, 'repo_id', repoId)),
    ];
    expect(await allBroken(cut, faults)).toEqual([
      expect.stringMatching(
        /^Organization 1: 2 verdict chains with 15 entries are stored, but the counts are 3 and 16\.$/,
      ),
    ]);
    const change = `UPDATE verdict_counts SET chains = ${String(older.chains)}, entries = ${String(older.entries)},
      seal = '\\x${(older.seal as Buffer).toString('hex')}'`;
    expect(await allBroken([...cut, { table: 'verdict_counts', where: 'true', change }], faults)).toEqual([
      expect.stringMatching(
        /^Organization 1: entry \d+ of the audit log counts 4 verdict chains with \d+ entries, but the counts are now 3 and \d+\.$/,
      ),
    ]);
  });

  it('names an audit chain that was cut', async () => {
    await isSealed();
    const where = `id = (SELECT max(id) FROM audit_log WHERE org_id = 1)`;
    await rows(`DELETE FROM audit_log WHERE ${where}`);
    expect(await faults()).toEqual([
      expect.stringMatching(/^Organization 1, entry \d+: the last entries were removed/),
    ]);
  });

  it('refuses a schema that lacks migrations', async () => {
    await rows(`UPDATE migrations SET name = 'Other' || name WHERE id = (SELECT max(id) FROM migrations)`);
    const { code, stderr } = await verify();
    await rows(`UPDATE migrations SET name = substr(name, 6) WHERE id = (SELECT max(id) FROM migrations)`);
    expect(stderr).toMatch(/The database lacks 1 of \d+ migrations/);
    expect(code).toBe(2);
  });

  it('names a verdict that the service did not store, and a scan that was removed behind its back', async () => {
    const [forged, removed] = [pushes[0]!.scanId, pushes[5]!.scanId];
    const change = `INSERT INTO evaluations (org_id, scan_id, number, trigger, status, policy_revision, policy, verdict, ratings,
        evaluated_at, evaluated_by)
      SELECT org_id, scan_id, 3, trigger, 'passed', policy_revision, policy, verdict, ratings, evaluated_at, evaluated_by
      FROM evaluations WHERE scan_id = ${forged} AND number = 2`;
    expect(await broken({ table: 'evaluations', where: `scan_id = ${forged}`, change }, faults)).toContainEqual(
      expect.stringContaining(`scan ${forged}: its verdict 3 has no seal.`),
    );
    await rows('DELETE FROM scans WHERE id = $1', [removed]);
    expect(await faults()).toContainEqual(
      expect.stringContaining(`scan ${removed} and its verdicts are missing, but no deletion is recorded.`),
    );
    const entry = `verdict_entries (org_id, repo_id, action, scan_id, number, key_id, seal)
      SELECT org_id, repo_id, 'deleted', scan_id, 0, key_id, seal FROM verdict_entries WHERE scan_id = ${removed} LIMIT 1`;
    await rows(`INSERT INTO ${entry}`);
    await areChained(service);
    expect(await faults()).toContainEqual(
      expect.stringContaining(`scan ${removed}: the seal of the entry that it was deleted differs.`),
    );
  });

  it('seals a changed end of a chain and changed counts no second time', async () => {
    const { repoId } = await judgeNew();
    await rows(`UPDATE verdict_chains SET seal = '\\x00' WHERE repo_id = ${repoId}`);
    await rows('UPDATE verdict_counts SET entries = entries + 1');
    await judgeNew();
    const found = (await faults()).join('\n');
    expect(found).toContain(`repository ${repoId}: the end of its verdict chain was changed.`);
    expect(found).toContain('Organization 1: the counts of its verdict chains were changed.');
  });

  it('misses the levels of tools only in counters of a version before the seals', async () => {
    const { scanId: id } = await judgeNew();
    const where = `id = ${id}`;
    const without = `UPDATE scans SET counters = counters #- '{all,toolErrors}' #- '{new,toolErrors}' WHERE ${where}`;
    const said = `scan ${id} has counters that differ from its findings.`;
    const look = async () => (await verify()).stdout;
    expect(await broken({ table: 'scans', where, change: without }, look)).toContain(said);
    const entries = { table: 'verdict_entries', where: `scan_id = ${id}` };
    const unsealed = { ...entries, change: `DELETE FROM verdict_entries WHERE scan_id = ${id}` };
    const early = await allBroken([{ table: 'scans', where, change: without }, unsealed], look);
    expect(early).not.toContain(said);
    expect(early).toContain(`scan ${id}: its verdict 1 has no seal`);
  });
});
