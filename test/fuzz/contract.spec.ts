import { stderr } from 'node:process';
import fc, { type Arbitrary } from 'fast-check';
import { committedApiDocument, type Exchange, readApiDocument } from '../support/api-document.js';
import { isNightly } from '../support/programme.js';
import { takeCount, takeSeeds } from '../support/seed.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { FuzzWorld } from './support/fuzz-world.js';
import { type DraftRequest, operationIds, requestArbitrary } from './support/request-arbitraries.js';
import { send, toWireRequest, type WireRequest } from './support/wire-request.js';

/** `npm run fuzz` asks for many more. */
const REQUESTS = takeCount('FUZZ_REQUESTS', 10_000);
/** Requests of one seed; then the world is put in shape again. */
const ROUND = 500;
/** Rounds in one pair of organizations: lists that grow without end would slow down the rest. */
const ROUNDS_OF_WORLD = 20;
const AT_A_TIME = 6;
/** Extra requests of the nightly run for each route that has not succeeded by then. */
const EXTRA_ROUND = 100;
const EXTRA_ROUNDS = 50;
/** Succeed only with what is secret, or signed by a device, which random requests do not guess. */
const BY_SECRET = [
  'login',
  'refreshTokens',
  'changePassword',
  'checkPasswordReset',
  'resetPassword',
  'proveSecondFactor',
  'confirmTotp',
  'removeTotp',
  'registerPasskey',
  'signInByPasskey',
  'acceptInvitation',
  'exchangeIdentityToken',
  'receiveHook',
];
/** Succeed where an identity provider is set up: test/e2e/people/provider-sign-in.spec.ts. */
const BY_PROVIDER = ['startProviderSignIn', 'finishProviderSignIn', 'linkIdentity', 'endProviderSessions'];
/** Succeeds where a mail server is set up: test/e2e/record/mail.spec.ts. */
const BY_MAIL = ['forgotPassword'];
/**
 * Succeed with what random requests hardly hit: quotas within their bounds, a whole export, the own name of a repository or organization, the id
 * of a job or of an operation, an invitation or a passkey, groups that were granted, a request of oneself or of a second person, a delivery
 * of just this webhook, the claims of a kind of publishers, a connection to a forge with the credentials of its kind.
 */
const HARDLY_HIT = [
  'administerOrganization',
  'importOrganization',
  'saveSsoSettings',
  'withdrawInvitation',
  'getPasskey',
  'removePasskey',
  'deleteRepository',
  'deleteOrganization',
  'getJob',
  'undoFalsePositives',
  'approveWaiverRequest',
  'declineWaiverRequest',
  'withdrawWaiverRequest',
  'getDelivery',
  'redeliver',
  'createTrustedPublisher',
  'deleteTrustedPublisher',
  'createForge',
  'getForge',
  'updateForge',
  'deleteForge',
  'testForge',
  'listForgeRepos',
  'setRepoForge',
];
/** Answered one at a time for each organization, others 503: requests come in parallel. */
const EXPORTS = ['exportSarif', 'getLocalPack', 'getFindingColumns', 'listAuditLog', 'exportOrganization'];
const SHOWN_FAILURES = 12;
const SHOWN_CHARACTERS = 600;

