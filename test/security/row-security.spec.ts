import pg from 'pg';
import type { OrgId, RepoId } from '../../src/domain/ids.js';
import { DueEvents } from '../../src/modules/record/event/due.events.js';
import { FirstStart } from '../../src/modules/show/first-start/first-start.js';
import { CoverageDetails } from '../../src/modules/verdict/coverage/coverage-details.js';
import { ReevaluationWork } from '../../src/modules/verdict/quality-gate/reevaluation-work.js';
import type { Reevaluation } from '../../src/modules/verdict/scan/reevaluation.writer.js';
import { TenantDatabase } from '../../src/platform/database/tenant-database.js';
import { WorkQueue } from '../../src/platform/work/work-queue.js';
import { anOrganization } from '../support/actors.js';
import type { ApiClient } from '../support/api-client.js';
import { areChained, isAuditSealed } from '../support/are-chained.js';
import { type PrivateApp, startPrivateApp } from '../support/private-app.js';
import { isNightly, itNightly } from '../support/programme.js';
import { aSarifLog } from '../support/reports.js';
import { retain } from '../support/retain.js';
import { findUnboundStatements, recordStatements } from '../support/statement-walk.js';
import { stopWorkLoops } from '../support/test-app.js';
import { liveThrough } from './support/organization-life.js';
import { PredicateProbe } from './support/predicate-probe.js';
import { watchRepositories } from './support/watch-repositories.js';

/** Ids of each table lie in a range of their own, the second organization's half a range above the first's. */
const RANGE = 1_000_000;
const HALF = RANGE / 2;
const MARKS = { first: 'amber', second: 'cobalt' };
const TO_FOREIGN = {
  id: (id: number) => (id % RANGE >= HALF ? id - HALF : id),
  text: (text: string) => text.replaceAll(MARKS.second, MARKS.first),
};

/** Probes of one statement: `npm test` probes each in its first run, with its own and with foreign ids. */
const MOST_PROBES = isNightly ? Infinity : 2;
/** On a busy machine two lives take minutes. */
const LIFE_MS = 600_000;

interface Lived {
  readonly probe: PredicateProbe;
  /** Rows of the other organization, before and after. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Methods of repositories that nothing of that life came to, as `Class.method`. */
  readonly neverCalled: readonly string[];
  /** Statements of both lives, those outside of tenant transactions included. */
  readonly sent: readonly string[];
  /** Those of them that reach a table of tenants without naming the organization. */
  readonly reaching: readonly string[];
}

/** Two organizations live the same life, the second under the probe. */
async function live(prepare: (admin: pg.Client) => Promise<void>): Promise<Lived> {
  const probe = new PredicateProbe(TO_FOREIGN, MOST_PROBES);
  const recorder = recordStatements();
  let service: PrivateApp | undefined;
  let admin: pg.Client | undefined;
  try {
    service = await startPrivateApp({ RETENTION_DELAY_HOURS: '0' });
    // Events of both organizations would be queued beside the requests.
    await stopWorkLoops(service);
    admin = new pg.Client({ ...service.database.admin });
    await admin.connect();
    await prepare(admin);
    const calls = watchRepositories(service);
    const [first, second] = [await anOrganization(service), await anOrganization(service)];
    await startIdsAt(admin, 0);
    const firstLife = await liveThrough(first.admin, { mark: MARKS.first, keepsAll: true });
    await judgeAgain(service, first.admin, firstLife.repoId);
    await isAuditSealed(service, first.id);
    await areChained(service);
    const before = await rowsOf(admin, first.id);
    await startIdsAt(admin, HALF);
    await probe.during(async () => {
      const { repoId } = await liveThrough(second.admin, {
        mark: MARKS.second,
        retain: () => retain(service!, second.id),
      });
      await judgeAgain(service!, second.admin, repoId);
      await sweepCoverage(service!, second.id as OrgId, repoId as RepoId);
      await areChained(service!);
    });
    await service.app.get(FirstStart).run();
    const sent = recorder.take();
    const reaching = await findUnboundStatements(service.database.admin, sent);
    return { probe, before, after: await rowsOf(admin, first.id), neverCalled: calls.missing(), sent, reaching };
  } finally {
    probe.uninstall();
    await admin?.end();
    await service?.stop();
  }
}

