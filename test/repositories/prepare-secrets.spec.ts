import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { AppConfig } from '../../src/platform/config/app-config.js';
import { parseConfig } from '../../src/platform/config/parse-config.js';
import { OWNER_ROLE } from '../../src/platform/database/connection.js';
import { prepareSecrets } from '../../src/platform/secrets/prepare-secrets.js';
import { SealedText } from '../../src/platform/secrets/sealed-text.js';
import { loadSecretsKeys, type SecretsKeys, toSecretsKey } from '../../src/platform/secrets/secrets-key.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const COLUMNS = [{ table: 'safes', column: 'content' }];

let database: TestDatabase;
let client: pg.Client;
let lines: object[];
const log = { info: (line: object) => lines.push(line), warn: (line: object) => lines.push(line) };

const makeKey = () => randomBytes(32).toString('base64');
const keysOf = (newest: string, more: Partial<SecretsKeys> & { old?: string[] } = {}): SecretsKeys => ({
  newest: toSecretsKey(newest),
  previous: (more.old ?? []).map(toSecretsKey),
  lost: more.lost ?? [],
  isFromFile: more.isFromFile ?? false,
});
const prepare = (keys: SecretsKeys) => prepareSecrets(database.admin, keys, COLUMNS, log);
const placeOf = (orgId: number, id: number) => ({ table: 'safes', orgId, id, column: 'content' });

beforeEach(async () => {
  lines = [];
  database = await createTestDatabase();
  client = new pg.Client({ ...database.admin, options: `-c role=${OWNER_ROLE}` });
  await client.connect();
  await client.query('CREATE TABLE public.safes (org_id bigint, id bigint, content bytea, PRIMARY KEY (org_id, id))');
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

async function store(orgId: number, id: number, text: string, key: string, at = placeOf(orgId, id)): Promise<void> {
  const sealed = new SealedText(keysOf(key)).seal(text, at);
  await client.query('INSERT INTO safes VALUES ($1, $2, $3)', [orgId, id, sealed]);
}

async function readAll(keys: SecretsKeys): Promise<string[]> {
  const { rows } = await client.query<{ org_id: string; id: string; content: Buffer }>(
    'SELECT * FROM safes WHERE content IS NOT NULL ORDER BY org_id, id',
  );
  const text = new SealedText(keys);
  return rows.map((row) => text.open(row.content, placeOf(Number(row.org_id), Number(row.id))));
}

describe('an instance', () => {
  it('starts with the key of the one before', async () => {
    const key = makeKey();
    await prepare(keysOf(key));
    await expect(prepare(keysOf(key))).resolves.toBeUndefined();
  });

  it('is refused with another key, by a message that names both and neither key itself', async () => {
    const [key, other] = [makeKey(), makeKey()];
    await prepare(keysOf(key));
    const refused = await prepare(keysOf(other)).catch((error: unknown) => (error as Error).message);
    expect(refused).toContain(keysOf(key).newest.fingerprint);
    expect(refused).toContain(keysOf(other).newest.fingerprint);
    for (const secret of [key, other]) expect(refused).not.toContain(secret);
    await expect(prepare(keysOf(key))).resolves.toBeUndefined();
  });

  it('starts with a new key that names the old one, after which the old one is refused', async () => {
    const [key, newer] = [makeKey(), makeKey()];
    await prepare(keysOf(key));
    await prepare(keysOf(newer, { old: [key] }));
    await expect(prepare(keysOf(key))).rejects.toThrow(/SECRETS_KEY_PREVIOUS/);
  });

  it('starts without a lost key once that is declared, and leaves what it sealed', async () => {
    const [key, newer] = [makeKey(), makeKey()];
    await prepare(keysOf(key));
    await store(1, 1, 'a', key);
    const lost = keysOf(key).newest.fingerprint;
    await expect(prepare(keysOf(newer, { lost: ['0'.repeat(16)] }))).rejects.toThrow(`lost:${lost}`);
    await prepare(keysOf(newer, { lost: [lost] }));
    expect(await readAll(keysOf(key))).toEqual(['a']);
  });

  it('with a key made in its folder takes over a database in which nothing is sealed, and no other', async () => {
    await prepare(keysOf(makeKey()));
    const key = makeKey();
    await prepare(keysOf(key, { isFromFile: true }));
    await store(1, 1, 'a', key);
    await expect(prepare(keysOf(makeKey(), { isFromFile: true }))).rejects.toThrow(/sealed with the key/);
  });
});

describe('a new key', () => {
  it('seals again what previous keys sealed, of all organizations and in batches', async () => {
    const [oldest, old, newer] = [makeKey(), makeKey(), makeKey()];
    for (let id = 1; id <= 501; id += 1) await store(1, id, `one ${id}`, old);
    await store(2, 1, 'two', oldest);
    await store(2, 2, 'three', newer);
    await client.query('INSERT INTO safes VALUES (3, 1, NULL)');
    const before = await readAll(keysOf(newer, { old: [old, oldest] }));
    await prepare(keysOf(old));
    await prepare(keysOf(newer, { old: [old, oldest] }));
    expect(await readAll(keysOf(newer))).toEqual(before);
    expect(lines).toEqual([{ table: 'safes', column: 'content', sealed: 502, unreadable: 0 }]);
    await prepare(keysOf(newer, { old: [old, oldest] }));
    expect(lines).toHaveLength(1);
  });

  it('leaves what was moved to another row, and reports it', async () => {
    const [old, newer] = [makeKey(), makeKey()];
    await prepare(keysOf(old));
    await store(1, 1, 'a', old, placeOf(2, 1));
    await prepare(keysOf(newer, { old: [old] }));
    expect(lines).toEqual([{ table: 'safes', column: 'content', sealed: 0, unreadable: 1 }]);
  });
});

describe('the key of the data folder', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'quality-gate-secrets-'))));
  afterEach(() => rm(folder, { recursive: true }));

  function configOf(environment: Record<string, string>): AppConfig {
    const parsed = parseConfig({ DATA_DIR: folder, ...environment });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    return parsed.config;
  }

  it('is made once, out of the reach of others', async () => {
    const made = await Promise.all([1, 2, 3].map(() => loadSecretsKeys(configOf({}))));
    expect(new Set(made.map(({ newest }) => newest.fingerprint)).size).toBe(1);
    expect(made[0]!.isFromFile).toBe(true);
    expect((await stat(path.join(folder, 'secrets.key'))).mode & 0o777).toBe(0o600);
  });

  it('is not made where SECRETS_KEY is set', async () => {
    const [key, old] = [makeKey(), makeKey()];
    const keys = await loadSecretsKeys(
      configOf({ SECRETS_KEY: key, SECRETS_KEY_PREVIOUS: `${old}, lost:0123456789abcdef` }),
    );
    expect(keys).toMatchObject({ ...keysOf(key, { old: [old], lost: ['0123456789abcdef'] }) });
    await expect(readFile(path.join(folder, 'secrets.key'))).rejects.toThrow('ENOENT');
  });

  it('is refused when the file holds something else', async () => {
    await writeFile(path.join(folder, 'secrets.key'), 'short');
    await expect(loadSecretsKeys(configOf({}))).rejects.toThrow(/secrets.key does not contain 32 bytes in base64/);
  });
});
