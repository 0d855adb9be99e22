import { randomUUID } from 'node:crypto';
import {
  acceptMemberships,
  aMember,
  anApiKey,
  anOrganization,
  type TestOrganization,
  type TestPerson,
} from '../../support/actors.js';
import { aPerson, IdentityProvider, type ProviderPerson, TestBrowser } from '../../support/identity-provider.js';
import { query } from '../../support/postgres.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let provider: IdentityProvider;
let service: TestApp;

beforeAll(async () => {
  provider = await IdentityProvider.start();
  service = await startTestApp(provider.environment);
});
afterAll(async () => {
  await service.stop();
  await provider.stop();
});

const NOTHING = { group_roles: {}, auto_join: { groups: [], domains: [] }, sso_required: false };
const signIn = (person: ProviderPerson) => new TestBrowser().signIn(service.url, person);
const aGroup = () => `group-${randomUUID()}`;
const aDomain = () => `${randomUUID()}.example`;

interface Owned extends TestOrganization {
  readonly owner: TestPerson;
}

/** An organization with an owner, which may map these groups and has these domains. */
async function anOwned(sso_groups: string[] = [], verified_domains: string[] = []): Promise<Owned> {
  const org = await anOrganization(service);
  await service.admin.patch(`/orgs/${org.id}`, { sso_groups, verified_domains });
  return { ...org, owner: await aMember(service, 'ORG_OWNER', org.admin) };
}

async function save({ owner }: Owned, settings: object) {
  const { status, text } = await owner.client.put('/org/sso', { ...NOTHING, ...settings });
  if (status !== 200) throw new Error(text);
}

describe('the settings', () => {
  it('are replaced as a whole, and are an entry of the audit log', async () => {
    const [one, two] = [aGroup(), aGroup()];
    const org = await anOwned([one, two]);
    expect((await org.owner.client.get('/org/sso')).body).toEqual(NOTHING);
    const wanted = {
      group_roles: { [one]: 'ORG_ADMIN' },
      auto_join: { groups: [two], domains: ['example.org'] },
      sso_required: false,
    };
    expect((await org.owner.client.put('/org/sso', wanted)).body).toEqual(wanted);
    const { body } = await org.admin.get('/audit-log?limit=1&action=organization.sso_updated');
    expect(body.entries[0].new).toEqual({ group_roles: wanted.group_roles, auto_join: wanted.auto_join });
    await save(org, {});
    expect((await org.owner.client.get('/org/sso')).body).toEqual(NOTHING);
  });

  it('map a group that the staff granted, and no other', async () => {
    const org = await anOwned();
    const { status, body } = await org.owner.client.put('/org/sso', {
      ...NOTHING,
      group_roles: { staff: 'ORG_OWNER' },
    });
    expect([status, body.code, body.errors[0].field]).toEqual([400, 'validation_failed', 'group_roles.staff']);
  });

  it('map a group of one organization alone', async () => {
    const group = aGroup();
    const [org, other] = [await anOwned([group]), await anOwned([group])];
    await save(org, { auto_join: { groups: [group], domains: [] } });
    const taken = await other.owner.client.put('/org/sso', { ...NOTHING, group_roles: { [group]: 'MEMBER' } });
    expect([taken.status, taken.body.code]).toEqual([409, 'already_exists']);
    await save(org, {});
    await save(other, { group_roles: { [group]: 'MEMBER' } });
  });

  it.each([
    { group_roles: { a: 'SUPER_ADMIN' } },
    { group_roles: ['a'] },
    { auto_join: { groups: [], domains: ['Example.org'] } },
    { auto_join: { groups: [], domains: ['org'] } },
    { auto_join: { groups: [''], domains: [] } },
    { sso_required: 'yes' },
  ])('are refused as %j', async (wrong) => {
    const org = await anOwned();
    expect((await org.owner.client.put('/org/sso', { ...NOTHING, ...wrong })).status).toBe(400);
  });

  it('are for owners, and grants for staff', async () => {
    const org = await anOwned();
    const admin = await aMember(service, 'ORG_ADMIN', org.admin);
    expect((await admin.client.put('/org/sso', NOTHING)).status).toBe(403);
    expect((await org.owner.client.patch(`/orgs/${org.id}`, { sso_groups: ['a'] })).status).toBe(403);
  });
});

