import { Injectable } from '@nestjs/common';
import type { ChangedLines } from '../../../domain/changes/changed-lines.js';
import { splitRuleId, SUPPRESSIONS_TOOL } from '../../../domain/findings/directive.js';
import { isSuppressedKind, kindOf } from '../../../domain/findings/segments/kinds.js';
import { isHiddenState, isNewState } from '../../../domain/findings/segments/row-states.js';
import { messageAt } from '../../../domain/findings/segments/segment.js';
import { groupBy } from '../../../domain/group-by.js';
import type { IssueId, ScanId } from '../../../domain/ids.js';
import { silencedBy, type SilencedProblem } from '../../../domain/suppressions/silenced.js';
import {
  type AddedDirective,
  explainSuppressions,
  type SuppressionFacts,
  type SuppressionsEvidence,
} from '../../../domain/suppressions/suppressions-evidence.js';
import { together } from '../../../platform/database/together.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import type { FindingReport } from './finding-report.js';
import { FindingReportRepository } from './finding-report.repository.js';
import { isAcceptedBy, IssueMarkRepository, type ShownMark } from './issues/issue-mark.repository.js';
import { ContentsReader, type ReadFile } from './storage/contents.reader.js';
import { FindingCountsReader } from './storage/finding-counts.reader.js';
import { FindingStore, type StoredFindings } from './storage/finding-store.js';

/** Directives of a scan as they are judged. */
export interface JudgedSuppressions {
  /** Null outside of changes, and where no report of directives came; so are the facts. */
  readonly evidence: SuppressionsEvidence | null;
  readonly facts: SuppressionFacts | null;
  readonly hasBaseReport: boolean;
  /** Entries of the scan's reports that cannot be read. */
  readonly rejected: number;
  /** Time at which the first accepted directive counts again; null: none does. */
  readonly acceptedUntil: Date | null;
}

type FoundDirective = Omit<AddedDirective, 'hides'>;

/** Reads what a change does to the directives that silence tools, inside the open tenant transaction. */
@Injectable()
export class SuppressionsReader {
  constructor(
    private readonly reports: FindingReportRepository,
    private readonly store: FindingStore,
    private readonly contents: ContentsReader,
    private readonly counts: FindingCountsReader,
    private readonly marks: IssueMarkRepository,
    private readonly scans: ScanReader,
  ) {}

  async judge(scan: Scan, baseId: ScanId | null): Promise<JudgedSuppressions> {
    const [report, ofBaseReport] = await together([
      this.findReport(scan, scan.id),
      baseId === null ? null : this.findReport(scan, baseId),
    ]);
    const known = { hasBaseReport: ofBaseReport !== null, rejected: report?.rejected ?? 0 };
    if (report === null || scan.isBaselineScan) return { ...known, evidence: null, facts: null, acceptedUntil: null };
    const [own, ofBase, changes, marks, hides] = await together([
      this.store.loadDirectives(scan),
      baseId === null ? [] : this.store.loadDirectives({ ...scan, id: baseId }),
      this.scans.findChanges(scan.orgId, scan.id),
      this.marks.ofRepo(scan.orgId, scan.repoId),
      this.counts.countHidden(scan),
    ]);
    const accepted = marks.filter(({ kind }) => kind === 'accepted');
    const found = await this.readAdded(scan, own, accepted);
    const problems = await this.readHidden(scan, new Set(found.map(({ filePath }) => filePath)));
    const added = found.map((directive): AddedDirective => {
      const inFile = problems.get(directive.filePath) ?? [];
      return { ...directive, hides: silencedBy(directive, directive.line, inFile) };
    });
    const ids = new Set(found.filter(({ isAccepted }) => isAccepted).map(({ issueId }) => issueId));
    const ends = accepted.flatMap(({ issueId, endsAt }) =>
      endsAt !== null && ids.has(issueId) ? [endsAt.getTime()] : [],
    );
    return {
      ...explainSuppressions(added, countRemoved(own, ofBase, changes), hides),
      ...known,
      acceptedUntil: ends.length === 0 ? null : new Date(Math.min(...ends)),
    };
  }

  private findReport({ orgId }: Scan, scanId: ScanId): Promise<FindingReport | null> {
    return this.reports.findReport(orgId, scanId, SUPPRESSIONS_TOOL);
  }

  private async readAdded(
    scan: Scan,
    own: readonly StoredFindings[],
    accepted: readonly ShownMark[],
  ): Promise<FoundDirective[]> {
    const acceptanceOf = new Map(accepted.map((mark) => [mark.issueId, mark]));
    const withNew = filesWith(own, isNewState);
    const files = await this.contents.readFiles(scan, own, ({ path }) => withNew.has(path));
    return files.flatMap((read) =>
      rowsWith(read, isNewState).map((row): FoundDirective => {
        const { details, file } = read;
        const issueId = file.facts.issueIds[row]! as IssueId;
        const acceptance = acceptanceOf.get(issueId);
        const extent = details.directives.get(row)!;
        return {
          ...splitRuleId(details.ruleIds[details.rules[row]!]!),
          ...extent,
          issueId,
          filePath: file.path,
          line: details.startLines[row]!,
          reason: messageAt(details, row),
          isAccepted: acceptance !== undefined && isAcceptedBy(acceptance, extent),
        };
      }),
    );
  }

  /** Problems that are suppressed and were not on the base, by their files. */
  private async readHidden(
    scan: Scan,
    paths: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, readonly SilencedProblem[]>> {
    if (paths.size === 0) return new Map();
    const files = await this.contents.readFiles(
      scan,
      await this.store.loadAll(scan),
      ({ path, facts }) => paths.has(path) && facts.kinds.some(([kind]) => isSuppressedKind(kind)),
    );
    const problems = files.flatMap((read) =>
      rowsWith(read, isHiddenState).map((row) => ({
        path: read.file.path,
        tool: read.findings.tool,
        ruleId: read.details.ruleIds[read.details.rules[row]!]!,
        severity: kindOf(read.details.kinds[row]!).severity,
        startLine: read.details.startLines[row]! || null,
      })),
    );
    return groupBy(problems, ({ path }) => path);
  }
}

const rowsWith = ({ findings, start, details }: ReadFile, holds: (state: number) => boolean): number[] =>
  Array.from({ length: details.count }, (_, row) => row).filter((row) => holds(findings.states[start + row]!));

/** Paths of the files with a row of such a state. */
function filesWith(stored: readonly StoredFindings[], holds: (state: number) => boolean): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { manifest, states } of stored) {
    let start = 0;
    for (const { path, facts } of manifest) {
      const end = start + facts.issueIds.length;
      if (states.subarray(start, end).some(holds)) paths.add(path);
      start = end;
    }
  }
  return paths;
}

/** Directives of the base that are gone from files that the change names: a report of a change may leave out all others. */
function countRemoved(
  own: readonly StoredFindings[],
  ofBase: readonly StoredFindings[],
  changes: ChangedLines | null,
): number {
  const ids = new Set(own.flatMap(({ manifest }) => manifest.flatMap(({ facts }) => facts.issueIds)));
  const named = changes && new Set(changes.files.flatMap(({ path, oldPath }) => [path, oldPath ?? path]));
  const gone = ofBase.flatMap(({ manifest }) =>
    manifest
      .filter(({ path }) => named?.has(path) ?? true)
      .flatMap(({ facts }) => facts.issueIds.filter((id) => !ids.has(id))),
  );
  return gone.length;
}
