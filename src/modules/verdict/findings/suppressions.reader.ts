import { Injectable } from '@nestjs/common';
import { SUPPRESSIONS_TOOL } from '../../../domain/findings/directive.js';
import type { ScanId } from '../../../domain/ids.js';
import {
  addedDirectives,
  countRemoved,
  hasAddedDirective,
  hasSuppressedProblem,
  withHidden,
} from '../../../domain/scanned/added-directives.js';
import {
  explainSuppressions,
  type SuppressionFacts,
  type SuppressionsEvidence,
} from '../../../domain/suppressions/suppressions-evidence.js';
import { together } from '../../../platform/database/together.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { AcceptedDirectivesReader } from './accepted-directives.reader.js';
import type { FindingReport } from './finding-report.js';
import { FindingReportRepository } from './finding-report.repository.js';
import { marksByIssue } from './issues/issue-mark.repository.js';
import { ContentsReader } from './storage/contents.reader.js';
import { FindingCountsReader } from './storage/finding-counts.reader.js';
import { FindingStore } from './storage/finding-store.js';

/** Directives of a scan as they are judged. */
export interface JudgedSuppressions {
  /** Null outside of changes, and where no directive report came; so are the facts. */
  readonly evidence: SuppressionsEvidence | null;
  readonly facts: SuppressionFacts | null;
  readonly hasBaseReport: boolean;
  /** Entries of the scan's reports that cannot be read. */
  readonly rejected: number;
  /** Time at which the first accepted directive counts again; null: none does. */
  readonly acceptedUntil: Date | null;
}

/** Reads what a change does to the directives that silence tools, inside the open tenant transaction. */
@Injectable()
export class SuppressionsReader {
  constructor(
    private readonly reports: FindingReportRepository,
    private readonly store: FindingStore,
    private readonly contents: ContentsReader,
    private readonly counts: FindingCountsReader,
    private readonly acceptances: AcceptedDirectivesReader,
    private readonly scans: ScanReader,
  ) {}

  /** @param baseIds as `downwards` lists them: the first is what directives are compared with */
  async judge(scan: Scan, baseIds: readonly ScanId[]): Promise<JudgedSuppressions> {
    const baseId = baseIds[0] ?? null;
    const [report, ...ofBaseReports] = await together([
      this.findReport(scan, scan.id),
      ...baseIds.map((id) => this.findReport(scan, id)),
    ]);
    const known = {
      hasBaseReport: ofBaseReports.some((found) => found !== null),
      rejected: report?.rejected ?? 0,
    };
    if (report === null || scan.isBaselineScan) return { ...known, evidence: null, facts: null, acceptedUntil: null };
    const [own, ofBase, changes, accepted, hides] = await together([
      this.store.loadDirectives(scan),
      baseId === null ? [] : this.store.loadDirectives({ ...scan, id: baseId }),
      this.scans.findChanges(scan.orgId, scan.id),
      this.acceptances.list(scan),
      this.counts.countHidden(scan),
    ]);
    const found = await this.acceptances.countOwn(
      scan,
      accepted,
      addedDirectives(await this.contents.readFiles(scan, own, hasAddedDirective(own)), marksByIssue(accepted)),
    );
    const hiding = found.length === 0 ? [] : await this.store.loadAll(scan);
    const added = withHidden(found, await this.contents.readFiles(scan, hiding, hasSuppressedProblem(found)));
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
}
