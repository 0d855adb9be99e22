import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../../domain/ids.js';
import { chooseFiles, type FileChoice, openFiles, type ReadFile } from '../../../../domain/scanned/read-files.js';
import { readSegments } from '../tracking/tracking.tasks.js';
import type { StoredFindings } from './finding-store.js';
import { SegmentRepository } from './segment.repository.js';

/** Contents of a few files among stored findings, inside the open tenant transaction. */
@Injectable()
export class ContentsReader {
  constructor(private readonly segments: SegmentRepository) {}

  /** Reads the wanted files, in their order. */
  async readFiles(
    { orgId, repoId }: { readonly orgId: OrgId; readonly repoId: RepoId },
    stored: readonly StoredFindings[],
    isWanted: FileChoice<StoredFindings>,
  ): Promise<ReadFile<StoredFindings>[]> {
    const wanted = chooseFiles(stored, isWanted);
    if (wanted.length === 0) return [];
    const addresses = [...new Set(wanted.map(({ file }) => file.address))];
    return openFiles(wanted, readSegments(await this.segments.copySegments(orgId, repoId, addresses)));
  }
}
