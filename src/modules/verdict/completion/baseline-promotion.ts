import { Injectable } from '@nestjs/common';
import { RepoWriter } from '../../people/organization/repo.writer.js';
import { type BaselineTool, BaselineWriter } from '../baseline/baseline.writer.js';
import type { Scan } from '../scan/scan.reader.js';

/** Makes completed scans baselines, inside the open tenant transaction. */
@Injectable()
export class BaselinePromotion {
  constructor(
    private readonly repos: RepoWriter,
    private readonly baselines: BaselineWriter,
  ) {}

  /** Unless the scan began before a rebuild, or a newer scan of the branch completed first. */
  async promote(scan: Scan, tools: readonly BaselineTool[], at: Date): Promise<void> {
    const repo = await this.repos.lock(scan.orgId, scan.repoId);
    const isOutrun = repo.baselineScanId !== null && repo.baselineScanId > scan.id;
    if (isOutrun || repo.baselineGeneration !== scan.baselineGeneration) return;
    await this.baselines.pointTo(scan, tools, at);
    await this.baselines.forgetCleared(scan);
    await this.repos.recordBaselineScan(scan.orgId, scan.repoId, scan.id);
  }
}
