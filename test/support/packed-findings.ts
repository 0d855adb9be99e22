import type { Segment } from '../../src/domain/findings/segments/segment.js';
import { featuresOf, Segment as Segments, segmentRows } from '../../src/domain/findings/segments/segment.js';
import { contentAt, joinFiles } from '../../src/modules/verdict/findings/ingest/file-part.js';
import type { ToolFindings } from '../../src/modules/verdict/findings/ingest/tool-findings.js';
import type { CopyRows } from '../../src/platform/database/tuple-reader.js';
import { COPY_HEADER, COPY_TRAILER, TupleWriter } from '../../src/platform/database/tuple-writer.js';

/** The segments of a file of a report, in the order of the report. */
export function segmentsOf({ tool, parts }: ToolFindings): { path: string; address: string; segments: Segment[] }[] {
  return joinFiles(tool, parts).map(({ path, address, pieces }) => ({
    ...{ path, address },
    segments: pieces.map(({ part, file }) => Segments.open(contentAt(parts[part]!, file))),
  }));
}

/** All that a report's findings are stored with, file by file: their addresses, contents and features. */
export const unpacked = (found: ToolFindings): unknown =>
  segmentsOf(found).map(({ path, address, segments }) => ({
    ...{ path, address },
    rows: segments.flatMap(segmentRows),
    features: segments.flatMap((segment) => [...featuresOf([segment])!.words]),
  }));

/** The segments of a report as the database would send them. */
export function copiedSegments(found: ToolFindings): CopyRows {
  const writer = new TupleWriter();
  for (const { address, pieces } of joinFiles(found.tool, found.parts))
    for (const { part, file } of pieces) {
      writer.tuple(2);
      writer.bytes(Buffer.from(address, 'hex'));
      writer.bytes(contentAt(found.parts[part]!, file));
    }
  return [COPY_HEADER, writer.finish(), COPY_TRAILER];
}
