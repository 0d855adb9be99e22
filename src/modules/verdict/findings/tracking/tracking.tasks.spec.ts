import { flagged } from '../../../../../test/support/flagged-code.js';
import { copiedSegments, segmentsOf } from '../../../../../test/support/packed-findings.js';
import { extractFeatures } from '../../../../domain/findings/features/extract-features.js';
import { FEATURES_VERSION, packFeatures } from '../../../../domain/findings/features/pack-features.js';
import { packSegment, segmentRows } from '../../../../domain/findings/segments/segment.js';
import { COPY_HEADER, COPY_TRAILER, TupleWriter } from '../../../../platform/database/tuple-writer.js';
import { toToolFindings } from '../ingest/tool-findings.js';
import {
  type KnownInput,
  type MarkedInput,
  readSegments,
  toKnownInput,
  type TrackingContext,
  trackStored,
} from './tracking.tasks.js';

const SECRET = new Uint8Array(32).fill(1);
const FINDINGS = flagged('eval(«x»);\neval(«y»);\n');
const FOUND = toToolFindings({ tool: 'analyzer', toolVersion: null, findings: FINDINGS }, SECRET);
const [FILE] = segmentsOf(FOUND);
const OTHER = 'ff'.repeat(16);

/** The segment of the findings, and under another address that of the same ones with unknown features. */
function segments() {
  const writer = new TupleWriter();
  const rows = segmentRows(segmentsOf(FOUND)[0]!.segments[0]!);
  for (const [address, content] of [
    [FILE!.address, readSegments(copiedSegments(FOUND)).get(FILE!.address)!],
    [OTHER, packSegment(rows, null)],
  ] as const) {
    writer.tuple(2);
    writer.bytes(Buffer.from(address, 'hex'));
    writer.bytes(content);
  }
  return [COPY_HEADER, writer.finish(), COPY_TRAILER];
}

const known = (address: string): KnownInput =>
  toKnownInput([{ path: FILE!.path, address, facts: { issueIds: [7, 8], firstSeenScanIds: [1, 1] } }]);

const context = (fields: Partial<TrackingContext>): TrackingContext => ({
  ...{ charged: [], baseline: null, base: null, previous: null, marked: [], taken: new Set() },
  beside: { namesScopes: false, lacksDeclarations: false, wordings: new Set() },
  ...{
    isBaseExact: false,
    areTablesSame: true,
    changedSinceBase: null,
    landed: [],
    likely: [],
    target: null,
    ranOnBase: 'all',
    changes: null,
    arePathsResolved: true,
    isBaselineScan: false,
  },
  ...{ secret: SECRET, segments: segments() },
  ...fields,
});

const ids = (stored: string, fields: Partial<TrackingContext>) => [
  ...trackStored({ stored: [stored], ...context(fields) }).issueIds,
];

describe('features of another version', () => {
  const ours = FILE!.address;

  it('are recognized among their own', () => {
    expect(ids(ours, { previous: known(ours) })).toEqual([7, 8]);
  });

  it("are no one's, whichever side has them", () => {
    expect(ids(ours, { previous: known(OTHER) })).toEqual([0, 0]);
    expect(ids(OTHER, { previous: known(ours) })).toEqual([0, 0]);
    expect(ids(OTHER, { previous: known(OTHER) })).toEqual([0, 0]);
    expect(ids(ours, { base: known(OTHER) })).toEqual([0, 0]);
  });

  it('make marks of no use', () => {
    const mark = (version: number): MarkedInput => {
      const features = packFeatures(extractFeatures(FINDINGS, SECRET), 0);
      features[0] = version;
      return { issueId: 9, firstSeenScanId: 1, features };
    };
    expect(ids(ours, { marked: [mark(FEATURES_VERSION)] })).toEqual([9, 0]);
    expect(ids(ours, { marked: [mark(FEATURES_VERSION + 1)] })).toEqual([0, 0]);
  });
});

describe('ids of problems', () => {
  it('are those that no finding of another file has', () => {
    expect(ids(FILE!.address, { previous: known(FILE!.address), taken: new Set([7]) })).toEqual([0, 8]);
  });
});
