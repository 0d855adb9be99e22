import { randomUUID } from 'node:crypto';
import { hashSecret, makeSecret } from '../../src/platform/secrets/random-secret.js';
import type { ApiClient } from './api-client.js';
import { query } from './postgres.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, type TestApp } from './test-app.js';

export type TestRole = 'VIEWER' | 'MEMBER' | 'ORG_ADMIN' | 'ORG_OWNER';

/** Someone with an account of their own, signed in. */
export interface TestPerson {
  readonly client: ApiClient;
  readonly userId: number;
  readonly email: string;
  readonly password: string;
}

/** An organization made by the administrator, and the administrator acting in it. */
export interface TestOrganization {
  readonly id: number;
  readonly slug: string;
  readonly admin: ApiClient;
}

const PASSWORD = 'a password for tests';

/** A new person in the organization that `admin` acts in. */
export async function aMember(service: TestApp, role: TestRole, admin = service.admin): Promise<TestPerson> {
  const email = `${role.toLowerCase()}-${randomUUID()}@example.test`;
  const added = await admin.post('/members', { email, name: `A ${role}`, role, password: PASSWORD });
  if (added.status !== 201) throw new Error(added.text);
  return {
    client: await service.anonymous.login(email, PASSWORD),
    userId: added.body.user_id as number,
    email,
    password: PASSWORD,
  };
}

/** Has the memberships of somebody count for outside identities, as those of before do. */
export async function acceptMemberships(service: TestApp, { userId }: Pick<TestPerson, 'userId'>): Promise<void> {
  await query(service.database.admin, `UPDATE members SET origin = 'accepted' WHERE user_id = $1`, [userId]);
}

/** Puts all sign-ins of a person that far into the past: an interval of PostgreSQL. */
export async function ageSignIns(service: TestApp, { userId }: Pick<TestPerson, 'userId'>, age: string): Promise<void> {
  await query(service.database.admin, `UPDATE auth.sessions SET created_at = now() - $2::interval WHERE user_id = $1`, [
    userId,
    age,
  ]);
}

/** The token of a link that resets the password, as the mail to an address has it. */
export async function aMailedReset(service: TestApp, email: string): Promise<string> {
  const token = makeSecret('qgp_');
  const sql = `SELECT outcome FROM auth.make_own_password_reset($1, $2, interval '1 hour', true)`;
  const [made] = await query<{ outcome: string }>(service.database.admin, sql, [email, hashSecret(token)]);
  if (made?.outcome !== 'link') throw new Error(`No link: ${made?.outcome}.`);
  return token;
}

/** The person in a browser: by session cookie, from a page of the service. */
export async function aBrowser(
  service: TestApp,
  { email, password }: Pick<TestPerson, 'email' | 'password'>,
  wanted: { org_id?: number; tokens?: boolean } = {},
): Promise<ApiClient> {
  const signedIn = await service.anonymous.post('/auth/login', { email, password, ...wanted });
  if (signedIn.status !== 200) throw new Error(signedIn.text);
  const cookie = signedIn.headers.getSetCookie()[0]!.split(';', 1)[0]!;
  return service.anonymous.as({ cookie, origin: service.url });
}

/** A caller with an API key that `admin` made. */
export async function anApiKey(
  service: TestApp,
  wanted: {
    scopes?: string[];
    role?: TestRole;
    expires_in_days?: number;
    repo_ids?: number[];
    may_write_baseline?: boolean;
    kind?: 'agent';
  } = {},
  admin = service.admin,
): Promise<{ client: ApiClient; id: number; key: string }> {
  const made = await admin.post('/api-keys', { name: `key ${randomUUID()}`, ...wanted });
  if (made.status !== 201) throw new Error(made.text);
  const key = made.body.key as string;
  return { client: service.anonymous.as({ 'x-api-key': key }), id: made.body.id as number, key };
}

/** Another organization, empty. */
export async function anOrganization(service: TestApp): Promise<TestOrganization> {
  const slug = `org-${randomUUID().slice(0, 13)}`;
  const made = await service.admin.post('/orgs', { name: `Organization ${slug}`, slug });
  if (made.status !== 201) throw new Error(made.text);
  const id = made.body.id as number;
  return { id, slug, admin: await service.anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD, id) };
}
