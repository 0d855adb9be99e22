import { decodeBinaryArray } from '../../../../test/support/binary-arrays.js';
import { flagged } from '../../../../test/support/flagged-code.js';
import { extractFeatures } from '../../../domain/findings/features/extract-features.js';
import { FEATURES_VERSION, packFeatures } from '../../../domain/findings/features/pack-features.js';
import { EMPTY_BASELINE, packBaseline } from '../../../domain/findings/tracking/pack-baseline.js';
import type { CopyRows } from '../../../platform/database/tuple-reader.js';
import { encodeProblems } from './stored-problems.js';
import { packRows, type TrackingContext, trackStored } from './tracking.tasks.js';

const SECRET = new Uint8Array(32).fill(1);

/** Two stored problems whose features are of that version. */
function storedAs(version: number): CopyRows {
  const features = extractFeatures(flagged('eval(«x»);\neval(«y»);\n'), SECRET);
  return encodeProblems(
    [0, 1].map((row) => {
      const packed = packFeatures(features, row);
      packed[0] = version;
      return { issueId: 7 + row, firstSeenScanId: 1, features: packed };
    }),
  );
}

const context = (previous: CopyRows): TrackingContext => ({
  baseline: null,
  base: null,
  isBaseExact: false,
  ranOnBase: 'all',
  previous,
  marked: [],
  changes: null,
  arePathsResolved: true,
  isBaselineScan: false,
  secret: SECRET,
});

const ids = (stored: CopyRows, previous: CopyRows) =>
  decodeBinaryArray(trackStored({ stored, ...context(previous) }).recognition.issueIds).elements;

describe('features of another version', () => {
  const [ours, theirs] = [FEATURES_VERSION, FEATURES_VERSION + 1];

  it('are recognized among their own', () => {
    expect(ids(storedAs(ours), storedAs(ours))).toEqual([7, 8]);
  });

  it("are no one's, whichever side has them", () => {
    const nothing = ids(storedAs(ours), []);
    expect(ids(storedAs(ours), storedAs(theirs))).toEqual(nothing);
    expect(ids(storedAs(theirs), storedAs(ours))).toEqual(nothing);
    expect(ids(storedAs(theirs), storedAs(theirs))).toEqual(nothing);
  });

  it('make an empty baseline', () => {
    expect(packRows(storedAs(ours))).not.toEqual(packBaseline(EMPTY_BASELINE));
    expect(packRows(storedAs(theirs))).toEqual(packBaseline(EMPTY_BASELINE));
  });
});