describe('somebody who signs in', () => {
  it('becomes a member by a group, with the highest role of their groups, which follows each sign-in', async () => {
    const [joins, admins] = [aGroup(), aGroup()];
    const org = await anOwned([joins, admins]);
    await save(org, { group_roles: { [admins]: 'ORG_ADMIN' }, auto_join: { groups: [joins], domains: [] } });
    const person = aPerson(`${randomUUID()}@example.test`, { name: 'Jane', groups: [joins, 'others'] });
    const { me } = await signIn(person);
    expect([me.user.name, me.user.email, me.org.id, me.role]).toEqual(['Jane', person.email, org.id, 'VIEWER']);
    const { me: promoted } = await signIn({ ...person, groups: [joins, admins] });
    expect(promoted.role).toBe('ORG_ADMIN');
    const wanted = { url: 'https://hooks.example.org', events: ['*'] };
    const { id } = (await org.admin.post('/webhooks', wanted)).body;
    const handOver = 'UPDATE webhooks SET changed_by_user_id = $2 WHERE id = $1';
    await query(service.database.admin, handOver, [id, promoted.user.id]);
    expect((await signIn({ ...person, groups: [joins] })).me.role).toBe('VIEWER');
    expect((await org.admin.get(`/webhooks/${id}`)).body).toMatchObject({ health: { disabled_reason: 'rights_lost' } });
    const before = await signIn({ ...person, groups: [joins] });
    expect((await signIn({ ...person, groups: [admins] })).page).toBe('/sign-in?error=no_membership');
    expect((await before.browser.send(`${service.url}/api/auth/me`)).status).toBe(401);
    const { body } = await org.admin.get('/audit-log?limit=50');
    const actions = body.entries.map(({ action }: { action: string }) => action);
    for (const action of ['member.added', 'member.role_changed', 'member.removed']) expect(actions).toContain(action);
  });

  it('becomes a member of no deleted organization, by a group or a domain', async () => {
    const [group, domain] = [aGroup(), aDomain()];
    const org = await anOwned([group], [domain]);
    await save(org, { auto_join: { groups: [group], domains: [domain] } });
    expect((await org.admin.delete(`/org?confirm=${org.slug}`)).status).toBeLessThan(300);
    const person = aPerson(`${randomUUID()}@${domain}`, { groups: [group] });
    expect((await signIn(person)).page).toContain('/sign-in?error=');
    expect(await query(service.database.admin, 'SELECT FROM auth.users WHERE email = $1', [person.email])).toEqual([]);
  });

  it('becomes a member by a verified domain, and not by one that nobody verified', async () => {
    const [verified, claimed] = [aDomain(), aDomain()];
    const org = await anOwned([], [verified]);
    await save(org, { auto_join: { groups: [], domains: [verified, claimed] } });
    const { me } = await signIn(aPerson(`jane@${verified.toUpperCase()}`));
    expect([me.org.id, me.role]).toEqual([org.id, 'VIEWER']);
    expect((await signIn(aPerson(`jane@${claimed}`))).page).toBe('/sign-in?error=unknown_user');
    expect((await signIn(aPerson(`jane@sub.${verified}`))).page).toBe('/sign-in?error=unknown_user');
    const unverified = aPerson(`joe@${verified}`, { email_verified: false });
    expect((await signIn(unverified)).page).toBe('/sign-in?error=email_not_verified');
  });

  it('is a member of all organizations that match, and chooses', async () => {
    const [group, domain] = [aGroup(), aDomain()];
    const [org, other] = [await anOwned([group]), await anOwned([], [domain])];
    await save(org, { auto_join: { groups: [group], domains: [] } });
    await save(other, { auto_join: { groups: [], domains: [domain] } });
    const person = aPerson(`jane@${domain}`, { groups: [group] });
    const { me } = await signIn(person);
    expect(me.orgs.map(({ id }: { id: number }) => id).sort()).toEqual([org.id, other.id].sort());
    expect((await new TestBrowser().signIn(service.url, person, `?org=${other.slug}`)).me.org.id).toBe(other.id);
  });

  it('keeps the role that an administrator gave, and the membership counts from then on', async () => {
    const group = aGroup();
    const org = await anOwned([group]);
    await save(org, { group_roles: { [group]: 'VIEWER' }, auto_join: { groups: [group], domains: [] } });
    const member = await aMember(service, 'ORG_ADMIN', org.admin);
    const person = aPerson(member.email, { groups: [group] });
    expect((await signIn(person)).me.role).toBe('ORG_ADMIN');
    expect((await signIn({ ...person, groups: [] })).me.role).toBe('ORG_ADMIN');
  });

  it('stays the last owner', async () => {
    const group = aGroup();
    const org = await anOrganization(service);
    await service.admin.patch(`/orgs/${org.id}`, { sso_groups: [group] });
    await org.admin.put('/org/sso', {
      ...NOTHING,
      group_roles: { [group]: 'ORG_OWNER' },
      auto_join: { groups: [group], domains: [] },
    });
    const person = aPerson(`${randomUUID()}@example.test`, { groups: [group] });
    expect((await signIn(person)).me.role).toBe('ORG_OWNER');
    expect((await signIn({ ...person, groups: [] })).me.role).toBe('ORG_OWNER');
  });
});

