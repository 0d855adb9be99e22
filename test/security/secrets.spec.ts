import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { AuthenticatorApp } from '../support/authenticator-app.js';
import { FakeIssuer } from '../support/fake-issuer.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../support/test-app.js';

/** Planted secrets: each is nowhere but where a caller puts it. */
const PLANTED = {
  'the password': ADMIN_PASSWORD,
  'a wrong password': 'planted-password-that-is-wrong',
  'a new password': 'planted-password-that-is-new',
  'a password in broken JSON': 'planted-password-in-broken-json',
  'a password in a list': 'planted-password-in-a-list',
  'a token that is none': 'planted-token-that-is-none',
  'a key that is none': 'planted-key-that-is-none',
  'a cookie that is none': 'planted-cookie-that-is-none',
  'a secret in a query': 'planted-secret-in-a-query',
  'a header of a webhook': 'planted-header-of-a-webhook',
  'a token of a forge': 'planted-token-of-a-forge',
};

const PUBLIC_URL = 'https://gate.example.org';

let issuer: FakeIssuer;
let service: TestApp;
let admin: pg.Client;
/** Every answer but those that hand a secret to its owner. */
const answered: string[] = [];
/** Secrets that the service made, and what it keeps of them to recognize them. */
const made = new Map<string, string>();

beforeAll(async () => {
  issuer = await FakeIssuer.start();
  service = await startTestApp({ LOG_LEVEL: 'trace', PUBLIC_URL, OUTGOING_ALLOW: '127.0.0.1' });
  admin = new pg.Client({ ...service.database.admin });
  await admin.connect();
  await plant();
});
afterAll(async () => {
  await admin.end();
  await service.stop();
  await issuer.stop();
});

async function send(method: string, target: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${service.url}/api${target}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, all: `${text}\n${JSON.stringify([...response.headers])}` };
}

const login = (password: unknown) => send('POST', '/auth/login', { email: ADMIN_EMAIL, password });
const told = async (answer: ReturnType<typeof send>) => {
  const { all, status } = await answer;
  answered.push(all);
  return status;
};

/** Puts secrets wherever a request can carry one, on ways that end well and on ways that do not. */
async function plant(): Promise<void> {
  const signedIn = JSON.parse((await login(PLANTED['the password'])).text) as Record<string, string>;
  const bearer = { authorization: `Bearer ${signedIn.access_token}` };
  const key = JSON.parse((await send('POST', '/api-keys', { name: 'planted' }, bearer)).text) as { key: string };
  made.set('the access token', signedIn.access_token!);
  made.set('the refresh token', signedIn.refresh_token!);
  made.set('the API key', key.key);
  made.set('the digits of the API key', key.key.slice('qga_'.length + 8));
  for (const target of ['/auth/me', '/auth/sessions', '/api-keys', '/audit-log', '/audit-log?format=csv', '/members'])
    expect(await told(send('GET', target, undefined, bearer))).toBe(200);
  expect(await told(send('GET', '/auth/me', undefined, { 'x-api-key': key.key }))).toBe(200);
  const repo = JSON.parse((await send('POST', '/repos', { name: 'acme/planted' }, bearer)).text) as { id: number };
  const badge = JSON.parse((await send('GET', `/repos/${repo.id}/badge`, undefined, bearer)).text) as { url: string };
  const token = badge.url.split('/').at(-2)!;
  made.set('the token of a badge', token);
  for (const form of ['svg', 'json']) expect(await told(send('GET', `/badges/${token}/gate.${form}`))).toBe(200);

  expect(await told(login(PLANTED['a wrong password']))).toBe(401);
  expect(await told(login([PLANTED['a password in a list']]))).toBe(400);
  const broken = `{"email":"x","password":"${PLANTED['a password in broken JSON']}`;
  expect(await told(send('POST', '/auth/login', broken))).toBe(400);
  const asHeaders: Record<string, string>[] = [
    { authorization: `Bearer ${PLANTED['a token that is none']}` },
    { 'x-api-key': PLANTED['a key that is none'] },
    { cookie: `qg_session=${PLANTED['a cookie that is none']}` },
  ];
  for (const headers of asHeaders) expect(await told(send('GET', '/auth/me', undefined, headers))).toBe(401);
  const query = `/repos?limit=${PLANTED['a secret in a query']}`;
  expect(await told(send('GET', query, undefined, bearer))).toBe(400);
  expect(await told(send('POST', '/auth/refresh', { refresh_token: PLANTED['a token that is none'] }))).toBe(401);
  await plantInWebhooks(bearer);
  await plantInForges(bearer);
  await plantInPublishers(bearer, repo.id);
  await plantInSecondFactors(bearer);
  await failInTheDatabase(signedIn, key.key, bearer);
}

