import { decodeBinaryArray as decode } from '../../../../test/support/binary-arrays.js';
import type { TrackedFinding } from '../../../domain/findings/tracking/track-findings.js';
import { encodeRecognition } from './recognition.js';

const found = (issueId: number | null, rest: Partial<TrackedFinding> = {}): TrackedFinding => ({
  issueId,
  firstSeenScanId: issueId === null ? null : issueId + 100,
  isNew: issueId === null,
  matchedBy: null,
  newBecause: null,
  nearest: null,
  ...rest,
});

describe('encodeRecognition', () => {
  it('tells of each finding at its number, wherever the parts begin', () => {
    const tracked = [found(5, { matchedBy: 'file_level' }), found(null), found(2 ** 33), found(7, { isNew: true })];
    const parts = [
      { firstRow: 3, count: 1 },
      { firstRow: 6, count: 3 },
    ];
    const { issueIds, firstSeenScanIds, areNew, matchedBy } = encodeRecognition(tracked, parts);
    expect(decode(issueIds)).toEqual({ first: 3, elements: [5, 0, 0, 0, 2 ** 33, 7] });
    expect(decode(firstSeenScanIds)).toEqual({ first: 3, elements: [105, 0, 0, 0, 2 ** 33 + 100, 107] });
    expect(decode(areNew)).toEqual({ first: 3, elements: [0, 0, 0, 1, 0, 1] });
    expect(decode(matchedBy)).toEqual({ first: 3, elements: [1, 0, 0, 0, 0, 0] });
  });

  it('of nothing is empty', () => {
    expect(decode(encodeRecognition([], []).issueIds).elements).toEqual([]);
  });
});
