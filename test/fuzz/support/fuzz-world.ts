import { randomUUID } from 'node:crypto';
import { QUOTAS } from '../../../src/domain/quota.js';
import { aMember, anApiKey, anOrganization } from '../../support/actors.js';
import type { ApiAnswer, ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, type TestApp } from '../../support/test-app.js';
import { OBJECT_KINDS, type ObjectKind, type ObjectRef } from './object-ref.js';
import { type CallerName, CALLERS } from './request-arbitraries.js';
import { COMMITS } from './schema-arbitraries.js';

type Headers = Readonly<Record<string, string>>;
type Ids = Record<ObjectKind, (number | string)[]>;

/** An organization full of objects. */
interface FilledOrg {
  readonly id: number;
  readonly owner: ApiClient;
  readonly ownerHeaders: Headers;
  readonly ids: Ids;
}

const ABSENT_ID = 9_007_199_254_740_991;
const ABSENT_SESSION = '00000000-0000-4000-8000-000000000000';
const PENDING_SCANS = 4;
const NO_QUOTAS = Object.fromEntries(QUOTAS.map((quota) => [quota, null]));

/** Two organizations, their objects and callers of every kind, kept in shape while requests wear them out. */
export class FuzzWorld {
  private callers = new Map<CallerName, Headers>();

  private constructor(
    private readonly service: TestApp,
    private readonly own: FilledOrg,
    private readonly foreign: FilledOrg,
  ) {}

  static async create(service: TestApp): Promise<FuzzWorld> {
    const [own, foreign] = await Promise.all([aFilledOrg(service), aFilledOrg(service)]);
    const world = new FuzzWorld(service, own, foreign);
    await world.restore();
    return world;
  }

  readonly idOf = ({ kind, owner, index }: ObjectRef): number | string => {
    if (owner === 'absent') return kind === 'session' ? ABSENT_SESSION : ABSENT_ID;
    const known = (owner === 'own' ? this.own : this.foreign).ids[kind];
    return known[index % known.length]!;
  };

  credentialsOf(name: CallerName): Headers {
    return this.callers.get(name) ?? {};
  }

  /** Replaces callers whose credential was revoked and deleted scans, lifts quotas and the demand for second factors, and adds scans to those that were completed. */
  async restore(): Promise<void> {
    await this.service.admin.patch(`/orgs/${this.own.id}`, { quotas: NO_QUOTAS });
    await query(
      this.service.database.admin,
      'UPDATE organizations SET require_second_factor = false WHERE require_second_factor',
    );
    await Promise.all([
      ...CALLERS.map((name) => this.restoreCaller(name)),
      addPendingScans(this.own),
      replaceDeletedScans(this.own),
      addWebhook(this.own),
      acceptProblems(this.own),
    ]);
  }

  private async restoreCaller(name: CallerName): Promise<void> {
    const headers = this.callers.get(name);
    const isGood = headers && (name === 'garbage' || (await this.isKnown(headers)));
    if (!isGood && name !== 'none') this.callers.set(name, await this.makeCaller(name));
  }

  private async isKnown(headers: Headers): Promise<boolean> {
    return (await this.service.anonymous.as(headers).get('/auth/me')).status === 200;
  }

