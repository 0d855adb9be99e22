import { Injectable } from '@nestjs/common';
import type { ChangedLines } from '../../../../domain/changes/changed-lines.js';
import { compareLanded } from '../../../../domain/changes/landed.js';
import type { ScanId } from '../../../../domain/ids.js';
import { type Scan, type ScanHistory, ScanReader } from '../../scan/scan.reader.js';
import { LandedScansReadModel } from './landed-scans.read-model.js';

/** Scans that lend their problems' ids. */
export interface LandedSources {
  /** The last scans of pull requests that landed since the base. */
  readonly landedIds: readonly ScanId[];
  /** Scans that lend ids to the very same lines alone: of pull requests that may have landed, and from before reverted commits. */
  readonly likelyIds: readonly ScanId[];
}

const NO_SOURCES: LandedSources = { landedIds: [], likelyIds: [] };

/** Finds the changes that landed on a branch, and what reverts brought back to it, inside the open tenant transaction. */
@Injectable()
export class LandedChangesReader {
  constructor(
    private readonly scans: ScanReader,
    private readonly landed: LandedScansReadModel,
  ) {}

  /**
   * A pull request has landed where its commit is in the history or its forge says so, or where a subject names its number and
   * the lines that landed are those that it changes. Where nothing names it, such lines make it likely.
   */
  async findSources(scan: Scan, { changes, landed }: ScanHistory): Promise<LandedSources> {
    if (landed === null && (changes === null || !scan.isBaselineScan)) return NO_SOURCES;
    const reverted = await this.landed.findBefore(scan, landed?.beforeReverted ?? []);
    if (!scan.isBaselineScan) return { landedIds: [], likelyIds: reverted };
    const candidates = await this.landed.findCandidates(scan, landed?.commits ?? [], landed?.pullRequests ?? []);
    const landedIds: ScanId[] = [];
    const likelyIds: ScanId[] = [];
    for (const { id, isCertain, isNamed } of candidates) {
      const likeness = isCertain ? 'same' : await this.compare(scan, id, changes);
      if (isCertain || (isNamed && likeness === 'same')) landedIds.push(id);
      else if (likeness !== null) likelyIds.push(id);
    }
    return { landedIds, likelyIds: [...likelyIds, ...reverted] };
  }

  private async compare({ orgId }: Scan, id: ScanId, changes: ChangedLines | null) {
    const own = changes && (await this.scans.findChanges(orgId, id));
    return own && compareLanded(own.files, changes.files);
  }
}
