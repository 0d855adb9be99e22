import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import type { Scan } from '../scan/scan.reader.js';
import { BaselineRepository } from './baseline.repository.js';

/** A tool's findings as the baseline that is stored of them. */
export interface PackedBaseline {
  readonly tool: string;
  readonly findingCount: number;
  /** As `packBaseline` packed them. */
  readonly bytes: Uint8Array;
}

/** Replacing baselines, inside the open tenant transaction. */
@Injectable()
export class BaselineWriter {
  constructor(private readonly baselines: BaselineRepository) {}

  /**
   * Replaces a tool's whole baseline by its findings of the completed default-branch scan: problems that left the code
   * leave it too.
   */
  async replace(scan: Scan, { tool, findingCount, bytes }: PackedBaseline, at: Date): Promise<void> {
    const { orgId, repoId, branch } = scan;
    const stored = (await this.baselines.versions(orgId, repoId, branch)).get(tool) ?? 0;
    const isReplaced = await this.baselines.replace(orgId, stored, {
      repoId,
      branch,
      tool,
      findingCount,
      packed: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      scanId: scan.id,
      updatedAt: at,
    });
    if (!isReplaced)
      throw new AppError('unavailable', 'The baseline was changed at the same moment. Try again.', {
        retryAfterSeconds: 1,
      });
  }

  /** A default-branch scan completed: the last rebuild can no longer be undone. */
  forgetCleared(scan: Scan): Promise<void> {
    return this.baselines.forgetCleared(scan.orgId, scan.repoId, scan.branch);
  }
}
