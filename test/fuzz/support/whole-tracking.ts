import { extractFeatures } from '../../../src/domain/findings/features/extract-features.js';
import { unpackFeatures } from '../../../src/domain/findings/features/pack-features.js';
import { type Finding, SEVERITIES } from '../../../src/domain/findings/finding.js';
import {
  EVERY_FILE,
  hashChanges,
  NO_FILE,
  NOTHING_KNOWN,
} from '../../../src/domain/findings/matching/known-changes.js';
import { parseFindings } from '../../../src/domain/findings/parse-findings.js';
import { type Baseline, EMPTY_BASELINE } from '../../../src/domain/findings/tracking/pack-baseline.js';
import { type TrackedFinding, trackFindings } from '../../../src/domain/findings/tracking/track-findings.js';
import type { OrgId, ScanId } from '../../../src/domain/ids.js';
import { RepoReader } from '../../../src/modules/people/organization/repo.reader.js';
import { BaseReader } from '../../../src/modules/verdict/baseline/base.reader.js';
import { BaselineReader } from '../../../src/modules/verdict/baseline/baseline.reader.js';
import { IssueMarkRepository } from '../../../src/modules/verdict/findings/issues/issue-mark.repository.js';
import { PreviousReportReadModel } from '../../../src/modules/verdict/findings/tracking/previous-report.read-model.js';
import { ScanReader } from '../../../src/modules/verdict/scan/scan.reader.js';
import { TenantDatabase } from '../../../src/platform/database/tenant-database.js';
import type { PrivateApp } from '../../support/private-app.js';

/** A finding as the API lists it. */
export interface Listed {
  readonly issue_id: number;
  readonly tool: string;
  readonly rule_id: string;
  readonly severity: (typeof SEVERITIES)[number];
  readonly type: string;
  readonly message: string;
  readonly file_path: string;
  readonly line: number;
  readonly column: number;
  readonly is_new_in_pr: boolean;
  readonly is_suppressed: boolean;
  readonly matched_by: string | null;
  readonly new_because: string | null;
  readonly first_seen_scan_id: number;
  readonly user_marked_fp: boolean;
}

/** A tool's whole report to a scan, and its findings as the scan lists them. */
export interface WholeReport {
  readonly text: string;
  readonly version: string;
  readonly listed: readonly Listed[];
}

export type ReportOf = (scanId: number, tool: string) => WholeReport | null;

/** All that a tool's findings are compared with, as it is now. */
export async function readInputs({ app }: PrivateApp, orgId: OrgId, scanId: number, tool: string) {
  return app.get(TenantDatabase).run(orgId, async () => {
    const scan = await app.get(ScanReader).getScan(orgId, scanId as ScanId);
    const { repoId, defaultBranch } = scan;
    const isOfBaseline = scan.isBaselineScan && scan.branch === defaultBranch;
    return {
      isBaselineScan: scan.isBaselineScan,
      base: isOfBaseline ? null : await app.get(BaseReader).findChoice(scan),
      baseline: (await app.get(BaselineReader).findBaselines(orgId, repoId, defaultBranch)).get(tool) ?? null,
      previousId: (await app.get(PreviousReportReadModel).findScans(scan, [tool])).get(tool) ?? null,
      marks: await app.get(IssueMarkRepository).ofTools(orgId, repoId, [tool]),
      changes: await app.get(ScanReader).findChanges(orgId, scan.id),
      arePathsResolved: (await app.get(ScanReader).findFileListVersion(orgId, scan.id)) !== null,
      secret: await app.get(RepoReader).trackingSecret(orgId, repoId),
    };
  });
}
export type WholeInputs = Awaited<ReturnType<typeof readInputs>>;

/** Outcome of tracking for one finding of a report. */
export interface Expected extends Pick<TrackedFinding, 'issueId' | 'isNew' | 'matchedBy' | 'newBecause'> {
  readonly isSuppressed: boolean;
}

