import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  aBrowser,
  aMember,
  anApiKey,
  anOrganization,
  type TestOrganization,
  type TestPerson,
} from '../support/actors.js';
import type { ApiAnswer, ApiClient } from '../support/api-client.js';
import { FakeIssuer } from '../support/fake-issuer.js';
import { query } from '../support/postgres.js';
import { isNightly } from '../support/programme.js';
import { anLcov, aSarifLog, lines } from '../support/reports.js';
import { takeSome } from '../support/seed.js';
import { registerPasskey } from '../support/software-authenticator.js';
import { ADMIN_EMAIL, startTestApp, type TestApp } from '../support/test-app.js';
import {
  type CallerKind,
  CALLERS,
  expectedAnswer,
  isOfStaff,
  renderMatrix,
  ROLES,
  SCOPES,
  type Whose,
  whoseOf,
} from './support/authorization-matrix.js';
import {
  A_FORGE,
  A_PUBLISHER,
  COMMIT_OF_SCANS,
  type Demand,
  FORM_FILE,
  NAME_OF_SPARE_REPO,
  ROUTES,
  sourceForm,
  type Subject,
  URL_OF_HOOKS,
} from './support/route-table.js';

const PAGE = path.join(__dirname, '../../docs/authorization.md');

const ABSENT_ID = '9007199254740991';
const ABSENT_UUID = '00000000-0000-4000-8000-000000000000';

/** Objects of one organization by subject; those that a request uses up are created for each request. */
type Objects = Readonly<Record<Subject, () => Promise<string>>>;

let issuer: FakeIssuer;
let service: TestApp;
let own: Objects;
let foreign: Objects;
const callers = new Map<CallerKind, ApiClient>();
/** People whose sessions and passwords may be spent. */
const spares = new Map<CallerKind, TestPerson>();
/** Objects and sessions that no request has used up: those after which none was answered but by refusals. */
const unspent = new Map<string, unknown>();

beforeAll(async () => {
  issuer = await FakeIssuer.start();
  service = await startTestApp({ QUOTA_WEBHOOKS: '100000', OIDC_ISSUER: issuer.url, OIDC_CLIENT_ID: 'gate' });
  callers.set('anonymous', service.anonymous);
  for (const role of ROLES) {
    const spare = await aPerson(role);
    spares.set(role, spare);
    callers.set(role, (await aPerson(role)).client);
  }
  for (const scope of SCOPES)
    callers.set(scope, (await anApiKey(service, { scopes: [scope], role: 'ORG_OWNER' })).client);
  callers.set('agent', (await anApiKey(service, { kind: 'agent' })).client);
  // beyond the ids of deliveries, which have those of their webhooks
  await query(service.database.admin, 'ALTER SEQUENCE webhooks_id_seq RESTART 1000000');
  own = await objectsOf(service.admin);
  const other: TestOrganization = await anOrganization(service);
  foreign = await objectsOf(other.admin);
});
afterAll(async () => {
  await service.stop();
  await issuer.stop();
});

async function aPerson(role: (typeof ROLES)[number]): Promise<TestPerson> {
  if (role !== 'SUPER_ADMIN') return aMember(service, role);
  const person = await aMember(service, 'VIEWER');
  await query(service.database.admin, `UPDATE auth.users SET is_super_admin = true WHERE id = ${person.userId}`);
  return person;
}

