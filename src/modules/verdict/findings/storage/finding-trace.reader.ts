import { Injectable } from '@nestjs/common';
import { Segment, traceAt } from '../../../../domain/findings/segments/segment.js';
import { decodeTrace, NO_TRACE, type Trace } from '../../../../domain/findings/trace.js';
import type { IssueId } from '../../../../domain/ids.js';
import type { Scan } from '../../scan/scan.reader.js';
import { readSegments } from '../tracking/tracking.tasks.js';
import { FindingStore } from './finding-store.js';
import { SegmentRepository } from './segment.repository.js';

/** Reads the places that explain a finding, inside the open tenant transaction. Lists leave them out: they are long. */
@Injectable()
export class FindingTraceReader {
  constructor(
    private readonly store: FindingStore,
    private readonly segments: SegmentRepository,
  ) {}

  async findTrace(scan: Scan, tool: string, issueId: IssueId): Promise<Trace> {
    const stored = await this.store.load(scan, scan.id, tool);
    const file = stored?.manifest.find(({ facts }) => facts.issueIds.includes(issueId));
    if (file === undefined) return NO_TRACE;
    const rows = await this.segments.copySegments(scan.orgId, scan.repoId, [file.address]);
    const content = readSegments(rows).get(file.address);
    const trace = content && traceAt(Segment.open(content).details(), file.facts.issueIds.indexOf(issueId));
    return trace === undefined ? NO_TRACE : decodeTrace(trace);
  }
}
