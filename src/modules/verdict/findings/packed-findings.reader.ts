import { Injectable } from '@nestjs/common';
import { GAP_TOOL } from '../../../domain/coverage/gap-tool.js';
import { SUPPRESSIONS_TOOL } from '../../../domain/findings/directive.js';
import { FILE_FACTS } from '../../../domain/findings/segments/file-facts.js';
import type { ScanId } from '../../../domain/ids.js';
import { editedMarks, newProblemsOf, suppressedOnBase } from '../../../domain/scanned/join-tracked.js';
import { packManifest } from '../../../domain/segments/manifest.js';
import { together } from '../../../platform/database/together.js';
import { BaselineReader } from '../baseline/baseline.reader.js';
import type { Lenders } from '../scan/base-choice.reader.js';
import type { ComparedChange } from '../scan/scan.reader.js';
import type { FindingReport } from './finding-report.js';
import { FindingReportRepository } from './finding-report.repository.js';
import type { MarkedIssue, ShownMark } from './issues/issue-mark.repository.js';
import { PackedMarksReader } from './packed-marks.reader.js';
import { FindingStore, type StoredFindings } from './storage/finding-store.js';
import type { SentSegment } from './storage/texts.tasks.js';
import { StrippedSegments } from './stripped-segments.js';
import { PreviousReportReadModel } from './tracking/previous-report.read-model.js';

/** A change, and the scans that it would be compared with. */
export interface ComparedPlaces extends Lenders {
  readonly change: ComparedChange;
  /** Null: there is none. */
  readonly baseId: ScanId | null;
  /** Findings are compared with the baseline of the default branch, whatever the base. */
  readonly isOfStoredBaseline: boolean;
  /** Tools whose findings are wanted; null: all. */
  readonly tools: readonly string[] | null;
}

/** One tool's findings in a scan; the contents of its files are beside it. */
export interface SentFindings {
  readonly scanId: ScanId;
  readonly tool: string;
  /** `packManifest` of its files. */
  readonly manifest: Uint8Array;
  readonly suppressedOnBase: readonly number[];
  readonly editedMarks: readonly number[];
}

/** A scan by what a tool reported to it. */
export type ScanOfTool = readonly [tool: string, scanId: ScanId];

/** All that tracking compares findings of a change with: no messages, and of source text keyed hashes alone. */
export interface PackedFindings {
  /** Of the base; none without one. */
  readonly reports: readonly FindingReport[];
  readonly baselines: readonly ScanOfTool[];
  /**
   * The newest scans of the change itself, for tools with a mark or with problems charged to the change. They let these
   * problems be recognized again.
   */
  readonly previous: readonly ScanOfTool[];
  /** Ids of the problems that pull requests below the change brought, which were closed without a merge. */
  readonly charged: readonly number[];
  readonly findings: readonly SentFindings[];
  readonly segments: readonly SentSegment[];
  readonly marks: readonly ShownMark[];
  readonly marked: readonly MarkedIssue[];
}

/** Findings that tracking outside of the service compares with, read inside the open tenant transaction. */
@Injectable()
export class PackedFindingsReader {
  constructor(
    private readonly reports: FindingReportRepository,
    private readonly baselines: BaselineReader,
    private readonly previousReports: PreviousReportReadModel,
    private readonly marks: PackedMarksReader,
    private readonly store: FindingStore,
    private readonly segments: StrippedSegments,
  ) {}

  async pack(places: ComparedPlaces): Promise<PackedFindings> {
    const { change, baseId, targetId, abandonedIds, tools } = places;
    const { orgId, repoId, defaultBranch } = change;
    const comparedId = places.isOfStoredBaseline ? null : baseId;
    const wanted = tools && new Set([...tools, SUPPRESSIONS_TOOL, GAP_TOOL]);
    const isWanted = ({ tool }: StoredFindings): boolean => wanted?.has(tool) ?? true;
    const [reports, pointers, { marks, marked }, abandoned] = await together([
      baseId === null ? [] : this.reports.listReports(orgId, baseId),
      this.baselines.findBaselines(orgId, repoId, defaultBranch),
      this.marks.read(orgId, repoId, tools),
      this.loadScans(change, abandonedIds),
    ]);
    const charging = abandoned.filter((found) => isWanted(found) && newProblemsOf(found).length > 0);
    const resting = [...new Set([...charging, ...marked].map(({ tool }) => tool))];
    const before = resting.length === 0 ? [] : await this.previousReports.findScans(change, resting);
    const baselines = byTool([...pointers].map(([tool, { scanId }]) => [tool, scanId]));
    const previous = byTool([...before]);
    const scans = [...new Set([comparedId, targetId])].filter((id) => id !== null);
    const others = [...baselines, ...previous].flatMap(([tool, scanId]) =>
      scans.includes(scanId) ? [] : [{ tool, scanId }],
    );
    const stored = [...(await this.loadScans(change, scans)), ...(await this.store.loadSome(change, others))]
      .filter(isWanted)
      .sort((one, other) => one.scanId - other.scanId || (one.tool < other.tool ? -1 : 1));
    return {
      reports,
      ...{ baselines, previous, marks, marked },
      charged: charging.flatMap(newProblemsOf).sort((one, other) => one - other),
      findings: stored.map(toSent),
      segments: await this.segments.read(change, stored),
    };
  }

  private async loadScans({ orgId, repoId }: ComparedChange, ids: readonly ScanId[]): Promise<StoredFindings[]> {
    const loads = ids.flatMap((id) => [
      this.store.loadAll({ orgId, repoId, id }),
      this.store.loadDirectives({ orgId, repoId, id }),
    ]);
    return (await together(loads)).flat();
  }
}

const toSent = (found: StoredFindings): SentFindings => ({
  scanId: found.scanId,
  tool: found.tool,
  manifest: packManifest(found.manifest, FILE_FACTS),
  suppressedOnBase: [...suppressedOnBase(found)],
  editedMarks: [...editedMarks(found)],
});

const byTool = (scans: readonly ScanOfTool[]): ScanOfTool[] =>
  [...scans].sort(([one], [other]) => (one < other ? -1 : 1));