describe('the API, asked what its document allows and what it does not', () => {
  let service: TestApp;

  beforeAll(async () => {
    // Deliveries reach nothing: their proxy is a port that nobody listens on.
    service = await startTestApp({ OUTGOING_PROXY: 'http://127.0.0.1:9' });
  });
  afterAll(() => service.stop());

  it(
    `answers ${REQUESTS} random requests as documented`,
    async () => {
      const seeds = takeSeeds('contract fuzzing');
      const document = readApiDocument();
      const failures: string[] = [];
      const seen = new Map<string, number>();
      let world = await FuzzWorld.create(service);
      let round = 0;

      const runRound = async (seed: number, requests: Arbitrary<DraftRequest>, count: number): Promise<void> => {
        if (round > 0 && round % ROUNDS_OF_WORLD === 0) world = await FuzzWorld.create(service);
        else if (round > 0) await world.restore();
        const drafts = fc.sample(requests, { seed: seedOf(seed, round), numRuns: count });
        await inParallel(drafts, async (draft, index) => {
          const wire = toWireRequest(draft, world.idOf, world.credentialsOf(draft.caller));
          const faults = await ask(draft, wire, seen);
          if (faults.length > 0)
            failures.push(describe_(wire, draft, `seed ${seed}, round ${round}, request ${index}`, faults));
        });
        round += 1;
        if (failures.length >= SHOWN_FAILURES) throw new Error(failures.join('\n\n'));
      };

      const requests = requestArbitrary(document);
      for (const seed of seeds)
        for (let done = 0; done < REQUESTS; done += ROUND)
          await runRound(seed, requests, Math.min(ROUND, REQUESTS - done));
      for (let extra = 0; isNightly && extra < EXTRA_ROUNDS; extra += 1)
        for (const id of unmetOf(seen)) await runRound(seeds[0]!, requestArbitrary(document, id), EXTRA_ROUND);

      if (failures.length > 0) throw new Error(failures.join('\n\n'));
      stderr.write(`${describeStatuses(seen)}\n`);
      // Random requests that were all refused would prove little; a few of them do not succeed at each route.
      if (isNightly) expect(unmetOf(seen)).toEqual([]);
    },
    300_000 + REQUESTS * 100,
  );

  async function ask(draft: DraftRequest, wire: WireRequest, seen: Map<string, number>): Promise<string[]> {
    let exchange: Exchange;
    try {
      exchange = await send(service.url, wire);
    } catch (error) {
      return [String(error)];
    }
    const { status } = exchange;
    const kind = `${draft.operation.id} ${status}`;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    const faults = committedApiDocument().findDeviations(exchange);
    const mayBeTurnedAway = status === 503 && (EXPORTS.includes(draft.operation.id) || meetsUploadQuota(exchange));
    if (status >= 500 && !mayBeTurnedAway) faults.push(`status ${status}`);
    const isNobody = draft.caller === 'none' || draft.caller === 'garbage';
    // A path that was broken beyond its route is nobody's.
    if (isNobody && !draft.operation.isPublic && ![401, 404].includes(status) && codeOf(exchange) !== 'bad_request')
      faults.push(`status ${status} without credentials`);
    return faults.length === 0
      ? []
      : [...faults, `answered ${status} ${JSON.stringify(exchange.body).slice(0, SHOWN_CHARACTERS)}`];
  }
});

/** Far from those of neighbouring seeds and rounds. */
const seedOf = (seed: number, round: number): number => Math.imul(seed ^ Math.imul(round + 1, 0x9e3779b1), 0x85ebca6b);

/** Routes that have not succeeded yet, of those that can. */
function unmetOf(seen: ReadonlyMap<string, number>): string[] {
  const isMet = (id: string) => ['200', '201', '202', '204'].some((status) => seen.has(`${id} ${status}`));
  const excepted = [...BY_SECRET, ...BY_PROVIDER, ...BY_MAIL, ...HARDLY_HIT];
  return operationIds(readApiDocument()).filter((id) => !isMet(id) && !excepted.includes(id));
}

/** A request of the same round may have lowered the quota. */
const meetsUploadQuota = ({ body }: Exchange): boolean =>
  String((body as { detail?: unknown } | null)?.detail).includes('quota concurrent_uploads');

const codeOf = ({ body }: Exchange): unknown => (body as { code?: unknown } | null)?.code;

function describe_(wire: WireRequest, draft: DraftRequest, where: string, faults: string[]): string {
  const body = wire.body ? ` ${JSON.stringify(wire.body.toString('utf8').slice(0, SHOWN_CHARACTERS))}` : '';
  return `${where}: ${draft.operation.id} as ${draft.caller}
  ${wire.method} ${wire.path.slice(0, SHOWN_CHARACTERS)} ${JSON.stringify(wire.headers)}${body}
  - ${faults.join('\n  - ')}`;
}

async function inParallel<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) await work(items[index]!, index);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

/** e.g. `200: 4711, 400: 3210` */
function describeStatuses(seen: ReadonlyMap<string, number>): string {
  const byStatus = new Map<string, number>();
  for (const [kind, count] of seen) {
    const status = kind.split(' ')[1]!;
    byStatus.set(status, (byStatus.get(status) ?? 0) + count);
  }
  return [...byStatus]
    .sort()
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ');
}
