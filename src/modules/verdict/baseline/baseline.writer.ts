import { Injectable } from '@nestjs/common';
import type { Scan } from '../scan/scan.reader.js';
import { BaselineRepository } from './baseline.repository.js';

/** A tool with the number of its findings. */
export interface BaselineTool {
  readonly tool: string;
  readonly findingCount: number;
}

/** Replacing baselines, inside the open tenant transaction. */
@Injectable()
export class BaselineWriter {
  constructor(private readonly baselines: BaselineRepository) {}

  /**
   * Points the baseline of these tools to the completed default-branch scan: problems that left the code leave it too. A tool
   * that is not named here keeps its earlier scan, as its findings are not known.
   */
  async pointTo(scan: Scan, tools: readonly BaselineTool[], at: Date): Promise<void> {
    await this.baselines.point(scan, tools, at);
  }

  /** A default-branch scan completed: the last rebuild can no longer be undone. */
  forgetCleared(scan: Scan): Promise<void> {
    return this.baselines.forgetCleared(scan.orgId, scan.repoId, scan.branch);
  }
}