async function objectsOf(admin: ApiClient): Promise<Objects> {
  const idOf = async (answer: Promise<ApiAnswer>, field = 'id') => {
    const { body, text } = await answer;
    if (body[field] === undefined) throw new Error(text);
    return String(body[field]);
  };
  const begun = await admin.post('/scans', { repo: 'acme/web', branch: 'main', commit_sha: COMMIT_OF_SCANS });
  const [scan, repo] = [String(begun.body.id), String(begun.body.repo_id)];
  await admin.post(`/scans/${scan}/findings`, aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]));
  await admin.upload('/quality/coverage/upload', { scan_id: scan }, { content: anLcov({ 'a.ts': lines(2, 1) }) });
  await admin.patch(`/repos/${repo}`, { source_excerpts: 'files' });
  await admin.post(`/scans/${scan}/source`, sourceForm());
  await admin.post(`/scans/${scan}/complete`);
  const listed = await admin.get(`/scans/${scan}/findings`);
  const issue = String(listed.body.findings[0].issue_id);
  const waiver = await idOf(
    admin.post('/quality/gates/waivers', { rule: 'rating_min', reason: 'because', expires_at: null }),
  );
  const key = String((await anApiKey(service, {}, admin)).id);
  const member = await aMember(service, 'MEMBER', admin);
  const requester = await aMember(service, 'MEMBER', admin);
  const aWaiverRequest = () => idOf(requestWaiver(requester.client, repo));
  const sessions = await member.client.get('/auth/sessions');
  const passkey = await registerPasskey(service.url, (await aMember(service, 'MEMBER', admin)).client);
  const always = (id: string) => () => Promise.resolve(id);
  const hook = { url: URL_OF_HOOKS, events: ['gate.changed'] };
  const aWebhook = () => idOf(admin.post('/webhooks', hook));
  const aDelivery = async () => {
    const id = await aWebhook();
    await query(
      service.database.admin,
      `INSERT INTO deliveries (org_id, id, webhook_id, event_id, state) OVERRIDING SYSTEM VALUE
       SELECT w.org_id, w.id, w.id, (SELECT max(e.id) FROM events e WHERE e.org_id = w.org_id), 'failed'
       FROM webhooks w WHERE w.id = ${id}`,
    );
    return id;
  };
  const aLeaver = () => {
    const email = `leaver-${Math.random()}@example.test`;
    return idOf(admin.post('/members', { email, name: 'Leaver', role: 'VIEWER' }), 'user_id');
  };
  const aPendingScan = () => idOf(admin.post('/scans', { repo_id: Number(repo), branch: 'feature' }));
  const aSpareRepo = async () => {
    const made = await admin.post('/repos', { name: NAME_OF_SPARE_REPO });
    return String((made.status === 201 ? made.body : await findRepo(admin, NAME_OF_SPARE_REPO)).id);
  };
  return {
    scan: always(scan),
    'spare scan': aPendingScan,
    'spare repo': aSpareRepo,
    job: async () => idOf(admin.delete(`/repos/${await aSpareRepo()}?confirm=${NAME_OF_SPARE_REPO}`), 'job_id'),
    'pending scan': aPendingScan,
    repo: always(repo),
    'rebuilt repo': async () => {
      await admin.post(`/quality/gates/rebuild-baseline/${repo}`);
      return repo;
    },
    'scanned repo': async () => {
      await admin.post('/scans', { repo_id: Number(repo), branch: 'feature', pr_number: Number(repo) });
      return repo;
    },
    waiver: always(waiver),
    'waiver request': aWaiverRequest,
    'own waiver request': aWaiverRequest,
    'api key': always(key),
    view: () => idOf(saveView(admin)),
    'spare api key': async () => String((await anApiKey(service, { scopes: ['mint'] }, admin)).id),
    member: always(String(member.userId)),
    'leaving member': aLeaver,
    issue: always(issue),
    'accepted issue': async () => {
      await admin.post('/quality/findings/accept', { issue_id: Number(issue), reason: 'because' });
      return issue;
    },
    'mark operation': async () => {
      await admin.post('/quality/findings/mark-fp', { issue_id: Number(issue), is_fp: false });
      const marks = { issue_ids: [Number(issue)], is_fp: true, reason: 'because' };
      return idOf(admin.post('/quality/findings/mark-fp/bulk', marks), 'operation_id');
    },
    webhook: aWebhook,
    delivery: aDelivery,
    forge: () => idOf(admin.post('/forges', A_FORGE)),
    'repo at a forge': async () => {
      await query(
        service.database.admin,
        `INSERT INTO forges OVERRIDING SYSTEM VALUE SELECT (f.row).* FROM (
           SELECT jsonb_populate_record(f, jsonb_build_object('id', ${repo}, 'hook_public_id', gen_random_uuid(), 'credentials', null)) AS row
           FROM forges f WHERE f.id = ${await idOf(admin.post('/forges', A_FORGE))}) AS f ON CONFLICT DO NOTHING`,
      );
      return repo;
    },
    invitation: () => idOf(admin.post('/members/invitations', { email: 'invited@example.test', role: 'VIEWER' })),
    'trusted publisher': () => idOf(admin.post('/trusted-publishers', A_PUBLISHER)),
    session: always(sessions.body.sessions[0].id as string),
    passkey: always(passkey.id),
    identity: always(randomUUID()),
    organization: always(await idOf(admin.get('/org'))),
    user: aLeaver,
  };
}

const saveView = (client: ApiClient): Promise<ApiAnswer> =>
  client.post('/views', { page: 'overview', name: `View ${Math.random()}`, query: '' });

let requests = 0;

