import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { together } from '../../../platform/database/together.js';
import { AppError, DetailsExpired, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { ChainWriter } from '../chain/chain.writer.js';
import { ReevaluationWriter } from './reevaluation.writer.js';
import { refuseFeeding } from './refuse-feeding.js';
import type { CompletionRequest, Scan, ScanOutcome } from './scan.js';
import { ScanRepository } from './scan.repository.js';
import { toBaseColumns, toOutcomeColumns, toRequestColumns } from './to-scan.js';

/** Changes of a scan that other features make, inside the open tenant transaction. */
@Injectable()
export class ScanWriter {
  constructor(
    private readonly scans: ScanRepository,
    private readonly reevaluations: ReevaluationWriter,
    private readonly chains: ChainWriter,
    private readonly clock: Clock,
  ) {}

  /** The scan, locked to the end of the transaction. */
  async lock(orgId: OrgId, id: ScanId): Promise<Scan> {
    const scan = await this.scans.lock(orgId, id);
    if (!scan) throw new NotFoundInOrg('scan');
    return scan;
  }

  /** Locked, and one that the caller may feed. */
  async lockFor(caller: Caller, id: ScanId): Promise<Scan> {
    const scan = await this.lock(caller.orgId, id);
    refuseFeeding(caller, scan);
    return scan;
  }

  /** Locked, and still taking what is measured before completion (findings, changed lines, file lists). */
  async lockPending(caller: Caller, id: ScanId): Promise<Scan> {
    const scan = await this.lockDetailed(caller, id);
    if (scan.state === 'completed') throw new AppError('scan_completed', describeLateness(scan));
    return scan;
  }

  /** Locked, and not failed: coverage may still come after completion. */
  async lockUnfailed(caller: Caller, id: ScanId): Promise<Scan> {
    const scan = await this.lockFor(caller, id);
    if (scan.state === 'failed') throw new AppError('scan_failed', 'The scan failed. Start a new one.');
    return scan;
  }

  /** Locked, not failed, and with the details that an evaluation depends on: never a verdict on nothing. */
  async lockDetailed(caller: Caller, id: ScanId): Promise<Scan> {
    const scan = await this.lockUnfailed(caller, id);
    if (caller.credential.type === 'upload_token' && scan.state !== 'pending')
      throw new AppError('scope_required', 'The scan is complete; its upload token has expired.');
    this.refuseExpired(scan);
    return scan;
  }

  /** Throws for a scan that takes the reports of another one: it takes none of its own. */
  refuseReusing({ reusedScanId }: Scan): void {
    if (reusedScanId !== null)
      throw new AppError(
        'not_reusable',
        `The scan uses the reports of scan ${reusedScanId} and accepts no others. Start a new scan for new reports.`,
      );
  }

  /** The scan takes the reports of another one. */
  recordReuse({ orgId, id, reusedScanId, uploadsReceived, hasChanges }: Scan): Promise<void> {
    return this.scans.update(orgId, id, { reusedScanId, uploadsReceived, hasChanges });
  }

  /** Throws for a scan whose details an evaluation depends on and lacks. */
  refuseExpired({ detailsExpiredAt }: Scan): void {
    if (detailsExpiredAt !== null) throw new DetailsExpired('evaluate', detailsExpiredAt);
  }

  /** A forge named the commit as the head of the scan's pull request: the scan speaks for it from now on. */
  proveCommit(orgId: OrgId, id: ScanId, commit: string): Promise<void> {
    return this.scans.proveCommit(orgId, id, commit);
  }

  /** One more report arrived (a repeated or replaced one does not count again). */
  countUpload(orgId: OrgId, id: ScanId): Promise<void> {
    return this.scans.countUpload(orgId, id, this.clock.now());
  }

  /** Completion was requested before the last report came: stores what CI said until then. */
  requestCompletion({ orgId, id }: Scan, request: CompletionRequest): Promise<void> {
    return this.scans.update(orgId, id, toRequestColumns(request));
  }

  /** Stores all that completion decides. */
  complete({ orgId, id }: Scan, outcome: ScanOutcome): Promise<void> {
    return this.scans.update(orgId, id, toOutcomeColumns(outcome));
  }

  /** The scanner gave up. */
  fail(
    { orgId, id }: Scan,
    { summary, ...failure }: Pick<Scan, 'failureReason' | 'completedAt' | 'evaluation' | 'gateStatus' | 'summary'>,
  ): Promise<void> {
    return this.scans.update(orgId, id, { ...failure, ...summary, state: 'failed' });
  }

  /** The scan was judged again. */
  saveEvaluation(
    { orgId, id }: Scan,
    { counters, evaluation, gateStatus, summary }: Pick<Scan, 'counters' | 'evaluation' | 'gateStatus' | 'summary'>,
  ): Promise<void> {
    return this.scans.update(orgId, id, { counters, evaluation, gateStatus, ...summary });
  }

  /** Another base was chosen for a completed scan, and its findings were compared with that. */
  saveBase({ orgId, id, base, fixedCount, noLongerChecked, tracking }: Scan): Promise<void> {
    return this.scans.update(orgId, id, { ...toBaseColumns(base), fixedCount, noLongerChecked, tracking });
  }

  /** Some scans of a repository that nobody has locked, locked to the end of the transaction. */
  lockSome(orgId: OrgId, repoId: RepoId, limit: number): Promise<ScanId[]> {
    return this.scans.lockSome(orgId, repoId, limit);
  }

  /** A branch was deleted at the forge: details of its scans go with the next run of retention. */
  recordBranchDeletion(orgId: OrgId, repoId: RepoId, branch: string, at: Date): Promise<void> {
    return this.scans.recordBranchDeletion(orgId, repoId, branch, at);
  }

  /** Marks scans: from then on they have no details, and are no base of later ones. */
  expireDetails(orgId: OrgId, ids: readonly ScanId[], at: Date): Promise<void> {
    return this.scans.expireDetails(orgId, ids, at);
  }

  /** Some scans of a repository whose details have expired and are not deleted yet, locked unless somebody else has. */
  lockExpired(orgId: OrgId, repoId: RepoId, limit: number): Promise<ScanId[]> {
    return this.scans.lockExpired(orgId, repoId, limit);
  }

  /** Details of these scans were deleted. */
  recordDeletion(orgId: OrgId, ids: readonly ScanId[], at: Date): Promise<void> {
    return this.scans.recordDeletion(orgId, ids, at);
  }

  /** Deletes scans of a repository with all that refers to them; their details are deleted first (`ScanDetailsWriter`). */
  async delete(orgId: OrgId, repoId: RepoId, ids: readonly ScanId[]): Promise<void> {
    await together([this.scans.delete(orgId, ids), this.chains.recordDeletion(orgId, repoId, ids)]);
  }

  /**
   * A false-positive mark of a problem changed that these scans show. Verdicts of the newest completed scan of each branch
   * and pull request are stale from now on, until they are judged again; older ones are history. Answers the scans with a
   * stale verdict.
   */
  marksChanged(caller: Caller, ids: readonly ScanId[], at: Date): Promise<ScanId[]> {
    return this.marksChangedBy(caller.orgId, describeActor(caller), ids, at);
  }

  /** As `marksChanged`, by somebody whose request has ended. */
  async marksChangedBy(orgId: OrgId, by: string, ids: readonly ScanId[], at: Date): Promise<ScanId[]> {
    const stale = await this.scans.touchMarks(orgId, ids, at);
    await this.reevaluations.requestOf(orgId, { trigger: 'mark_changed', requestedBy: by, at }, stale);
    return stale;
  }

  /** As `marksChangedBy`, taken back: the last evaluation of the scan counts what is marked now. */
  settleMarks(scan: Pick<Scan, 'orgId' | 'id' | 'evaluation' | 'marksChangedAt'>, consideredAt: Date | null) {
    return this.scans.settleMarks(scan, consideredAt);
  }
}

const describeLateness = ({ owedReports }: Scan): string =>
  owedReports.length === 0
    ? 'The scan is complete. Start a new scan for new findings or changes.'
    : `The scan was completed without ${owedReports.join(', ')}, which had been announced. Start a new scan, and upload them before completing it.`;
