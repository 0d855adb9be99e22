import { Injectable } from '@nestjs/common';
import { BaseReader } from '../baseline/base.reader.js';
import { BaselineWriter } from '../baseline/baseline.writer.js';
import { CoverageWriter } from '../coverage/coverage.writer.js';
import { FindingsReader } from '../findings/findings.reader.js';
import { FindingsWriter } from '../findings/findings.writer.js';
import { RepoWriter } from '../organization/repo.writer.js';
import { EvaluationWriter } from '../quality-gate/evaluation.writer.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';

/** What completing a scan does, in its order, inside the open tenant transaction. The scan is locked by the caller. */
@Injectable()
export class ScanFinalizer {
  constructor(
    private readonly scans: ScanReader,
    private readonly scanWriter: ScanWriter,
    private readonly bases: BaseReader,
    private readonly coverage: CoverageWriter,
    private readonly findings: FindingsWriter,
    private readonly findingsReader: FindingsReader,
    private readonly baselines: BaselineWriter,
    private readonly repos: RepoWriter,
    private readonly evaluations: EvaluationWriter,
  ) {}

  /**
   * The base first, as all is compared with it; coverage, as its gaps are findings; then findings; then the verdict; last
   * the baseline for later scans. A completed scan, to which coverage came late, goes the same way again and keeps its base.
   */
  async finalize(before: Scan, by: string, at: Date): Promise<void> {
    const { orgId, id, state } = before;
    if (state === 'pending') await this.scanWriter.saveBase(orgId, id, await this.bases.choose(before));
    await this.coverage.finalizeCoverage(await this.scans.get(orgId, id));
    const scan = await this.scans.get(orgId, id);
    await this.scanWriter.saveFindings(orgId, id, await this.findings.finalizeFindings(scan));
    await this.scanWriter.saveMeasures(orgId, id, await this.findingsReader.findMeasures(orgId, id));
    if (state === 'pending') await this.scanWriter.complete(orgId, id, at);
    const trigger = state === 'pending' ? 'completed' : 'coverage_uploaded';
    await this.evaluations.evaluate(orgId, await this.scans.get(orgId, id), { trigger, by, at });
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
