import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import pg from 'pg';
import { PEOPLE } from '../../../src/modules/keep/export/table-rules.js';
import { TENANT_TABLES } from '../../../src/platform/tenancy/tenant-tables.js';
import { liveThrough } from '../../security/support/organization-life.js';
import { anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import { anExport, ORGANIZATION } from '../../support/an-export.js';
import type { Json } from '../../support/answers.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { aSarifLog } from '../../support/reports.js';
import { takeCount, takeSeed } from '../../support/seed.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, stopWorkLoops, type TestApp } from '../../support/test-app.js';
import { until } from '../../support/wait-until.js';

const EXPORTED = Object.keys(TENANT_TABLES).filter((name) => TENANT_TABLES[name]!.isExported);

/** Limit of an organization's whole life on a busy machine. */
const LIFE_MS = 400_000;

let service: TestApp;
let database: pg.Client;
let org: TestOrganization;
let folder: string;
let disposition: string | null;

beforeAll(async () => {
  service = await startTestApp();
  database = new pg.Client({ ...service.database.admin });
  await database.connect();
  org = await anOrganization(service);
  const other = await anOrganization(service);
  await other.admin.post('/scans', { repo: 'acme/foreign', branch: 'foreign' });
  await liveThrough(org.admin, { mark: 'own', keepsAll: true });
  // nothing is judged again between the export and the counts
  await stopWorkLoops(service);
  folder = mkdtempSync(path.join(tmpdir(), 'export-'));
  disposition = await unpackExport();
}, LIFE_MS);
afterAll(async () => {
  await database.end();
  await service.stop();
  rmSync(folder, { recursive: true });
});

async function unpackExport(): Promise<string | null> {
  const answer = await org.admin.get('/org/export');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-tar']);
  const input = answer.text;
  const { status, stderr } = spawnSync('tar', ['--extract', '--file=-', `--directory=${folder}`], { input });
  expect([status, stderr.toString()]).toEqual([0, '']);
  return answer.headers.get('content-disposition');
}

const textOf = (name: string) => readFileSync(path.join(folder, name), 'utf8');
const rowsIn = (text: string): Json[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
function rowsOf(table: string): Json[] {
  const pages = readdirSync(folder).includes(table) ? readdirSync(path.join(folder, table)).sort() : [];
  return pages.flatMap((page) => rowsIn(textOf(`${table}/${page}`)));
}

/** The part of a finding that people read. */
const readable = ({ rule, message, path: file, line }: Json): string => JSON.stringify([rule, message, file, line]);

describe('the export of an organization', () => {
  it('says what it is, and how many rows of which table it has', () => {
    expect(disposition).toBe(`attachment; filename=${org.slug}.tar`);
    expect(JSON.parse(textOf('export.json'))).toEqual({
      format: 'quality-gate-organization',
      format_version: 1,
      service_version: expect.any(String),
      migration: expect.stringMatching(/^\w+\d{13}$/),
      org_id: org.id,
      exported_at: expect.any(String),
      tables: expect.arrayContaining(EXPORTED),
    });
    const { rows, findings } = JSON.parse(textOf('end.json')) as { rows: Record<string, number>; findings: number };
    expect(rows).toEqual(Object.fromEntries(EXPORTED.map((table) => [table, rowsOf(table).length])));
    expect(findings).toBe(rowsOf('findings').length);
  });

  it('has each table after those to which it refers', async () => {
    const { tables } = JSON.parse(textOf('export.json')) as { tables: string[] };
    const { rows } = await database.query<{ child: string; parent: string }>(
      `SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent FROM pg_constraint
       WHERE contype = 'f' AND conrelid <> confrelid`,
    );
    const placeOf = (name: string) => tables.indexOf(name.includes('.') ? name : `public.${name}`);
    expect(rows.length).toBeGreaterThan(20);
    for (const { child, parent } of rows)
      if (placeOf(child) >= 0) expect([child, parent, placeOf(parent) < placeOf(child)]).toEqual([child, parent, true]);
  });

  it('names the people of every column that has ids of people', async () => {
    const { rows } = await database.query<{ name: string }>(
      `SELECT n.nspname || '.' || c.relname || '.' || a.attname AS name
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname || '.' || c.relname = ANY ($1) AND a.attname ~ '(user|actor|target)_id$'`,
      [EXPORTED],
    );
    const named = Object.entries(PEOPLE).flatMap(([table, columns]) =>
      Object.keys(columns).map((column) => `${table}.${column}`),
    );
    expect(named.sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  it('has all rows of the organization, with all columns but secrets and what the database computes', async () => {
    for (const table of EXPORTED) {
      const { rows: columns } = await database.query<{ name: string }>(
        `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
        [table],
      );
      const owner = table === 'public.organizations' ? 'id' : 'org_id';
      const { rows } = await database.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${table} WHERE ${owner} = $1`,
        [org.id],
      );
      const exported = rowsOf(table);
      expect([table, exported.length]).toEqual([table, rows[0]!.count]);
      const names = columns.map(({ name }) => name).filter((name) => !TENANT_TABLES[table]!.secrets.includes(name));
      for (const row of exported) expect([table, Object.keys(row).sort()]).toEqual([table, names.sort()]);
    }
  });

  it('has the findings of all scans as lines for people, each once', async () => {
    const lines = rowsOf('findings');
    const readableLines = new Set(lines.map(readable));
    let listed = 0;
    for (const { id } of rowsOf('public.scans')) {
      const { findings = [] } = (await org.admin.get(`/scans/${id as number}/findings?limit=100`)).body;
      // a block of clones may be listed elsewhere than its tool reported it
      for (const finding of (findings as Json[]).filter(({ type }) => type !== 'duplication')) {
        listed += 1;
        const { rule_id: rule, file_path: file } = finding;
        expect(readableLines).toContain(readable({ ...finding, rule, path: file }));
      }
    }
    expect(listed).toBeGreaterThan(lines.length / 2);
    expect(new Set(lines.map((line) => JSON.stringify(line))).size).toBe(lines.length);
    for (const line of lines)
      expect(Object.keys(line)).toEqual([
        ...['repo_id', 'issue_id', 'first_seen_scan_id', 'tool', 'rule', 'severity', 'type', 'message', 'path', 'line'],
      ]);
  });

  it('has the people whom it names, and nothing of another organization or of any password', () => {
    const people = rowsIn(textOf('people.jsonl'));
    const members = rowsOf('public.members').map(({ user_id: id }) => id as number);
    expect(people.map(({ id }) => id)).toEqual(expect.arrayContaining(members));
    for (const person of people) expect(Object.keys(person)).toEqual(['id', 'email', 'name']);
    const all = spawnSync(
      'cat',
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.json')),
      {
        cwd: folder,
        encoding: 'utf8',
        maxBuffer: 1e9,
      },
    ).stdout;
    expect(all).toContain('own');
    expect(all).not.toMatch(/foreign|argon2|whsec/);
  });

  it('is in the audit log', async () => {
    const { entries } = (await org.admin.get('/audit-log?action=organization.exported')).body;
    expect(entries[0]).toMatchObject({ target: { type: 'organization', id: org.id }, old: null, new: null });
  });

  it('is refused to a key that is bound to repositories', async () => {
    const repoId = (await org.admin.post('/repos', { name: 'acme/bound' })).body.id as number;
    const { client } = await anApiKey(service, { role: 'ORG_OWNER', scopes: ['admin'], repo_ids: [repoId] }, org.admin);
    expect((await client.get('/org/export')).status).toBe(403);
  });
});

describe('an export while a repository is being deleted', () => {
  it('waits until that is gone', async () => {
    const { id, repo_id: repoId } = (await org.admin.post('/scans', { repo: 'acme/leaving', branch: 'main' })).body;
    await org.admin.upload(`/scans/${String(id)}/findings`, {}, { content: aSarifLog([]) });
    const hide = 'INSERT INTO deleted_repos (org_id, repo_id, deleted_at) VALUES ($1, $2, now())';
    await query(service.database.admin, hide, [org.id, repoId]);
    const countExports = async () => {
      const exports = `SELECT FROM audit_log WHERE org_id = $1 AND action = 'organization.exported'`;
      return (await query(service.database.admin, exports, [org.id])).length;
    };
    const before = await countExports();
    const exporting = org.admin.get('/org/export');
    await until(countExports, (count) => count > before);
    await query(service.database.admin, 'DELETE FROM repos WHERE org_id = $1 AND id = $2', [org.id, repoId]);
    const answer = await exporting;
    expect([answer.status, answer.text.includes('end.json')]).toEqual([200, true]);
    expect(answer.text).not.toContain(`"scan_id":${String(id)},`);
  });
});

describe('the import of an export', () => {
  /** Fields that differ between the services: ids of the organization and of people, and what has to be entered again. */
  const OTHER_THERE = new Set([
    ...['org_id', 'user_id', 'slug', 'created_by_user_id', 'decided_by_user_id', 'quotas', 'next_run_at'],
    ...['sso_groups', 'verified_domains'],
  ]);
  let there: TestApp;
  let moved: ApiClient;
  let imported: Json;
  let exported: string;

  beforeAll(async () => {
    there = await startTestApp({ WORKER: 'off' });
    exported = (await org.admin.get('/org/export')).text;
    const answer = await there.admin.post('/orgs/import', exported, { 'content-type': 'application/x-tar' });
    expect([answer.status, answer.text]).toEqual([202, expect.any(String)]);
    imported = answer.body;
    moved = await there.anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD, imported.org_id as number);
  }, LIFE_MS);
  afterAll(() => there.stop());

  /** Columns of findings have a revision that names their organization. */
  const isDigest = (key: string, value: unknown) => key === 'revision' && typeof value === 'string';

  /** An answer without what differs between the services. */
  function comparable(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(comparable);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value as Json).filter(([key, one]) => !OTHER_THERE.has(key) && !isDigest(key, one));
    const isPerson = 'type' in value && 'id' in value && value.type === 'user';
    return Object.fromEntries(
      entries.filter(([key]) => !(isPerson && key === 'id')).map(([key, one]) => [key, comparable(one)]),
    );
  }

  async function expectSame(path: string): Promise<Json> {
    const [here, copy] = await Promise.all([org.admin.get(path), moved.get(path)]);
    expect([path, copy.status, comparable(copy.body)]).toEqual([path, here.status, comparable(here.body)]);
    return here.body;
  }

  it('is a job of the organization that requested it, and an organization of the same name', async () => {
    const job = (await there.admin.get(`/jobs/${String(imported.job_id)}`)).body;
    expect(job).toMatchObject({ kind: 'import-organization', state: 'done', done: job.total });
    expect(job.total).toBeGreaterThan(100);
    expect(imported.slug).toBe(org.slug);
    await expectSame('/org');
    const storedBy = async (client: ApiClient) => (await client.get('/org')).body.quotas.stored_bytes.used as number;
    expect(await storedBy(moved)).toBeGreaterThan(0);
    expect(await storedBy(moved)).toBe(await storedBy(org.admin));
  });

  it('answers each read as the service that it comes from', async () => {
    const { repos } = await expectSame('/repos?limit=200');
    for (const { id } of repos as Json[])
      for (const route of ['', '/overview', '/baseline', '/pull-requests?state=all', '/forge'])
        await expectSame(`/repos/${String(id)}${route}`);
    const { scans } = await expectSame('/scans?limit=200');
    expect((scans as Json[]).length).toBeGreaterThan(10);
    for (const { id } of scans as Json[]) {
      for (const route of ['', '/summary', '/findings', '/findings/facets', '/findings/columns', '/sarif', '/tests'])
        await expectSame(`/scans/${String(id)}${route}`);
      for (const route of ['gates/status', 'gates/history', 'ratings', 'tech-debt', 'coverage'])
        await expectSame(`/quality/${route}/${String(id)}`);
      await expectSame(`/quality/coverage/${String(id)}/tree`);
    }
    const [first] = repos as [Json];
    for (const subject of ['', `?repo_id=${String(first.id)}`])
      for (const route of ['gates/config', 'gates/config/revisions', 'gates/waivers', 'gates/waivers/requests'])
        await expectSame(`/quality/${route}${subject}`);
    for (const route of ['overview', 'events']) await expectSame(`/${route}`);
  });

  it('has no key and no secret that works: they are to be entered again', async () => {
    const { api_keys: keys } = (await moved.get('/api-keys?limit=200')).body as { api_keys: Json[] };
    expect(keys.length).toBeGreaterThan(1);
    expect(keys.map(({ revoked }) => revoked)).not.toContain(false);
    expect((await moved.get('/org')).body).toMatchObject({ sso_groups: [], verified_domains: [] });
    const { forges } = (await moved.get('/forges')).body as { forges: Json[] };
    expect(forges.map(({ name, state }) => [name, state])).toEqual([['own', 'needs_credentials']]);
    const { checks } = (await moved.post(`/forges/${String(forges[0]!.id)}/test`, {})).body as { checks: Json[] };
    expect(checks).toEqual([expect.objectContaining({ name: 'credentials', ok: false })]);
    const { trusted_publishers: publishers } = (await moved.get('/trusted-publishers')).body as {
      trusted_publishers: Json[];
    };
    expect(publishers.map(({ enabled, state }) => [enabled, state])).toEqual([[false, 'disabled']]);
    const { webhooks } = (await moved.get('/webhooks')).body as { webhooks: Json[] };
    const reasons = webhooks.map(({ enabled, health }) => [enabled, health.disabled_reason]);
    expect(reasons).toEqual([[false, 'secret_unreadable']]);
  });

  it('keeps the members by their addresses, and the history of the audit log', async () => {
    const list = async (client: ApiClient, path: string, field: string) =>
      (await client.get(path)).body[field] as Json[];
    const roles = (members: Json[]) => members.map(({ email, role }) => `${String(email)} ${String(role)}`).sort();
    expect(roles(await list(moved, '/members?limit=200', 'members'))).toEqual(
      roles(await list(org.admin, '/members?limit=200', 'members')),
    );
    const summarized = (entries: Json[]) => entries.map(({ id, at, action, actor }) => [id, at, action, actor.name]);
    const entries = await list(moved, '/audit-log?limit=200', 'entries');
    const at = entries.findIndex(({ action }) => action === 'organization.imported');
    expect(entries[at]).toMatchObject({ target: { id: imported.org_id }, new: { slug: org.slug } });
    const before = entries.slice(at + 1);
    const source = await list(org.admin, '/audit-log?limit=200', 'entries');
    const sameTime = source.filter(({ id }) => (id as number) <= (before[0]!.id as number));
    const count = Math.min(before.length, sameTime.length);
    expect(count).toBeGreaterThan(50);
    expect(summarized(before).slice(0, count)).toEqual(summarized(sameTime).slice(0, count));
  });

  it('goes on from what it was: problems keep their ids, and new ids are above the old ones', async () => {
    const { scans } = (await moved.get('/scans?limit=200&branch=main&status=completed')).body as { scans: Json[] };
    const [last] = scans as [Json];
    const ids = (found: Json[]) => found.map(({ issue_id: id }) => id as number).sort();
    const { findings } = (await moved.get(`/scans/${String(last.id)}/findings`)).body as { findings: Json[] };
    const report = (await moved.get(`/scans/${String(last.id)}/sarif`)).text;
    const next = (await moved.post('/scans', { repo_id: last.repo_id, branch: 'main' })).body;
    expect(next.id).toBeGreaterThan(Math.max(...scans.map(({ id }) => id as number)));
    await moved.post(`/scans/${String(next.id)}/findings`, report);
    await moved.post(`/scans/${String(next.id)}/complete`);
    const again = (await moved.get(`/scans/${String(next.id)}/findings`)).body as { findings: Json[] };
    expect(findings.length).toBeGreaterThan(0);
    expect(ids(again.findings)).toEqual(ids(findings));
  });

  it('is refused half, changed or of another schema, and leaves nothing', async () => {
    const count = async () => ((await there.admin.get('/orgs?limit=200')).body.orgs as Json[]).length;
    const before = await count();
    const refusals: [string, string][] = [
      [exported.slice(0, exported.length / 2), 'is truncated'],
      ['no tar', 'is truncated'],
      [anExport('moved', { 'export.json': '{}' }), 'format version is different'],
      [
        anExport('moved', {
          'export.json': JSON.stringify({
            format: 'quality-gate-organization',
            format_version: 1,
            migration: 'Other1',
          }),
        }),
        'Other1',
      ],
      [anExport('moved', { 'public.organizations/000001.jsonl': null }), 'number of rows'],
      [anExport('moved', { 'public.unknown/000001.jsonl': '{}', 'end.json': null }), 'does not belong to an export'],
      [anExport('moved', { 'end.json': null }), 'no end.json'],
      [anExport('moved', { 'export.json': '['.repeat(2 * 1024 * 1024) }), 'not a JSON object'],
      [anExport('moved', { 'export.json': '['.repeat(2 * 1024 * 1024 + 1) }), 'too long'],
      [anExport('moved', { 'public.repos/000001.jsonl': '{}', 'end.json': null }), 'does not match'],
      [anExport('-'), 'slug'],
      [anExport('moved', { 'public.organizations/000001.jsonl': '' }), 'exactly one organization'],
      [anExport('moved', { 'public.repos/000001.jsonl': '['.repeat(200_000), 'end.json': null }), 'not a JSON object'],
      [
        anExport('moved', { 'public.issue_marks/000001.jsonl': '['.repeat(200_000), 'end.json': null }),
        'does not match',
      ],
      [
        anExport('moved', { 'people.jsonl': JSON.stringify({ id: 3, email: 'a'.repeat(10_000), name: 'A' }) }),
        'address',
      ],
      [
        anExport('moved', { 'people.jsonl': JSON.stringify({ id: 3, email: 'a\0@example.test', name: 'A' }) }),
        'address',
      ],
      [anExport('moved', { 'people.jsonl': JSON.stringify({ id: 0.5, email: 'a@example.test', name: 'A' }) }), 'no id'],
      [
        anExport('moved', {
          'people.jsonl': `${JSON.stringify({ id: 3, email: 'a@example.test', name: 'A' })}\n`.repeat(2),
        }),
        'same id',
      ],
    ];
    for (const [body, detail] of refusals) {
      const answer = await there.admin.post('/orgs/import', body);
      expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
        400,
        'invalid_upload',
        expect.stringContaining(detail),
      ]);
    }
    expect(await count()).toBe(before);
  });

  it('is refused or taken, and never a failure, whatever its fields, lines and sizes are', async () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('\0', '\ud800', 'x'.repeat(9_000), 1e308, -1, '2026-02-30', '{', '['.repeat(7_000), [[]], {
        a: null,
      }),
    );
    const line = fc.oneof(
      { weight: 4, arbitrary: fc.record({ field: fc.nat(), value }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'null',
          '[]',
          '{}',
          '{"a":1}{',
          '{},{}',
          '{}],[{}',
          '\ufeff{}',
          '\xff\xfe',
          `"${'y'.repeat(1_500_000)}"`,
        ),
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...EXPORTED),
        line,
        async (table, change: string | { field: number; value: unknown }) => {
          const row: Json = rowsOf(table)[0];
          if (row === undefined) return;
          const name = (fields: string[], at: number) => fields[at % fields.length]!;
          const changed =
            typeof change === 'string'
              ? change
              : JSON.stringify({ ...row, [name(Object.keys(row), change.field)]: change.value });
          const answer = await there.admin.post(
            '/orgs/import',
            anExport('fuzzed', { [`${table}/000001.jsonl`]: changed }),
          );
          expect([202, 400]).toContain(answer.status);
          if (answer.status === 202)
            await query(there.database.admin, `UPDATE organizations SET slug = slug || id WHERE id = $1`, [
              answer.body.org_id,
            ]);
        },
      ),
      { numRuns: takeCount('FUZZ_IMPORTS', 2_000, 60), seed: takeSeed('imports') },
    );
  });

  it('takes rows that are longer than one statement sends', async () => {
    const [repo] = rowsOf('public.repos') as [Json];
    const paths = Array.from({ length: 60_000 }, (_, at) => `src/ü/${'a'.repeat(30)}-${at}.ts`);
    const [scan] = rowsOf('public.scans').filter(({ repo_id }) => repo_id === repo.id) as [Json];
    const answer = await there.admin.post(
      '/orgs/import',
      anExport('long', {
        'public.repos/000001.jsonl': JSON.stringify(repo),
        'public.scans/000001.jsonl': JSON.stringify(scan),
        'public.scan_files/000001.jsonl': JSON.stringify({ org_id: 7, scan_id: scan.id, paths, version: 1 }),
      }),
    );
    expect([answer.status, answer.text]).toEqual([202, expect.any(String)]);
    const stored = await query<{ paths: string[] }>(
      there.database.admin,
      'SELECT paths FROM scan_files WHERE org_id = $1',
      [answer.body.org_id],
    );
    expect(stored[0]!.paths).toEqual(paths);
  });

  it('cleans names that would lead elsewhere in mails', async () => {
    const email = `${randomUUID()}@example.test`;
    const member = {
      org_id: 7,
      user_id: 3,
      role: 'VIEWER',
      name: 'www.evil.example',
      created_at: ORGANIZATION.created_at,
    };
    const answer = await there.admin.post(
      '/orgs/import',
      anExport('named', {
        'people.jsonl': JSON.stringify({ id: 3, email, name: 'Jane\u202e https://evil.example/a\u2029b' }),
        'public.organizations/000001.jsonl': JSON.stringify({ ...ORGANIZATION, slug: 'named', name: '://' }),
        'public.members/000001.jsonl': JSON.stringify(member),
      }),
    );
    expect([answer.status, answer.text]).toEqual([202, expect.any(String)]);
    const names = await query<{ name: string }>(
      there.database.admin,
      `SELECT name FROM organizations WHERE slug = 'named' UNION ALL SELECT name FROM members WHERE org_id = $1
       UNION ALL SELECT name FROM auth.users WHERE email = $2`,
      [answer.body.org_id, email],
    );
    expect(names.map(({ name }) => name)).toEqual(['named', 'www evil.example', 'Jane https evil.example a b']);
  });

  it('takes no repository and no trusted publisher that the API refuses', async () => {
    const created_at = ORGANIZATION.created_at;
    const import_ = (files: Record<string, Json>) =>
      there.admin.post(
        '/orgs/import',
        anExport('judged', Object.fromEntries(Object.entries(files).map(([n, row]) => [n, JSON.stringify(row)]))),
      );
    const publisher = {
      ...{ org_id: 7, id: 4, kind: 'github', issuer: 'https://issuer.example', claims: { repository_id: '7' } },
      ...{ repo_id: null, scopes: ['read:scans'], created_by_user_id: 3, created_by: 'user:3', created_at },
    };
    for (const more of [
      { scopes: ['admin', 'mint'] },
      { claims: { sub: '*' } },
      { claims: { ref: 'refs/heads/main' } },
      { kind: 'other' },
      { issuer: 'javascript:alert(1)' },
    ]) {
      const answer = await import_({ 'public.trusted_publishers/000001.jsonl': { ...publisher, ...more } });
      expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
        ...[400, 'invalid_upload', expect.stringContaining('trusted publisher 4')],
      ]);
    }
    const [exportedRepo] = rowsOf('public.repos') as [Json];
    const repo = (more: Json) => ({ 'public.repos/000001.jsonl': { ...exportedRepo, ...more } });
    const named = await import_(repo({ name: 'acme/\u202eweb' }));
    expect([named.status, named.body.detail]).toEqual([400, expect.stringContaining('one of its repositories')]);
    const cleaned = await import_(repo({ url: 'javascript:alert(1)' }));
    expect([cleaned.status, cleaned.text]).toEqual([202, expect.any(String)]);
    const stored = 'SELECT url FROM repos WHERE org_id = $1';
    expect(await query(there.database.admin, stored, [cleaned.body.org_id])).toEqual([{ url: null }]);
  });

  it('disables webhooks and forges at addresses that requests are refused to, and names them', async () => {
    const webhook = rowsOf('public.webhooks').find(({ deleted_at }) => deleted_at === null)!;
    const [forge] = rowsOf('public.forges') as [Json];
    const import_ = (url: string, base_url: string) =>
      there.admin.post(
        '/orgs/import',
        anExport('addressed', {
          'public.forges/000001.jsonl': JSON.stringify({ ...forge, base_url }),
          'public.webhooks/000001.jsonl': JSON.stringify({ ...webhook, url }),
        }),
      );
    const { status, body } = await import_('https://10.0.0.7/hook', 'http://[::1]:3000');
    const refused =
      'must not name an address of a private or reserved network that the operator does not allow with OUTGOING_ALLOW.';
    expect([status, (body.warnings as string[]).sort()]).toEqual([
      202,
      [
        `Forge ${String(forge.id)} is disabled: its address (http://[::1]:3000) ${refused}`,
        `Webhook ${String(webhook.id)} is disabled: its address (https://10.0.0.7) ${refused}`,
      ],
    ]);
    const owner = await there.anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD, body.org_id as number);
    expect((await owner.get('/forges')).body.forges).toMatchObject([{ state: 'needs_credentials' }]);
    expect((await owner.post(`/webhooks/${String(webhook.id)}/rotate-secret`, {})).status).toBe(200);
    const { webhooks } = (await owner.get('/webhooks')).body;
    expect(webhooks).toMatchObject([{ enabled: false, health: { disabled_reason: 'person' } }]);
    const fine = await import_('https://hooks.example.org/hook', 'https://forge.example.org');
    expect([fine.status, fine.body.warnings]).toEqual([202, []]);
    for (const [url, site] of [
      ['javascript:alert(1)', 'https://forge.example.org'],
      ['https://hooks.example.org', 'ftp://forge.example.org'],
    ] as const)
      expect((await import_(url, site)).body.code).toBe('invalid_upload');
  });

  it('takes another slug where that of the export is taken, and only the free one that is wanted', async () => {
    expect((await there.admin.post('/orgs/import', anExport(org.slug))).body.slug).toBe(`${org.slug}-2`);
    expect((await there.admin.post('/orgs/import?slug=wanted', anExport(org.slug))).body.slug).toBe('wanted');
    const answer = await there.admin.post('/orgs/import?slug=wanted', anExport(org.slug));
    expect([answer.status, answer.body.code]).toEqual([409, 'already_exists']);
  });
});