  private async makeCaller(name: CallerName): Promise<Headers> {
    const { service, own, foreign } = this;
    const key = async (wanted: object) => ({ 'x-api-key': (await anApiKey(service, wanted, own.owner)).key });
    switch (name) {
      case 'owner':
        return key({ role: 'ORG_OWNER', scopes: ['admin', 'mint'] });
      case 'member':
        return key({ role: 'MEMBER', scopes: ['write:scans', 'read:scans'] });
      case 'viewer':
        return key({ role: 'VIEWER', scopes: ['read:repos'] });
      case 'super':
        return { authorization: `Bearer ${await this.signIn(ADMIN_EMAIL, ADMIN_PASSWORD, own.id)}` };
      case 'person':
      case 'cookie': {
        const person = await aMember(service, 'ORG_ADMIN', own.owner);
        own.ids.member.push(person.userId);
        const headers: Headers =
          name === 'person'
            ? { authorization: `Bearer ${await this.signIn(person.email, person.password)}` }
            : { cookie: await this.cookieOf(person.email, person.password), origin: service.url };
        own.ids.session.unshift(...(await sessionsOf(service.anonymous.as(headers))));
        own.ids.session.splice(KNOWN_SESSIONS);
        return headers;
      }
      case 'foreign':
        return foreign.ownerHeaders;
      case 'garbage':
        return { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.' };
      case 'none':
        return {};
    }
  }

  private async signIn(email: string, password: string, orgId?: number): Promise<string> {
    return (await this.login(email, password, orgId)).body.access_token as string;
  }

  private async cookieOf(email: string, password: string): Promise<string> {
    const { headers } = await this.login(email, password);
    return headers.getSetCookie()[0]!.split(';', 1)[0]!;
  }

  private async login(email: string, password: string, orgId?: number): Promise<ApiAnswer> {
    const answer = await this.service.anonymous.post('/auth/login', { email, password, org_id: orgId });
    if (answer.status !== 200) throw new Error(answer.text);
    return answer;
  }
}

async function aFilledOrg(service: TestApp): Promise<FilledOrg> {
  const { id, admin } = await anOrganization(service);
  const { client: owner, key, id: keyId } = await anApiKey(service, { role: 'ORG_OWNER', scopes: ['admin'] }, admin);
  const ids = Object.fromEntries(OBJECT_KINDS.map((kind) => [kind, []])) as unknown as Ids;
  const org: FilledOrg = { id, owner: admin, ownerHeaders: { 'x-api-key': key }, ids };
  ids.org.push(id);
  ids['api key'].push(keyId);
  await succeed(admin.put('/quality/gates/config', { policy: {} }));
  for (const [index, branch] of ['main', 'feature/a'].entries()) {
    const scan = await aCompletedScan(owner, { branch, commit_sha: COMMITS[index] });
    const scanId = scan.id;
    ids.scan.push(scanId);
    ids['completed scan'].push(scanId);
    if (branch === 'main') ids.repo.push(scan.repo_id);
    // routes of a pull request take the same number for both of their ids
    const pullRequest = { repo: 'acme/web', branch: 'feature/c', pr_number: scan.repo_id };
    await succeed(owner.post('/scans', pullRequest));
    const { findings } = (await owner.get(`/scans/${scanId}/findings`)).body;
    ids.issue.push(...(findings as { issue_id: number }[]).map(({ issue_id }) => issue_id));
  }
  const failed = await succeed(owner.post('/scans', { repo: 'acme/web', branch: 'feature/b' }));
  await succeed(owner.post(`/scans/${failed.body.id}/fail`, { reason: 'broken' }));
  ids.scan.push(failed.body.id as number);
  for (const rule of ['rating_min', 'new_high_max']) {
    const waiver = await succeed(owner.post('/quality/gates/waivers', { rule, reason: 'known', expires_at: null }));
    ids.waiver.push(waiver.body.id as number);
  }
  const person = await aMember(service, 'MEMBER', admin);
  ids.member.push(person.userId);
  ids.session.push(...(await sessionsOf(person.client)));
  await addPendingScans(org);
  await addWebhook(org);
  return org;
}

/** A scan of `acme/web` with findings and coverage, completed. */
async function aCompletedScan(owner: ApiClient, wanted: object): Promise<{ id: number; repo_id: number }> {
  const scan = (await succeed(owner.post('/scans', { repo: 'acme/web', ...wanted }))).body as {
    id: number;
    repo_id: number;
  };
  const results = ['sql', 'eval'].map((rule, at) => ({ rule, path: 'src/a.ts', line: at + 1, snippet: `${rule}(x)` }));
  const coverage = { content: anLcov({ 'src/a.ts': lines(9, 4) }) };
  await succeed(owner.upload(`/scans/${scan.id}/findings`, {}, { content: aSarifLog(results) }));
  await succeed(owner.upload('/quality/coverage/upload', { scan_id: String(scan.id) }, coverage));
  await succeed(owner.post(`/scans/${scan.id}/complete`, {}));
  return scan;
}

/** Requests delete scans, also those that can be compared, and may change settings so that new ones are refused for a while. */
async function replaceDeletedScans({ owner, ids }: FilledOrg): Promise<void> {
  const known = ids['completed scan'];
  for (const [index, id] of known.entries()) {
    if ((await owner.get(`/scans/${id}`)).status !== 404) continue;
    const scan = await aCompletedScan(owner, { branch: 'main', idempotency_key: randomUUID() }).catch(() => null);
    if (scan) known[index] = scan.id;
  }
}

/** A webhook with a delivery, beside the newest ones before; requests delete them. */
async function addWebhook({ owner, ids }: FilledOrg): Promise<void> {
  const webhook = await owner.post('/webhooks', { url: 'https://hooks.example.test/', events: ['policy.updated'] });
  if (webhook.status !== 201) return;
  const ping = await succeed(owner.post(`/webhooks/${webhook.body.id}/ping`));
  ids.webhook.unshift(webhook.body.id as number);
  ids.delivery.unshift(ping.body.delivery_id as number);
  ids.webhook.splice(KNOWN_WEBHOOKS);
  ids.delivery.splice(KNOWN_WEBHOOKS);
}

/** Accepts problems, so that requests have something to withdraw; their settings may refuse it for a while. */
async function acceptProblems({ owner, ids }: FilledOrg): Promise<void> {
  for (const id of ids.issue)
    await owner.post('/quality/findings/accept', { issue_id: id, reason: 'later', until: null });
}

async function addPendingScans({ owner, ids }: FilledOrg): Promise<void> {
  for (let index = 0; index < PENDING_SCANS; index += 1) {
    const branch = index === 0 ? 'main' : 'feature/a';
    const key = randomUUID();
    const scan = await owner.post('/scans', { repo: 'acme/web', branch, idempotency_key: key });
    if (scan.status === 201) ids.scan.splice(ENDED_SCANS, 0, scan.body.id as number);
  }
  ids.scan.splice(KNOWN_SCANS);
}

async function sessionsOf(client: ApiClient): Promise<string[]> {
  const { sessions } = (await client.get('/auth/sessions')).body;
  return (sessions as { id: string }[]).map(({ id }) => id);
}

/** Few, so that requests meet the same ones again. */
const KNOWN_SCANS = 16;
const KNOWN_SESSIONS = 4;
const KNOWN_WEBHOOKS = 2;
/** Those that an organization begins with stay known, since reports and verdicts are theirs. */
const ENDED_SCANS = 3;

async function succeed(answer: Promise<ApiAnswer>): Promise<ApiAnswer> {
  const { status, text } = await answer;
  if (status >= 300) throw new Error(`${status}: ${text}`);
  return answer;
}
