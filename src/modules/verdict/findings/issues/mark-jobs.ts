import { Injectable } from '@nestjs/common';
import type { IssueId, JobId, OrgId, RepoId, ScanId } from '../../../../domain/ids.js';
import { Clock } from '../../../../platform/time/clock.js';
import { type Job, JobWriter, type StepOutcome } from '../../../record/job/job.writer.js';
import { VerdictChangesEvents } from '../../scan/verdict-changes.events.js';
import { MarkChanges, type Marker, nameOf } from './mark-changes.js';
import { MarkOperationRepository, type OperationFacts } from './mark-operation.repository.js';

export const MARK_FINDINGS = 'mark-findings';
export const UNDO_MARKS = 'undo-marks';

/** Findings of one part, which a step marks: some tenths of a second. */
const PART = 5_000;

/** An operation that a job carries out. */
interface JobOperation {
  readonly operationId: string;
  readonly at: Date;
  /** Null: marks are taken back. */
  readonly reason: string | null;
  readonly scanId: ScanId | null;
}

/** Place of a job among the parts of its operation. */
interface Place {
  readonly operationId: string;
  /** The one who began it; erased with the end of the job. */
  readonly actor: Marker['actor'];
  /** The last part that is done with. */
  readonly part: number;
  readonly staleScans: readonly ScanId[];
}

interface MarkPlace extends Place, Pick<JobOperation, 'reason' | 'scanId'> {}

/**
 * Marks many findings by jobs, part by part, and takes them back. An undo ends a job that still marks: parts that it has not
 * reached stay unmarked.
 */
@Injectable()
export class MarkJobs {
  constructor(
    private readonly changes: MarkChanges,
    private readonly operations: MarkOperationRepository,
    private readonly jobs: JobWriter,
    private readonly verdicts: VerdictChangesEvents,
    private readonly clock: Clock,
  ) {
    jobs.register({ kind: MARK_FINDINGS, step: (job) => this.markPart(job) });
    jobs.register({ kind: UNDO_MARKS, step: (job) => this.undoPart(job) });
  }

  /** Queues a job that marks these problems, inside the open tenant transaction. */
  async begin(
    marker: Marker,
    { operationId, at, reason, scanId }: JobOperation,
    chosen: readonly { readonly repoId: RepoId; readonly issueIds: readonly IssueId[] }[],
  ): Promise<JobId> {
    const { orgId } = marker;
    const parts = chosen.flatMap(({ repoId, issueIds }) => partsOf(issueIds).map((ids) => ({ repoId, issueIds: ids })));
    const cursor: MarkPlace = { operationId, actor: marker.actor, part: -1, staleScans: [], reason, scanId };
    const jobId = await this.enqueue(marker, { kind: MARK_FINDINGS, parts, cursor, at });
    await this.operations.deleteOld(orgId, at);
    for (const [part, { repoId, issueIds }] of parts.entries())
      await this.operations.insert(orgId, operationId, {
        ...{ repoId, part, jobId, issueIds, removed: null },
        ...{ madeBy: nameOf(marker), madeAt: at },
      });
    return jobId;
  }

  /** Queues a job that takes an operation back. */
  beginUndo(marker: Marker, operationId: string, facts: readonly OperationFacts[], at: Date): Promise<JobId> {
    const cursor: Place = { operationId, actor: marker.actor, part: -1, staleScans: [] };
    const parts = facts.map(({ repoId, count }) => ({ repoId, issueIds: { length: count } }));
    return this.enqueue(marker, { kind: UNDO_MARKS, parts, cursor, at });
  }

  private async enqueue(
    marker: Marker,
    { kind, parts, cursor, at }: { kind: string; parts: readonly SizedPart[]; cursor: Place; at: Date },
  ): Promise<JobId> {
    const repoIds = [...new Set(parts.map(({ repoId }) => repoId))];
    const total = parts.reduce((sum, { issueIds }) => sum + issueIds.length, 0);
    const repoId = repoIds.length === 1 ? repoIds[0]! : null;
    const job = { kind, repoId, total, createdBy: nameOf(marker), createdAt: at, cursor };
    return (await this.jobs.enqueue(marker.orgId, job))!;
  }

  private async markPart({ orgId, cursor }: Job): Promise<StepOutcome> {
    const place = cursor as MarkPlace;
    const { operationId, actor, reason, scanId } = place;
    const part = await this.operations.lockNext(orgId, operationId, { after: place.part, isUndone: false });
    if (part === null) return this.finish(orgId, place);
    const operation = { operationId, at: part.madeAt };
    const made = await this.changes.make({ orgId, actor }, { issueIds: part.issueIds, scanId }, reason, operation);
    const [change] = made.changes;
    await this.operations.settle(orgId, operationId, {
      ...{ part: part.part, issueIds: change?.issueIds ?? [], removed: change?.removed ?? null },
    });
    return next(place, part.part, part.issueIds.length, made.staleScans);
  }

  private async undoPart({ orgId, cursor }: Job): Promise<StepOutcome> {
    const place = cursor as Place;
    const { operationId, actor } = place;
    const part = await this.operations.lockNext(orgId, operationId, { after: place.part, isUndone: true });
    if (part === null) return this.finish(orgId, place);
    const operation = { operationId, at: this.clock.now() };
    const { staleScans } = await this.changes.takeBack({ orgId, actor }, [part], operation);
    return next(place, part.part, part.issueIds.length, staleScans);
  }

  private async finish(orgId: OrgId, { staleScans: scanIds }: Place): Promise<StepOutcome> {
    const { settled } = await this.verdicts.ask(orgId, { scanIds }, this.clock.now());
    return { done: 0, cursor: { staleScans: scanIds.filter((id) => !settled.includes(id)) }, next: 'finished' };
  }
}

interface SizedPart {
  readonly repoId: RepoId;
  readonly issueIds: { readonly length: number };
}

function partsOf(issueIds: readonly IssueId[]): IssueId[][] {
  const count = Math.max(1, Math.ceil(issueIds.length / PART));
  return Array.from({ length: count }, (_, at) => issueIds.slice(at * PART, (at + 1) * PART));
}

const next = (place: Place, part: number, done: number, stale: readonly ScanId[]): StepOutcome => ({
  done,
  cursor: { ...place, part, staleScans: [...new Set([...place.staleScans, ...stale])] },
  next: 'step',
});