/** Each is for another pull request: two open requests of one person differ. */
const requestWaiver = (client: ApiClient, repo: string): Promise<ApiAnswer> => {
  const place = { repo_id: Number(repo), pr_number: ++requests };
  return client.post('/quality/gates/waivers/requests', { rule: 'rating_min', reason: 'because', ...place });
};

async function findRepo(admin: ApiClient, name: string): Promise<{ id: number }> {
  const { repos } = (await admin.get('/repos?limit=200')).body;
  return (repos as { id: number; name: string }[]).find((repo) => repo.name === name)!;
}

/** Sends the route's request about the object with that id. */
async function send(client: ApiClient, route: string, id: string): Promise<ApiAnswer> {
  const [method = '', template = ''] = route.split(' ');
  const { query: search = '', body, form } = ROUTES[route]!.send?.(id) ?? {};
  const target = template.replaceAll(/:\w+/g, id) + search;
  if (target === '/mcp') return client.postBeside(target, body);
  if (!target.startsWith('/api')) {
    const response = await fetch(service.url + target);
    return { status: response.status, headers: response.headers, body: {}, text: await response.text() };
  }
  if (form) return client.upload(target.slice('/api'.length), form, { content: FORM_FILE });
  return client.send(method, target.slice('/api'.length), body);
}

/** Callers that ask for objects that are not theirs: in the nightly run all, otherwise another one for each route. */
const callersForOthers = (route: string): readonly CallerKind[] =>
  isNightly ? CALLERS : [CALLERS[placeOf(route) % CALLERS.length]!];

const placeOf = (route: string): number => Object.keys(ROUTES).indexOf(route);

/**
 * Callers that ask for objects of their own organization: in the nightly run all, otherwise for each answer that the route has for
 * people and for keys one of those who get it. Of people that is the highest role that is refused and the lowest that is not.
 */
function callersForOwn(route: string, whose: Whose): readonly CallerKind[] {
  if (isNightly) return CALLERS;
  const alike = new Map<string, CallerKind[]>();
  for (const caller of CALLERS) {
    const kind = caller === 'anonymous' ? caller : isRole(caller) ? 'person' : 'key';
    const answer = `${kind} ${expectedAnswer(route, caller, whose)}`;
    alike.set(answer, [...(alike.get(answer) ?? []), caller]);
  }
  return [...alike].map(([answer, callers]) => {
    if (!isRole(callers[0]!)) return callers[placeOf(route) % callers.length]!;
    return answer.startsWith('person 403') ? callers.at(-1)! : callers[0]!;
  });
}

const isRole = (caller: CallerKind): boolean => (ROLES as readonly string[]).includes(caller);

/** The caller's answer, in the terms of `expectedAnswer`. */
async function answerTo(route: string, caller: CallerKind, whose: Whose): Promise<string> {
  const { demand, subject, takesOwnAddress = false } = ROUTES[route]!;
  const client = await clientOf(caller, demand);
  const id = takesOwnAddress ? addressOf(caller) : await idOf(subject, caller, whose);
  const { status, body } = await send(client, route, id);
  // A reading uses nothing up.
  if (status < 400 && !route.startsWith('GET ')) unspent.clear();
  if (demand === 'public') return status === 401 || status === 403 ? String(status) : 'open';
  if (status < 400) await AFTERWARDS[route]?.(caller);
  return status < 400 ? String(status) : `${status} ${String(body.code)}`;
}

/** Undoes what the callers after this one need. */
const AFTERWARDS: Readonly<Record<string, (caller: CallerKind) => Promise<unknown>>> = {
  'DELETE /api/org': async () => service.admin.post(`/orgs/${await own.organization()}/restore`),
  'POST /api/org/transfer': async () => {
    const { members } = (await service.admin.get('/members?limit=200')).body;
    const isOwner = ({ email }: { email: string }) => email.startsWith('org_owner-') || email === ADMIN_EMAIL;
    for (const { user_id: id } of (members as { user_id: number; email: string }[]).filter(isOwner))
      await service.admin.patch(`/members/${id}`, { role: 'ORG_OWNER' });
    await service.admin.patch(`/members/${await own.member()}`, { role: 'MEMBER' });
  },
  'DELETE /api/users/me': replaceSpare,
  'DELETE /api/members/me': replaceSpare,
};

async function replaceSpare(caller: CallerKind): Promise<void> {
  spares.set(caller, await aPerson(caller as (typeof ROLES)[number]));
}

/** Address of a spare person; keys and nobody have none. */
const addressOf = (caller: CallerKind): string => spares.get(caller)?.email ?? 'nobody@example.test';

