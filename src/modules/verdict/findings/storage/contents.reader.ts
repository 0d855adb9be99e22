import { Injectable } from '@nestjs/common';
import type { FindingFile } from '../../../../domain/findings/segments/file-facts.js';
import { Segment, type SegmentDetails } from '../../../../domain/findings/segments/segment.js';
import type { OrgId, RepoId } from '../../../../domain/ids.js';
import { readSegments } from '../tracking/tracking.tasks.js';
import type { StoredFindings } from './finding-store.js';
import { SegmentRepository } from './segment.repository.js';

/** A file of stored findings with its contents. */
export interface ReadFile {
  readonly findings: StoredFindings;
  readonly file: FindingFile;
  /** Row of its first finding. */
  readonly start: number;
  readonly segment: Segment;
  readonly details: SegmentDetails;
}

/** Contents of a few files among stored findings, inside the open tenant transaction. */
@Injectable()
export class ContentsReader {
  constructor(private readonly segments: SegmentRepository) {}

  /** Reads the wanted files, in their order. */
  async readFiles(
    { orgId, repoId }: { readonly orgId: OrgId; readonly repoId: RepoId },
    stored: readonly StoredFindings[],
    isWanted: (file: FindingFile, of: StoredFindings) => boolean,
  ): Promise<ReadFile[]> {
    const wanted = stored.flatMap((findings) => {
      let next = 0;
      return findings.manifest.flatMap((file) => {
        const start = next;
        next += file.facts.issueIds.length;
        return isWanted(file, findings) ? [{ findings, file, start }] : [];
      });
    });
    if (wanted.length === 0) return [];
    const addresses = [...new Set(wanted.map(({ file }) => file.address))];
    const contents = readSegments(await this.segments.copySegments(orgId, repoId, addresses));
    return wanted.map((each) => {
      const segment = Segment.open(contents.get(each.file.address)!);
      return { ...each, segment, details: segment.details() };
    });
  }
}