export interface WholeOutcome {
  /** By `placeOf`. */
  readonly findings: ReadonlyMap<string, Expected>;
  readonly fixedCount: number;
}

export const placeOf = ({ file_path, line, column }: Pick<Listed, 'file_path' | 'line' | 'column'>): string =>
  `${file_path}:${line}:${column}`;
const placeIn = ({ filePath, region }: Finding): string => `${filePath}:${region.startLine}:${region.startColumn}`;

export function readReport(text: string): Finding[] {
  const report = parseFindings(Buffer.from(text));
  if (!report.ok) throw new Error(JSON.stringify(report.error));
  return report.value.runs.flatMap(({ findings }) => findings);
}

/** Tracks a whole report against whole earlier reports. */
export function trackWhole(text: string, version: string, tool: string, inputs: WholeInputs, reportOf: ReportOf) {
  const { base, baseline, previousId, marks, changes, secret } = inputs;
  const current = readReport(text);
  const known = (scanId: number | null) => {
    const report = scanId === null ? null : reportOf(scanId, tool);
    return report && toBaseline(report, secret);
  };
  const onBase = base && reportOf(base.id, tool);
  const compared = base === null ? null : (known(base.id) ?? EMPTY_BASELINE);
  const baselineId = baseline === null || baseline.scanId === base?.id ? null : baseline.scanId;
  const { findings, fixedCount } = trackFindings({
    current: extractFeatures(current, secret),
    base: compared,
    baseline: known(baselineId),
    previous: known(previousId) ?? EMPTY_BASELINE,
    marked: {
      features: unpackFeatures(marks.map(({ features }) => features)),
      issueIds: marks.map(({ issueId }) => issueId),
      firstSeenScanIds: marks.map(({ firstSeenScanId }) => firstSeenScanId),
    },
    exactIn: base?.isExact ? EVERY_FILE : NO_FILE,
    ranOnBase: base === null || onBase?.version === version ? 'all' : 'none',
    isBaselineScan: inputs.isBaselineScan,
    changes: changes ? hashChanges(changes, secret, inputs.arePathsResolved) : NOTHING_KNOWN,
    severities: Uint8Array.from(current, ({ severity }) => SEVERITIES.indexOf(severity)),
    suppressed: Uint8Array.from(current, ({ isSuppressed }) => Number(isSuppressed)),
  });
  const suppressedThere = new Set(onBase?.listed.flatMap((each) => (each.is_suppressed ? [each.issue_id] : [])));
  const outcome: WholeOutcome = {
    findings: new Map(
      findings.map((finding, row): [string, Expected] => {
        const { issueId, matchedBy, newBecause } = finding;
        const isRecognized = issueId !== null && (matchedBy !== null || newBecause === 'worsened');
        const isSuppressedOnBase = isRecognized && suppressedThere.has(issueId);
        const isNew = finding.isNew && !isSuppressedOnBase;
        return [
          placeIn(current[row]!),
          {
            ...{ issueId, matchedBy, isNew, newBecause: isNew ? newBecause : null },
            isSuppressed: current[row]!.isSuppressed || isSuppressedOnBase,
          },
        ];
      }),
    ),
    fixedCount,
  };
  return outcome;
}

function toBaseline({ text, listed }: WholeReport, secret: Uint8Array): Baseline {
  const findings = readReport(text);
  const byPlace = new Map(listed.map((each) => [placeOf(each), each]));
  const rows = findings.map((finding) => byPlace.get(placeIn(finding))!);
  return {
    features: extractFeatures(findings, secret),
    issueIds: rows.map((row) => row.issue_id),
    firstSeenScanIds: rows.map((row) => row.first_seen_scan_id),
    severities: rows.map(({ severity }) => SEVERITIES.indexOf(severity)),
    suppressed: rows.map((row) => Number(row.is_suppressed)),
  };
}