/** Takes what an earlier request left, or makes it. */
async function unspentOr<Made>(name: string, make: () => Promise<Made>): Promise<Made> {
  const made = (unspent.get(name) as Made | undefined) ?? (await make());
  unspent.set(name, made);
  return made;
}

async function idOf(subject: Subject | undefined, caller: CallerKind, whose: Whose): Promise<string> {
  if (subject === undefined) return '';
  if (whose === 'absent') return absentIdOf(subject);
  if (whose === 'foreign') return unspentOr(`foreign ${subject}`, foreign[subject]);
  if (subject === 'own waiver request') {
    const made = await requestWaiver(callers.get(caller)!, await own.repo());
    return made.status === 201 ? String(made.body.id) : own[subject]();
  }
  if (subject === 'view' && spares.has(caller)) return String((await saveView(await spareSession(caller))).body.id);
  if (subject !== 'session' || !spares.has(caller)) return unspentOr(subject, own[subject]);
  const { sessions } = (await (await signIn(spares.get(caller)!, 'person')).get('/auth/sessions')).body;
  return sessions[0].id as string;
}

async function clientOf(caller: CallerKind, demand: Demand): Promise<ApiClient> {
  if (demand === 'person' || demand === 'browser') return spareSession(caller, demand);
  const needsRecentSignIn = typeof demand === 'object' && demand.isForPeople;
  return needsRecentSignIn ? spareSession(caller) : callers.get(caller)!;
}

const absentIdOf = (subject: Subject): string =>
  subject === 'session' || subject === 'passkey' || subject === 'identity' || subject === 'mark operation'
    ? ABSENT_UUID
    : ABSENT_ID;

/** A session that may end; keys and nobody have none. */
async function spareSession(caller: CallerKind, by: 'person' | 'browser' = 'person'): Promise<ApiClient> {
  const spare = spares.get(caller);
  return spare ? unspentOr(`${by} ${caller}`, () => signIn(spare, by)) : callers.get(caller)!;
}

const signIn = (spare: TestPerson, by: 'person' | 'browser'): Promise<ApiClient> =>
  by === 'browser' ? aBrowser(service, spare) : service.anonymous.login(spare.email, spare.password);

describe('the matrix of routes, callers and objects', () => {
  it('has every route of the service, and no other', async () => {
    const routes = Object.keys(ROUTES).map((route) => route.replace(/ \(\w+\)$/, ''));
    expect([...new Set(routes)].sort()).toEqual(await service.routes());
  });

  it.each(Object.keys(ROUTES))('%s', async (route) => {
    const others = callersForOthers(route);
    const [own] = whoseOf(route);
    const owners = callersForOwn(route, own!);
    const cells = CALLERS.flatMap((caller) =>
      whoseOf(route)
        .filter((whose) => (whose === own ? owners : others).includes(caller))
        .map((whose) => ({ caller, whose })),
    );
    const expected = cells.map((cell) => ({ ...cell, answer: expectedAnswer(route, cell.caller, cell.whose) }));
    const met: object[] = [];
    for (const { caller, whose } of cells) met.push({ caller, whose, answer: await answerTo(route, caller, whose) });
    expect(met).toEqual(expected);
  });

  it('is the page docs/authorization.md', () => {
    const page = renderMatrix();
    if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });
});

describe('an object of another organization', () => {
  // Those of the service's staff, who act in all organizations, are none.
  const about = Object.keys(ROUTES).filter((route) => {
    const { subject } = ROUTES[route]!;
    return subject !== undefined && !isOfStaff(subject);
  });

  it.each(takeSome(about, Math.ceil(about.length / 4)))('answers like one that does not exist: %s', async (route) => {
    const subject = ROUTES[route]!.subject!;
    const owner = await clientOf('ORG_OWNER', ROUTES[route]!.demand);
    const theirs = await send(owner, route, await foreign[subject]());
    const absent = await send(owner, route, absentIdOf(subject));
    expect(theirs.status).toBe(404);
    expect(withoutOccasion(theirs)).toEqual(withoutOccasion(absent));
  });
});

/** All of an answer but the two fields that tell requests apart, and the headers that tell the time. */
function withoutOccasion({ status, headers, body }: ApiAnswer): object {
  const { instance, request_id, ...same } = body as { instance: string; request_id: string };
  expect([typeof instance, typeof request_id]).toEqual(['string', 'string']);
  const varying = ['date', 'x-request-id', 'ratelimit', 'content-length'];
  return { status, ...same, headers: [...headers].filter(([name]) => !varying.includes(name)) };
}
