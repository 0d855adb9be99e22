import { extractFeatures } from '../../domain/findings/matching/extract-features.js';
import { packBaseline, EMPTY_BASELINE } from '../../domain/findings/matching/pack-baseline.js';
import { FEATURES_VERSION, packFeatures } from '../../domain/findings/matching/pack-features.js';
import { flagged } from '../../../test/support/flagged-code.js';
import { type KnownPortion, packRows, type Surroundings, trackStored } from './findings.tasks.js';

const SECRET = new Uint8Array(32).fill(1);

/** Two stored problems whose features are of that version. */
function storedAs(version: number): KnownPortion[] {
  const features = extractFeatures(flagged('eval(«x»);\neval(«y»);\n'), SECRET);
  const bytes = [0, 1].map((row) => Uint8Array.from(packFeatures(features, row)));
  for (const row of bytes) row[0] = version;
  return [
    {
      issueIds: Float64Array.from([7, 8]),
      firstSeenScanIds: Float64Array.from([1, 1]),
      features: Uint8Array.from(bytes.flatMap((row) => [...row])),
    },
  ];
}

const surroundings = (previous: KnownPortion[]): Surroundings => ({
  baseline: null,
  previous,
  marked: [],
  changes: null,
  isBaselineScan: false,
  secret: SECRET,
});

const ids = (stored: KnownPortion[], previous: KnownPortion[]) =>
  trackStored({ stored, ...surroundings(previous) }).findings.map(({ issueId }) => issueId);

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
