import type pg from 'pg';
import { MIGRATIONS } from '../../../ormconfig.js';
import type { AppConfig } from '../../platform/config/app-config.js';
import { refuseMissingMigrations } from '../../platform/database/refuse-server.js';
import { warnOfNamesWithoutNetwork } from '../../platform/outgoing/names-without-network.js';
import { findSecretsKeys, type SecretsKeys } from '../../platform/secrets/secrets-key.js';
import type { AdminResult } from '../support/admin-result.js';
import { withOwner } from '../support/with-owner.js';
import { verifyChainCounts } from './chain-counts.js';
import { Faults } from './faults.js';
import { verifyFileOwners } from './file-owners.js';
import { verifyPeople } from './people.js';
import { verifyPullRequests } from './pull-requests.js';
import { verifyRecordedDecisions } from './recorded-decisions.js';
import { verifyRecordedEvents } from './recorded-events.js';
import { verifyReferences } from './references.js';
import { verifyScanCompanions } from './scan-companions.js';
import { verifyScanNumbers } from './scan-numbers.js';
import { verifySealedSecrets } from './sealed-secrets.js';
import { COVERAGE, FINDINGS, type Repository, verifyStoredFiles } from './stored-files.js';
import { verifyStoredVerdicts } from './stored-verdicts.js';
import { NO_SEALS, readSealKeys, type SealCounts, type SealKeys, verifyVerdictChain } from './verdict-chains.js';
import { verifyAuditLog } from './verify-audit.js';

/** Takes a line on how far the work is. */
export type Progress = (line: string) => void;

/** Repositories between two lines of progress. */
const REPOSITORIES_A_LINE = 100;

/**
 * `qgate-admin verify`: reads all that is stored, of a restored installation before its service starts or beside a running one. Each
 * repository is read in a snapshot of its own, which holds back no cleaning for longer than that.
 */
export async function verify(config: AppConfig, progress: Progress): Promise<AdminResult> {
  const keys = await findSecretsKeys(config);
  const result = await withOwner(config, (client) => verifyAll(client, config, keys, progress));
  const warning = await warnOfNamesWithoutNetwork(config.outgoing);
  return warning === null ? result : { ...result, text: `Warning: ${warning}\n${result.text}` };
}

async function verifyAll(
  client: pg.Client,
  config: AppConfig,
  keys: SecretsKeys | null,
  progress: Progress,
): Promise<AdminResult> {
  await refuseMissingMigrations(
    client,
    MIGRATIONS.map(({ name }) => name),
  );
  const faults = new Faults();
  progress('Opening the sealed secrets.');
  const { opened, closed } = await inSnapshot(client, () => verifySealedSecrets(client, keys, faults));
  const sealKeys = await inSnapshot(client, () => readSealKeys(client, keys));
  const { seals, ...files } = await verifyRepositories(client, sealKeys, faults, progress);
  const counted = await inSnapshot(client, () => verifyChainCounts(client, sealKeys, faults));
  progress('Checking the references between tables.');
  const references = await inSnapshot(client, () => verifyReferences(client, faults));
  progress('Verifying the audit log.');
  const audit = await verifyAuditLog(client);
  for (const fault of audit.faults) faults.add(fault);
  progress('Comparing decisions, people and events with the audit log.');
  const since = sealKeys.opened.get(1)?.madeAt ?? null;
  const decisions = await inSnapshot(client, () => verifyRecordedDecisions(client, since, faults));
  await inSnapshot(client, () => verifyPeople(client, sealKeys, faults));
  await inSnapshot(client, () => verifyRecordedEvents(client, config.events.retentionDays, faults));
  const summary = [
    `${files.scans} scans of ${files.repositories} repositories were compared with ${files.segments} segments; ` +
      `${files.unchecked} of these were stored without a checksum and can be read.`,
    `${files.verdicts} verdicts were compared with their scans, ${decisions} repositories, members, settings, keys, waivers, marks, policies and other decisions with the audit log.`,
    ...describeSeals(seals, sealKeys),
    `${counted.chains} verdict chains with ${counted.entries} entries were compared with the counts of ${counted.organizations} organizations.`,
    `${references} kinds of references between tables were checked.`,
    `${opened} sealed secrets can be opened; ${closed} must be entered again because their key was declared lost or an import omitted them.`,
    audit.summary,
    faults.areAny ? 'Some data is damaged.' : 'All data is intact.',
  ];
  return { text: [...faults.lines(), ...summary].join('\n'), isFaulty: faults.areAny };
}

async function verifyRepositories(client: pg.Client, keys: SealKeys, faults: Faults, progress: Progress) {
  const { rows } = await client.query<Repository>('SELECT org_id AS "orgId", id FROM public.repos ORDER BY org_id, id');
  const sums = { repositories: rows.length, scans: 0, verdicts: 0, segments: 0, unchecked: 0, seals: { ...NO_SEALS } };
  for (const [at, repository] of rows.entries()) {
    if (at % REPOSITORIES_A_LINE === 0) progress(`${at} of ${rows.length} repositories have been verified.`);
    await inSnapshot(client, async () => {
      const findings = await verifyStoredFiles(client, repository, FINDINGS, faults);
      const coverage = await verifyStoredFiles(client, repository, COVERAGE, faults);
      sums.scans += await verifyScanNumbers(client, repository, { findings, coverage }, faults);
      sums.verdicts += await verifyStoredVerdicts(client, repository, faults);
      addUp(sums.seals, await verifyVerdictChain(client, repository, keys, faults));
      await verifyFileOwners(client, repository, faults);
      await verifyPullRequests(client, repository, faults);
      await verifyScanCompanions(client, repository, faults);
      sums.segments += findings.segments + coverage.segments;
      sums.unchecked += findings.unchecked;
    });
  }
  return sums;
}

function addUp(sums: SealCounts, counts: SealCounts): void {
  for (const name of Object.keys(sums) as (keyof SealCounts)[]) sums[name] += counts[name];
}

function describeSeals(
  { sealed, unsealed, unreadable, open, evidence, withoutDetails }: SealCounts,
  { opened }: SealKeys,
): string[] {
  const since = opened.get(1)?.madeAt.toISOString();
  return [
    `${sealed} verdicts were compared with their seals, and the findings, coverage, tests, files and bases of ${evidence} scans with the last ` +
      `of these; the details of ${withoutDetails} scans were deleted.`,
    `${unsealed} verdicts have no seal because they were imported or are older than the seals` +
      `${since === undefined ? '' : `, which begin at ${since}`}; ${unreadable} were sealed with a key that cannot be opened; ` +
      `${open} entries are waiting to be added to their chain.`,
  ];
}

async function inSnapshot<Result>(client: pg.Client, work: () => Promise<Result>): Promise<Result> {
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const result = await work();
  await client.query('COMMIT');
  return result;
}
