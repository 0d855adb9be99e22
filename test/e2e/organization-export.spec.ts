import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { PEOPLE } from '../../src/modules/export/table-rules.js';
import { TENANT_TABLES } from '../../src/platform/tenancy/tenant-tables.js';
import { liveThrough } from '../security/support/organization-life.js';
import { anApiKey, anOrganization, type TestOrganization } from '../support/actors.js';
import type { Json } from '../support/answers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

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
    const { rows } = JSON.parse(textOf('end.json')) as { rows: Record<string, number> };
    expect(rows).toEqual(Object.fromEntries(EXPORTED.map((table) => [table, rowsOf(table).length])));
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
