import { Injectable } from '@nestjs/common';
import type { FlickerFacts, GateInputs } from '../../../domain/gate/judge-scan.js';
import { duplicationOf } from '../../../domain/scanned/duplication.js';
import { together } from '../../../platform/database/together.js';
import { type Base, BaseReader } from '../baseline/base.reader.js';
import { CoverageReader } from '../coverage/coverage.reader.js';
import { FindingsReader } from '../findings/findings.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';

/** Reads what a scan measures, inside the open tenant transaction: as completed, or as far as reports have come. */
@Injectable()
export class ScanMeasuresReader {
  constructor(
    private readonly bases: BaseReader,
    private readonly findings: FindingsReader,
    private readonly coverage: CoverageReader,
    private readonly scans: ScanReader,
  ) {}

  /** Findings are counted under the marks of now. */
  async read(scan: Scan) {
    const [base, coverage, counted, reported, coverageFormats, defaultBranchHasCoverage, newDuplication, flickering] =
      await together([
        this.bases.findBase(scan),
        scan.state === 'pending' ? this.coverage.measure(scan) : scan.coverage,
        this.findings.countFindings(scan),
        this.reportedOf(scan),
        this.coverage.findFormats(scan),
        this.scans.hasDefaultBranchCoverage(scan),
        this.findings.measureNewDuplication(scan),
        this.coverage.listFlickering(scan),
      ]);
    const measured = { coverage, coverageFormats, defaultBranchHasCoverage, newDuplication };
    return { base, measured: { ...counted, ...reported, ...measured }, flickering };
  }

  /** Those of the scan and its base. */
  measureFlicker(
    scan: Scan,
    base: Base | null,
    known: Awaited<ReturnType<CoverageReader['listFlickering']>>,
  ): Promise<FlickerFacts | null> {
    return this.coverage.measureFlicker(scan, base?.target ?? null, known);
  }

  private async reportedOf(
    scan: Scan,
  ): Promise<Pick<GateInputs, 'hasFindingsReport' | 'duplicationPct' | 'duplicatedLines'>> {
    const { orgId, id, state, hasFindingsReport, metrics } = scan;
    if (state !== 'pending') return { hasFindingsReport, ...duplicationOf(metrics) };
    const [measures, hasReport] = await together([
      this.findings.findMeasures(orgId, id),
      this.findings.hasReport(orgId, id),
    ]);
    return {
      hasFindingsReport: hasReport,
      ...duplicationOf({
        duplicationPct: metrics.duplicationPct ?? measures.duplicationPct,
        duplicatedLines: measures.duplicatedLines ?? metrics.duplicatedLines,
        linesOfCode: metrics.linesOfCode ?? measures.linesOfCode,
      }),
    };
  }
}
