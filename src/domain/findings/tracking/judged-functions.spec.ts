import { flagged } from '../../../../test/support/flagged-code.js';
import { changedFile } from '../../changes/changed-lines.js';
import { extractFeatures } from '../features/extract-features.js';
import type { Finding } from '../finding.js';
import { EVERY_FILE, hashChanges } from '../matching/known-changes.js';
import { type RanOnBase } from './newness.js';
import { type Baseline, EMPTY_BASELINE } from './pack-baseline.js';
import { trackFindings } from './track-findings.js';

const SECRET = new Uint8Array(32).fill(1);
const [HIGH, LOW] = [1, 3];

const BODY = ` (actual, expected) {
  if (actual === expected) return true;
  if (typeof actual !== typeof expected) return false;
  return Object.keys(expected).every((key) => compare(actual[key], expected[key]));
}
`;

/** The complexity of the function whose keyword is flagged. */
const complexityIn = (code: string, path: string, complexity = 25): Finding[] =>
  flagged(code, { path, rule: 'complexity', message: () => `Function has a complexity of ${complexity}.` }).map(
    (finding) => ({ ...finding, type: 'complexity' as const }),
  );

const known = (findings: readonly Finding[]): Baseline => ({
  features: extractFeatures(findings, SECRET),
  issueIds: findings.map((_, at) => at + 1),
  firstSeenScanIds: findings.map(() => 1),
  severities: findings.map(() => LOW),
});

function track(
  before: readonly Finding[],
  now: readonly Finding[],
  files: Parameters<typeof changedFile>[0][],
  ranOnBase: RanOnBase = 'all',
) {
  const { findings } = trackFindings({
    current: extractFeatures(now, SECRET),
    baseline: known(before),
    previous: EMPTY_BASELINE,
    marked: EMPTY_BASELINE,
    isBaselineScan: false,
    exactIn: EVERY_FILE,
    ranOnBase,
    changes: hashChanges({ files: files.map(changedFile) }, SECRET),
    severities: Uint8Array.from(now, () => HIGH),
  });
  return findings.map(({ issueId, matchedBy, newBecause }) => [issueId, matchedBy ?? newBecause]);
}

describe('a function that a finding judges', () => {
  const before = complexityIn(`exports.partialEqual = «function»${BODY}`, 'lib/compare.js');
  const gone = { path: 'lib/compare.js', added: [], hunks: [[1, 5, 0, 0]] as const };
  const arrived = { path: 'lib/toolkit.js', added: [[1, 5]] as const };

  it('is the same in another file under another head, where name, body and measure are', () => {
    const moved = (head: string, complexity?: number) =>
      track(before, complexityIn(`${head}«function»${BODY}`, 'lib/toolkit.js', complexity), [gone, arrived]);
    // It is worse at once, and on lines that the change added.
    expect(moved('module.exports.partialEqual = ')).toEqual([[1, 'worsened']]);
    expect(moved('module.exports.otherEqual = ')).toEqual([[null, 'added_line']]);
    expect(moved('module.exports.partialEqual = ', 26)).toEqual([[null, 'added_line']]);
  });

  it('is edited where the change edits its body, though its head belongs to the scope around it', () => {
    const code = `exports.partialEqual = «function»${BODY}`;
    const edited = (editedScopes: string[]) =>
      track(before, complexityIn(code, 'lib/compare.js'), [{ path: 'lib/compare.js', added: [[3, 3]], editedScopes }]);
    expect(edited(['exports.partialEqual'])).toEqual([[1, 'worsened']]);
    expect(edited(['exports.otherEqual'])[0]![1]).not.toBe('worsened');
    expect(edited([])[0]![1]).not.toBe('worsened');
  });

  describe('of which the base has no finding of the rule', () => {
    const other = flagged('«debugger»;', { path: 'lib/other.js', rule: 'no-debugger' });
    const code = `exports.partialEqual = «function»${BODY}`;
    /** The tool flags all five lines of the function. */
    const whole = (path: string): Finding[] =>
      complexityIn(code, path).map((finding) => ({ ...finding, region: { ...finding.region, endLine: 5 } }));
    const edited = { path: 'lib/compare.js', added: [[3, 3]] as const, hunks: [[3, 1, 3, 1]] as const };
    const written = { path: 'lib/compare.js', added: [[1, 5]] as const, hunks: [[0, 0, 1, 5]] as const };
    const judged = (now: readonly Finding[], change: typeof edited | typeof written, ran: RanOnBase) =>
      track(other, [...other, ...now], [change], ran)[1]![1];

    it('is inherited where the rule did not run there, though an edit touched its body', () => {
      expect(judged(whole('lib/compare.js'), edited, 'none')).toBe('tool_changed');
      expect(judged(whole('lib/compare.js'), edited, 'all')).toBe('added_line');
    });

    it('is inherited where the rule of an unknown tool reports on functions that the change left alone', () => {
      expect(judged(whole('lib/compare.js'), edited, 'unknown')).toBe('edited_scope');
      const two = [...whole('lib/compare.js'), ...whole('lib/kept.js')];
      expect(judged(two, edited, 'unknown')).toBe('tool_changed');
    });

    it('is new where the change wrote its head', () => {
      expect(judged(whole('lib/compare.js'), written, 'none')).toBe('added_line');
    });
  });
});
