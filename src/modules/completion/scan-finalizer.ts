import { Injectable } from '@nestjs/common';
import { BaseReader } from '../baseline/base.reader.js';
import { BaselineWriter } from '../baseline/baseline.writer.js';
import { CoverageWriter } from '../coverage/coverage.writer.js';
import { FindingsWriter } from '../findings/findings.writer.js';
import { RepoWriter } from '../organization/repo.writer.js';
import { EvaluationWriter } from '../quality-gate/evaluation.writer.js';
import type { Scan } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { completeScan, judgedScan } from './complete-scan.js';

/**
 * Completes scans, inside the open tenant transaction. The scan is given as the caller has locked it, with what CI said since;
 * all that is decided of it is written at once.
 */
@Injectable()
export class ScanFinalizer {
  constructor(
    private readonly scans: ScanWriter,
    private readonly bases: BaseReader,
    private readonly coverage: CoverageWriter,
    private readonly findings: FindingsWriter,
    private readonly baselines: BaselineWriter,
    private readonly repos: RepoWriter,
    private readonly evaluations: EvaluationWriter,
  ) {}

  /**
   * The base first, as all is compared with it; coverage, as its gaps are findings; then findings; then the verdict; last
   * the baseline for later scans. A completed scan, to which coverage came late, goes the same way again and keeps its base.
   */
  async finalize(before: Scan, by: string, at: Date): Promise<void> {
    const isPending = before.state === 'pending';
    const based = isPending ? { ...before, isBaseChosen: true, base: await this.bases.choose(before) } : before;
    const coverage = await this.coverage.finalizeCoverage(based);
    const scan = completeScan(based, coverage, await this.findings.finalizeFindings(based), at);
    const trigger = isPending ? 'completed' : 'coverage_uploaded';
    const judged = judgedScan(scan, await this.evaluations.evaluate(scan, { trigger, by, at }));
    await this.scans.complete(scan, judged);
    if (scan.isBaselineScan && scan.branch === scan.defaultBranch) await this.becomeBaseline(scan, at);
  }

  /** Unless it began before a rebuild, or a newer scan of the branch completed first. */
  private async becomeBaseline(scan: Scan, at: Date): Promise<void> {
    // Before the repository is locked, as it may wait for a thread.
    const packed = await this.findings.packBaselines(scan);
    const repo = await this.repos.lock(scan.orgId, scan.repoId);
    const isOutrun = repo.baselineScanId !== null && repo.baselineScanId > scan.id;
    if (isOutrun || repo.baselineGeneration !== scan.baselineGeneration) return;
    await this.findings.writeBaselines(scan, packed, at);
    await this.baselines.forgetCleared(scan);
    await this.repos.recordBaselineScan(scan.orgId, scan.repoId, scan.id);
  }
}
