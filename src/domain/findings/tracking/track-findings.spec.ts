import { flagged } from '../../../../test/support/flagged-code.js';
import { extractFeatures } from '../matching/extract-features.js';
import { NOTHING_KNOWN } from '../matching/known-changes.js';
import { type Baseline, EMPTY_BASELINE } from '../matching/pack-baseline.js';
import { type Tracking, trackFindings, type TrackingInput } from './track-findings.js';

const SECRET = new Uint8Array(32).fill(1);

/** The findings in some code as problems under the given ids, first seen by scan 1. */
const known = (code: string, ...issueIds: number[]): Baseline => ({
  features: extractFeatures(flagged(code), SECRET),
  issueIds,
  firstSeenScanIds: issueIds.map(() => 1),
});

const track = (code: string, surroundings: Partial<Omit<TrackingInput, 'current'>>): Tracking =>
  trackFindings({
    current: extractFeatures(flagged(code), SECRET),
    baseline: null,
    previous: EMPTY_BASELINE,
    marked: EMPTY_BASELINE,
    isBaselineScan: false,
    changes: NOTHING_KNOWN,
    ...surroundings,
  });

const idsOf = ({ findings }: Tracking) => findings.map(({ issueId }) => issueId);

const CART = `
function total(cart) {
  const rate = «eval»(cart.rate);
  const sum = «atob»(cart.sum);
  return sum * (1 + rate);
}

function label(cart) {
  return cart.name.trim();
}
`;

describe('trackFindings', () => {
  it('takes ids from the baseline, and counts what is gone', () => {
    const now = track(CART.replace('«atob»', 'read').replace('cart.name', '«btoa»(cart.name)'), {
      baseline: known(CART, 7, 8),
    });
    expect(now.findings).toEqual([
      { issueId: 7, firstSeenScanId: 1, isNew: false, matchedBy: 'line_in_scope' },
      { issueId: null, firstSeenScanId: null, isNew: true, matchedBy: null },
    ]);
    expect(now).toMatchObject({ fixedCount: 1, isLowConfidence: false });
  });

  it('knows a new problem by the id that the previous scan gave it, which makes it no less new', () => {
    const { findings } = track(CART.replace('sum *', '2 * sum *'), {
      baseline: EMPTY_BASELINE,
      previous: known(CART, 21, 22),
    });
    expect(findings.map(({ issueId, isNew }) => [issueId, isNew])).toEqual([
      [21, true],
      [22, true],
    ]);
  });

  it('lets go of a marked problem that is gone, although the same is done anew in another function', () => {
    const before = known(CART, 7, 8);
    const marked = known(CART.replace('«atob»', 'atob'), 7);
    const fixedHere = CART.replace('«eval»(cart.rate)', 'read(cart.rate)');
    const anewThere = fixedHere.replace('  return cart.name', '  const rate = «eval»(cart.rate);\n  return cart.name');
    expect(idsOf(track(anewThere, { baseline: before, marked }))).toEqual([8, null]);
    expect(idsOf(track(anewThere, { baseline: before, previous: before, marked }))).toEqual([8, null]);
  });

  it('keeps a mark on a problem that the baseline does not know', () => {
    expect(idsOf(track(CART, { baseline: EMPTY_BASELINE, marked: known(CART, 31, 32) }))).toEqual([31, 32]);
  });

  it('calls a problem that two branches named by the name under which it was marked', () => {
    expect(idsOf(track(CART, { previous: known(CART, 41, 42), marked: known(CART, 51, 52) }))).toEqual([51, 52]);
  });

  it('gives no id twice, whatever what is known says', () => {
    const twice = known(CART, 61, 61);
    const ids = idsOf(track(CART, { previous: twice, marked: twice })).filter((id) => id !== null);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