/** Both secrets of a webhook with a header, and a delivery signed by them. */
async function plantInWebhooks(bearer: { authorization: string }): Promise<void> {
  const headers = { authorization: `Bearer ${PLANTED['a header of a webhook']}` };
  const hook = { url: 'https://hooks.invalid/', events: ['*'], headers };
  const { id, secret } = JSON.parse((await send('POST', '/webhooks', hook, bearer)).text) as {
    id: number;
    secret: string;
  };
  const rotated = JSON.parse((await send('POST', `/webhooks/${id}/rotate-secret`, {}, bearer)).text) as {
    secret: string;
  };
  for (const [name, one] of [
    ['the secret of a webhook', rotated.secret],
    ['its previous secret', secret],
  ] as const)
    made.set(name, one.slice('whsec_'.length));
  expect(await told(send('PATCH', `/webhooks/${id}`, { headers }, bearer))).toBe(200);
  expect(await told(send('POST', `/webhooks/${id}/ping?wait=15`, undefined, bearer))).toBe(200);
  for (const target of ['/webhooks', `/webhooks/${id}`, `/webhooks/${id}/deliveries`, '/audit-log', '/events'])
    expect(await told(send('GET', target, undefined, bearer))).toBe(200);
}

/** The credentials of a connection with the secret of its hook, and a call that carries them. */
async function plantInForges(bearer: { authorization: string }): Promise<void> {
  const credentials = { type: 'token', token: PLANTED['a token of a forge'] };
  const connection = { kind: 'gitlab', name: 'planted', base_url: 'https://forge.invalid', credentials };
  const created = JSON.parse((await send('POST', '/forges', connection, bearer)).text) as {
    id: number;
    hook: { secret: string };
  };
  made.set("the secret of a forge's hook", created.hook.secret);
  expect(await told(send('PATCH', `/forges/${created.id}`, { credentials }, bearer))).toBe(200);
  expect(await told(send('POST', `/forges/${created.id}/test`, {}, bearer))).toBe(200);
  const hooks = await admin.query<{ id: string }>('SELECT hook_public_id AS id FROM forges WHERE id = $1', [
    created.id,
  ]);
  const signed = { 'x-gitlab-token': created.hook.secret };
  expect(await told(send('POST', `/hooks/${hooks.rows[0]!.id}`, { object_kind: 'push' }, signed))).toBe(202);
  expect(await told(send('POST', `/hooks/${randomUUID()}`, { object_kind: 'push' }, signed))).toBe(401);
  for (const target of ['/forges', `/forges/${created.id}`, '/audit-log'])
    expect(await told(send('GET', target, undefined, bearer))).toBe(200);
}

/** The identity of a pipeline, the access token that it is exchanged for, and a token for the uploads of one scan. */
async function plantInPublishers(bearer: { authorization: string }, repoId: number): Promise<void> {
  const claims = { sub: 'pipeline' };
  const publisher = { kind: 'custom', issuer: issuer.url, claims, repo_id: repoId };
  expect(await told(send('POST', '/trusted-publishers', publisher, bearer))).toBe(201);
  const identity = await issuer.sign({ ...claims, aud: PUBLIC_URL });
  const access = await handedOver('access_token', send('POST', '/auth/publisher-token', { token: identity }));
  made.set('an identity token', identity);
  made.set('the access token of a publisher', access);
  expect(await told(send('POST', '/auth/publisher-token', { token: identity }))).toBe(401);
  const publisherBearer = { authorization: `Bearer ${access}` };
  const scan = await send('POST', '/scans', { repo_id: repoId, branch: 'main' }, publisherBearer);
  const { id } = JSON.parse(scan.text) as { id: number };
  const upload = await handedOver('token', send('POST', `/scans/${id}/upload-token`, undefined, publisherBearer));
  made.set('the upload token of a scan', upload);
  const uploadBearer = { authorization: `Bearer ${upload}` };
  expect(await told(send('GET', `/scans/${id}`, undefined, uploadBearer))).toBe(403);
  expect(await told(send('POST', `/scans/${id}/complete`, {}, uploadBearer))).toBe(200);
  for (const target of ['/trusted-publishers', '/audit-log', `/scans/${id}`])
    expect(await told(send('GET', target, undefined, bearer))).toBe(200);
}