/** Sweeps a repository in which scans still have coverage. */
async function sweepCoverage(service: PrivateApp, orgId: OrgId, repoId: RepoId): Promise<void> {
  const details = service.app.get(CoverageDetails, { strict: false });
  const tenant = service.app.get(TenantDatabase, { strict: false });
  await tenant.run(orgId, () => details.sweep(orgId, repoId, 10));
}

/** Changes the policy and a mark under an open pull request, and does what the stopped loops would do after that. */
async function judgeAgain({ app }: PrivateApp, admin: ApiClient, repoId: number): Promise<void> {
  await admin.patch('/org', { reevaluate_on_change: true, stale_after_days: 5 });
  const { id } = (await admin.post('/scans', { repo_id: repoId, branch: 'judged-again', pr_number: 9 })).body;
  await admin.post(`/scans/${id}/findings`, aSarifLog([{ rule: 'again', path: 'src/again.ts', line: 1 }]));
  await admin.post(`/scans/${id}/complete`);
  const [{ issue_id }] = (await admin.get(`/scans/${id}/findings`)).body.findings;
  await admin.put('/quality/gates/config', { policy: { new_high_max: 4 } });
  await admin.post('/quality/findings/mark-fp', { issue_id, is_fp: true, reason: 'because' });
  const work = app.get(ReevaluationWork, { strict: false });
  const queue = app.get(WorkQueue, { strict: false });
  const claim = (): Promise<Reevaluation[]> => queue.claim(work, 1);
  await queue.release(await claim());
  for (let claimed = await claim(); claimed.length > 0; claimed = await claim())
    for (const one of claimed) await work.perform(one);
  await app.get(DueEvents, { strict: false }).look();
}

async function startIdsAt(admin: pg.Client, offset: number): Promise<void> {
  const { rows } = await admin.query<{ sequence: string }>(`
    SELECT format('%I.%I', schemaname, sequencename) AS sequence FROM pg_sequences
    WHERE schemaname IN ('public', 'auth') AND sequencename NOT IN ('organizations_id_seq', 'migrations_id_seq')
    ORDER BY 1`);
  for (const [index, { sequence }] of rows.entries())
    await admin.query(`SELECT setval($1, $2)`, [sequence, (index + 1) * RANGE + offset]);
}