describe('sso_required', () => {
  it('keeps passwords out, ends their sessions, and is undone by staff', async () => {
    const org = await anOwned();
    await save(org, { sso_required: true });
    expect((await org.owner.client.get('/org')).status).toBe(401);
    const { email, password } = org.owner;
    const login = () => service.anonymous.post('/auth/login', { email, password });
    expect((await login()).body.code).toBe('sso_required');
    expect((await org.admin.put('/org/sso', NOTHING)).status).toBe(200);
    expect((await login()).status).toBe(200);
  });

  it('takes nobody in by an invitation with a password, and by one without', async () => {
    const org = await anOwned();
    await save(org, { sso_required: true });
    const email = `invited-${randomUUID()}@example.test`;
    const invited = await org.admin.post('/members/invitations', { email, role: 'MEMBER' });
    const token = (invited.body.link as string).split('#token=')[1]!;
    const accept = (body: object) =>
      service.anonymous.post('/auth/invitations/accept', { token, name: 'Mira', ...body });
    const refused = await accept({ password: 'a password of my own' });
    expect([refused.status, refused.body.code]).toEqual([403, 'sso_required']);
    expect(refused.body.detail).toContain('Accept without a password, and sign in at the provider');
    expect((await org.admin.get('/members?limit=200')).text).not.toContain(email);
    expect((await accept({})).status).toBe(200);
    expect((await signIn(aPerson(email))).me.org.id).toBe(org.id);
  });

  it('is turned off by no key, and by a person with a recent sign-in alone', async () => {
    const org = await anOwned();
    const { client: key } = await anApiKey(service, { role: 'ORG_OWNER', scopes: ['mint'] }, org.admin);
    expect((await key.put('/org/sso', NOTHING)).status).toBe(200);
    const refusedScope = await (
      await anApiKey(service, { role: 'ORG_OWNER' }, org.admin)
    ).client.put('/org/sso', NOTHING);
    expect([refusedScope.status, refusedScope.body.code]).toEqual([403, 'scope_required']);
    expect((await key.put('/org/sso', { ...NOTHING, sso_required: true })).status).toBe(200);
    await acceptMemberships(service, org.owner);
    const person = aPerson(org.owner.email);
    const { browser } = await signIn(person);
    const turnOff = () => browser.request(service.url, 'PUT', '/org/sso', NOTHING);
    for (const { status, body } of [await key.put('/org/sso', NOTHING), await turnOff()])
      expect([status, body.code]).toEqual([403, 'forbidden']);
    await browser.signIn(service.url, person, '?again=true');
    expect((await turnOff()).status).toBe(200);
  });

  it('needs an identity provider', async () => {
    const plain = await startTestApp({}, { beside: service });
    const answer = await plain.admin.put('/org/sso', { ...NOTHING, sso_required: true });
    await plain.stop();
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, 'sso_required']);
  });
});
