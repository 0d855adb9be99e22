import { Injectable } from '@nestjs/common';
import type { BaseChoice } from '../../../domain/base/choose-base.js';
import { warnOfKeptBaseline } from '../../../domain/base/kept-from-baseline.js';
import { targetBranch } from '../../../domain/base/target-branch.js';
import { warnOfBase } from '../../../domain/base/warn-of-base.js';
import { exactFilesPct } from '../../../domain/changes/changed-since-base.js';
import { countMovedLines, warnOfIgnored } from '../../../domain/changes/counted-lines.js';
import type { BaseEvidence, VerdictEvidence } from '../../../domain/gate/evidence.js';
import { explainCoverage } from '../../../domain/gate/explain-coverage.js';
import { explainReports, warnOfUnmatched } from '../../../domain/gate/explain-reports.js';
import { type FlickerFacts, without } from '../../../domain/gate/judge-scan.js';
import type { OrganizationSwitches } from '../../../domain/gate/organization-switches.js';
import type { ScanId } from '../../../domain/ids.js';
import { warnOfLoosened } from '../../../domain/loosened/loosened-setting.js';
import { joinUnmatched } from '../../../domain/paths/unmatched-paths.js';
import type { Warning } from '../../../domain/warning.js';
import { together } from '../../../platform/database/together.js';
import { type Base, BaseReader } from '../baseline/base.reader.js';
import { FindingsReader } from '../findings/findings.reader.js';
import { type Scan, type ScanCoverage, ScanReader } from '../scan/scan.reader.js';

/** Gathers what explains a verdict from the features that know it, inside the open tenant transaction. */
@Injectable()
export class EvidenceReader {
  constructor(
    private readonly findings: FindingsReader,
    private readonly scans: ScanReader,
    private readonly bases: BaseReader,
  ) {}

  /** @param measured coverage of the scan, as it is judged */
  async readEvidence(
    scan: Scan,
    base: Base | null,
    { coverage, flicker }: { readonly coverage: ScanCoverage; readonly flicker: FlickerFacts | null },
    { untestedFiles }: OrganizationSwitches,
  ): Promise<Omit<VerdictEvidence, 'tests' | 'suppressions'>> {
    const known = {
      own: without(linesOf(coverage), flicker?.own),
      ofBase: without(base?.target ? linesOf(base.target.coverage) : null, flicker?.base),
      flickeringLines: flicker?.own.linesTotal ?? 0,
      hasBase: base !== null,
      detail: coverage.detail,
    };
    const explained = explainCoverage(known, untestedFiles);
    const [runs, runsOfBase, unmatched, baseEvidence, baseWarnings, unwritten, weakening] = await together([
      this.findings.findRuns(scan.orgId, scan.id),
      base && this.findings.findRuns(scan.orgId, base.scan.id),
      this.findings.findUnmatchedPaths(scan.orgId, scan.id),
      base && this.explainBase(scan, base),
      this.warnOfBase(scan, base),
      this.scans.findUnwritten(scan.orgId, scan.id),
      this.scans.findWeakening(scan.orgId, scan.id),
    ]);
    const reports = explainReports(runs, runsOfBase, scan.owedReports);
    return {
      base: baseEvidence,
      coverage: {
        ...explained.evidence,
        unmatchedPaths: joinUnmatched([
          ...(explained.evidence.unmatchedPaths ? [explained.evidence.unmatchedPaths] : []),
          unmatched,
        ]),
      },
      reports: reports.evidence,
      ...weakening,
      noLongerChecked: scan.isBaselineScan ? null : scan.noLongerChecked,
      movedLines: unwritten?.isKnown ? (countMovedLines(unwritten.files) ?? 0) : null,
      warnings: [
        ...warnOfKeptBaseline(scan),
        ...baseWarnings,
        ...reports.warnings,
        ...explained.warnings,
        ...warnOfUnmatched(unmatched),
        ...warnOfIgnored(unwritten?.files ?? []),
        ...warnOfLoosened(weakening.loosened),
      ],
    };
  }

  private async explainBase(scan: Scan, { scan: base, target, ...place }: Base): Promise<BaseEvidence> {
    const { isExact, commitsBehind, via } = place;
    const [tools, exactPct] = await together([
      this.findings.compareTools(scan.orgId, scan.id, base.id),
      this.readExactFilesPct(scan, { id: base.id, isExact, commitsBehind }),
    ]);
    return {
      scanId: base.id,
      branch: base.branch,
      commitSha: base.commitSha,
      isExact,
      commitsBehind,
      ...tools,
      exactFilesPct: exactPct,
      via,
      target: target && { scanId: target.id, branch: target.branch, commitSha: target.commitSha },
    };
  }

  /** The files of a change are many: they are read only where the answer depends on them. */
  private async readExactFilesPct(scan: Scan, base: BaseChoice<ScanId>): Promise<number | null> {
    if (base.isExact) return 100;
    const changedSince = await this.bases.findChangedSince(scan, base);
    if (changedSince === null) return null;
    const changes = await this.scans.findChanges(scan.orgId, scan.id);
    return exactFilesPct(changes?.files ?? null, changedSince);
  }

  /** A baseline scan is no change: it is compared with what it follows on, whatever that is. */
  private async warnOfBase(scan: Scan, base: Base | null): Promise<Warning[]> {
    if (scan.isBaselineScan) return [];
    const [untouchedCount, remarks] = await together([
      this.findings.countUntouched(scan),
      this.findings.findRemarks(scan),
    ]);
    return warnOfBase({
      targetBranch: targetBranch(scan),
      isMergeBaseKnown: scan.baseSha !== null,
      base: base && { ...base, branch: base.scan.branch, commitSha: base.scan.commitSha },
      ...{ untouchedCount, ...remarks },
    });
  }
}

const linesOf = ({ fileCount, linesTotal, linesCovered }: ScanCoverage) =>
  fileCount === 0 ? null : { linesTotal, linesCovered };