const TENANT_TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name,
    EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'org_id') AS has_org_id
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND (c.oid = 'public.organizations'::regclass OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'org_id')) AND n.nspname IN ('public', 'auth') ORDER BY 1`;

/** All rows of an organization, as text. */
async function rowsOf(admin: pg.Client, orgId: number): Promise<string[]> {
  const tables = await admin.query<{ name: string; has_org_id: boolean }>(TENANT_TABLES);
  const found: string[] = [];
  for (const { name, has_org_id } of tables.rows) {
    const column = has_org_id ? 'org_id' : 'id';
    const { rows } = await admin.query<{ row: string }>(
      `SELECT t::text AS row FROM ${name} t WHERE ${column} = $1 ORDER BY t::text COLLATE "C"`,
      [orgId],
    );
    found.push(...rows.map(({ row }) => `${name} ${row}`));
  }
  return found;
}

async function switchRowSecurityOff(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(TENANT_TABLES);
  for (const { name } of rows)
    await admin.query(`ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY`);
}

const leaking = ({ probe }: Lived): string[] =>
  [...probe.statements.values()].filter(({ leaks }) => leaks > 0).map(({ sql }) => sql);

/** Statements of tenant transactions that have no organization to name, and why. */
const UNBOUND: readonly (readonly [RegExp, string])[] = [
  [
    /^SELECT set_config\('app\.org_id', \$1, true\), set_config\('app\.repo_ids', \$2, true\)$/,
    'names it to row security',
  ],
  [/^SELECT pg_advisory_xact_lock(_shared)?\(hashtextextended\('\w+:' \|\| \$1, 0\)\)$/, 'locks its number'],
  [/^SELECT auth\.(ensure_user|is_last_super_admin)\(/, 'users are shared'],
  [/^SELECT [\w ,"]+ FROM auth\.memberships_of\(/, 'users are shared'],
  [/^SELECT [\w ,"]+ FROM auth\.find_(users|person_by_email)\(/, 'users are shared'],
  [
    /^SELECT auth\.(set_member_password|store_password_reset|reset_second_factors|end_access|revoke_member_sessions|revoke_minted_keys|make_member_reset|hold_membership|count_repos|count_api_keys|rotate_api_key)\(\$1[,)]/,
    'functions that take the organization',
  ],
  [/^WITH stored AS \(\s+INSERT INTO rule_help /, 'adds rows of the organization'],
  [/^SELECT [\w ,"]+ FROM auth\.(key_kinds|hold_keys)\(\$1,/, 'functions that take the organization'],
  [/^SELECT lease FROM public\.settle_work\(\$1,/, 'a lease is its own proof'],
  [/^SELECT org_id AS "orgId", id FROM auth\.claim_project\(\$1/, 'other organizations that trust the project'],
  [/^SELECT t\.name, array_agg\(a\.attname/, 'columns of tables'],
  [/^SELECT name FROM public\.migrations /, 'the schema'],
  [/^SELECT pg_current_snapshot\(\)/, 'the moment'],
  [/^SELECT set_config\('app\.sees_deleted', \$1, true\)$/, 'shows what is being deleted'],
  [/^\s*SELECT set_config\('app\.events_before'/, 'the moment'],
  [/^SELECT$/, 'waits for the statements before it'],
  [/^SELECT (pg_current_xact_id\(\)|pg_snapshot_xmin\(pg_current_snapshot\(\)\))/, 'orders transactions'],
];

/** Methods that are called when something comes at the right moment, which a life of requests cannot force. */
const AT_THE_RIGHT_MOMENT = [
  // the service starts; it names a function and reads nothing
  'OrganizationRetentionWriter.countBy',
  // the page of a pull request, or a comment on it, whose scan breaks rating_min: test/e2e/show/pull-request-page.spec.ts
  'RatingHoldersReader.listReasons',
  // a key is used again while the job that deletes its repository has not come to it yet: test/e2e/keep/deletion.spec.ts
  'RepoRepository.listDeleted',
  'ScanRepository.freeKey',
  // a change is compared with a scan of its target branch that is not the newest: test/e2e/verdict/compared-with-base.spec.ts
  'ScanRepository.findNewestFit',
  // a mail server is configured: test/e2e/record/mail.spec.ts
  'InvitationRepository.updateMail',
  'UserWriter.verifyEmail',
  'MailRepository.queueReset',
  'MailRepository.queueNotice',
  'MailRepository.queueOrganizationNotice',
  'MailRepository.queueInvitation',
  // the worker marks many findings: test/e2e/verdict/bulk-marks.spec.ts
  'MarkOperationRepository.lockNext',
  'MarkOperationRepository.settle',
  // a pipeline exchanges an identity token whose audience names the organization: test/e2e/people/publisher-tokens.spec.ts
  'TrustedPublisherRepository.prove',
  'TrustedPublisherRepository.recordExchange',
  // the link of a reset is used before its tenant is known: test/e2e/people/password-resets.spec.ts
  'PasswordResetWriter.getState',
  'PasswordResetWriter.reportUse',
  'PasswordResetWriter.reset',
  // a person accepts an invitation at an address with a planted identity: test/e2e/people/provider-sign-in.spec.ts
  'UnprovenIdentitiesWriter.end',
  // the worker sends a report: test/e2e/reach/forge-reports.spec.ts
  'ForgeReportRepository.readClaimed',
  'ForgeReportRepository.settle',
  'ReportedScanReader.read',
  'ReportFactsReader.readFacts',
  'ReportFactsReader.readFindings',
  'StackReader.listStack',
  // a forge proves a commit of a pipeline, or a project: test/e2e/reach/forge-reports.spec.ts
  'ForgeReportRepository.prove',
  'ProjectReader.prove',
  'ProjectProofWriter.record',
  'ScanRepository.proveCommit',
  'TrustedPublisherRepository.saveProof',
  'TrustedPublisherRepository.listWithoutProof',
  // the worker sends a report to a project that was renamed, or follows news of a forge: test/e2e/reach/hooks.spec.ts
  'PullRequestRepository.retarget',
  'ProjectReader.readName',
  'ProjectReader.open',
  'ProjectReader.confirm',
  'ProjectReader.follow',
  'RepoForgeRepository.listOfProject',
  'ReportFactsReader.toAwaitedFacts',
  'ScanRepository.findLastOfOpenPull',
  'ScanRepository.recordBranchDeletion',
  'ForgeReportRepository.awaitScan',
  'ForgeReportRepository.dropComments',
  'ForgeReportRepository.resumeComments',
  'PullRequestRepository.reopen',
  'ConnectionRepository.recordHook',
  'HookDeliveryRepository.insert',
  'HookDeliveryRepository.deleteOld',
  // an instance stops while events of security are written: test/e2e/people/security-events.spec.ts
  'SecurityEventsWriter.onApplicationShutdown',
  // a list of files gives the paths of fixes that came before it: test/e2e/verdict/fixes.spec.ts
  'SourceRepository.takeFixes',
  // an invitation is accepted before its tenant is known: test/e2e/people/invitations.spec.ts
  'InvitationRepository.findByToken',
  // an identity token is refused: test/e2e/people/publisher-tokens.spec.ts
  'AuditLogWriter.recordOwn',
  // tokens of an issuer are exchanged before a tenant is known: test/e2e/people/publisher-tokens.spec.ts
  'PublisherTokenRepository.findCandidates',
  'PublisherTokenRepository.useTokenId',
  // a deadline or the end of a waiver passes: test/e2e/record/events.spec.ts
  'ScanRepository.recordTimeout',
  'WaiverRepository.recordExpiry',
  // an organization is imported: test/e2e/keep/organization-export.spec.ts
  'ImportedRowsRepository.reserveOrganizationId',
  'ImportedRowsRepository.insertOrganization',
  'ImportedRowsRepository.insertRows',
  'ImportedRowsRepository.sendPieces',
  'StoredBytesReadModel.sum',
  'LastScansReadModel.list',
  'ChainWriter.recordImport',
  'ImportedRowsRepository.raiseSequences',
  'JobRepository.insertDone',
  // a job takes longer than its turn: test/repositories/jobs.spec.ts
  'JobRepository.release',
  // the time for undoing the deletion of an organization passes: test/e2e/keep/org-deletion.spec.ts
  'OrganizationRepository.deleteLoneMembers',
  'OrganizationRepository.deleteRows',
];

describe('a repository query that forgets the organization', () => {
  let lived: Lived;

  beforeAll(async () => {
    lived = await live(() => Promise.resolve());
  }, LIFE_MS);

  it('is every query that there is', () => {
    expect(lived.neverCalled.filter((name) => !AT_THE_RIGHT_MOMENT.includes(name))).toEqual([]);
    const isKnown = (sql: string) => UNBOUND.some(([pattern]) => pattern.test(sql));
    expect([...lived.probe.unbound].filter((sql) => !isKnown(sql))).toEqual([]);
    expect(lived.probe.statements.size).toBeGreaterThan(90);
  });

  it('reads, counts and changes the same rows as with it, for own and for foreign ids', () => {
    expect(leaking(lived)).toEqual([]);
  });

  it('names the organization at each table that it reaches, as the plans show', () => {
    expect(lived.reaching).toEqual([]);
    expect(lived.sent.length).toBeGreaterThan(200);
  });

  it('leaves the other organization as it was', () => {
    expect(lived.after).toEqual(lived.before);
    expect(lived.before.length).toBeGreaterThan(80);
  });
});

itNightly(
  'would leak without row security: the probes can tell',
  async () => {
    const lived = await live(switchRowSecurityOff);
    // Not all: those by a digest, or about the end of an organization, name nothing that the other organization has.
    expect(leaking(lived).length / lived.probe.statements.size).toBeGreaterThan(0.75);
  },
  LIFE_MS,
);