/** The secret of an authenticator app, its codes and its recovery codes; the second factor is removed again. */
async function plantInSecondFactors(bearer: { authorization: string }): Promise<void> {
  const secret = await handedOver('secret', send('POST', '/auth/totp/enroll', undefined, bearer));
  const app = new AuthenticatorApp(service, secret);
  made.set('the secret of an authenticator app', secret);
  expect(await told(send('POST', '/auth/totp/confirm', { code: app.wrongCode() }, bearer))).toBe(403);
  const confirmed = await send('POST', '/auth/totp/confirm', { code: app.nextCode() }, bearer);
  const { recovery_codes: codes } = JSON.parse(confirmed.text) as { recovery_codes: string[] };
  for (const [index, code] of codes.entries()) made.set(`recovery code ${index}`, code);
  const credentials = { email: ADMIN_EMAIL, password: PLANTED['the password'] };
  expect(await told(send('POST', '/auth/login', credentials))).toBe(401);
  for (const second_factor of [{ totp: app.wrongCode() }, { recovery_code: `${codes[0]!}0` }])
    expect(await told(send('POST', '/auth/login', { ...credentials, second_factor }))).toBe(401);
  expect(await told(send('DELETE', '/auth/totp', { code: codes[0] }, bearer))).toBe(204);
  expect(await told(send('GET', '/auth/second-factor', undefined, bearer))).toBe(200);
}

/** A secret of the answer that hands it over. */
async function handedOver(key: string, answer: ReturnType<typeof send>): Promise<string> {
  const secret = (JSON.parse((await answer).text) as Record<string, unknown>)[key];
  if (typeof secret !== 'string') throw new Error(`No ${key}: ${(await answer).text}`);
  return secret;
}

/** Repeats the requests while the functions that receive hashes fail: an unforeseen failure is logged. */
async function failInTheDatabase(
  { refresh_token: refreshToken }: Record<string, string>,
  key: string,
  bearer: { authorization: string },
): Promise<void> {
  const change = { current_password: PLANTED['the password'], new_password: PLANTED['a new password'] };
  const ways: [string, () => ReturnType<typeof send>][] = [
    ['change_password_behind', () => send('POST', '/auth/password', change, bearer)],
    ['begin_session', () => login(PLANTED['the password'])],
    ['refresh_session', () => send('POST', '/auth/refresh', { refresh_token: refreshToken })],
    // Callers of reads are cached; those of writes are looked up each time.
    ['find_bound_key_holder', () => send('POST', '/repos', {}, { 'x-api-key': key })],
    ['find_signed_in_person', () => send('POST', '/repos', {}, bearer)],
    ['find_user_by_email', () => login(PLANTED['the password'])],
  ];
  for (const [name, way] of ways) {
    await admin.query(`ALTER FUNCTION auth.${name} RENAME TO ${name}_away`);
    expect(await told(way())).toBe(500);
    await admin.query(`ALTER FUNCTION auth.${name}_away RENAME TO ${name}`);
  }
}

const secrets = () => [...Object.entries(PLANTED), ...made];

it('no secret is in a line of the log, nor the value kept to recognize it', () => {
  const lines = service.log();
  const log = lines.join('\n');
  expect(lines.filter((line) => line.includes('"level":50')).length).toBeGreaterThanOrEqual(6);
  expect(secrets().filter(([, secret]) => log.includes(secret))).toEqual([]);
  expect(log).not.toContain('$argon2id$');
  const hashes = [...made.values()].map((secret) => createHash('sha256').update(secret).digest());
  for (const hash of hashes)
    for (const written of [hash.toString('hex'), hash.toString('base64'), hash.toJSON().data.join()])
      expect(log).not.toContain(written);
});

it('no secret is in an answer but the one that hands it over', () => {
  const answers = answered.join('\n');
  expect(answered.length).toBeGreaterThan(15);
  expect(secrets().filter(([, secret]) => answers.includes(secret))).toEqual([]);
  expect(answers).not.toMatch(/argon2|at .*\.[jt]s:\d+|SELECT |auth\.\w+_holder/);
});

it('no secret is in a dump of the database', async () => {
  const { rows: tables } = await admin.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'auth')`,
  );
  let dump = '';
  for (const { name } of tables) {
    const { rows } = await admin.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} t`);
    dump += rows.map(({ row }) => `${row}\n`).join('');
  }
  expect(dump).toContain(ADMIN_EMAIL);
  expect(secrets().filter(([, secret]) => dump.includes(secret))).toEqual([]);
  expect(dump.match(/"password_hash": "[^"]*"/g)).toEqual([
    expect.stringMatching(/^"password_hash": "\$argon2id\$v=19\$m=/),
  ]);
});

it('no secret is in the data folder but the keys that sign tokens and seal secrets', async () => {
  const files = await readdir(service.dataDir, { recursive: true });
  expect(files.sort()).toEqual(['jwt-private-key.pem', 'secrets.key']);
  for (const file of files) {
    const content = await readFile(path.join(service.dataDir, file), 'utf8');
    expect(secrets().filter(([, secret]) => content.includes(secret))).toEqual([]);
  }
});
