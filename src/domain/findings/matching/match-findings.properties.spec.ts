import fc from 'fast-check';
import { flagged } from '../../../../test/support/flagged-code.js';
import { propertyRuns } from '../../../../test/support/programme.js';
import { extractFeatures } from '../features/extract-features.js';
import { FeatureTable, ROW_WORDS } from '../features/feature-table.js';
import type { Finding } from '../finding.js';
import { packBaseline, unpackBaseline } from '../tracking/pack-baseline.js';
import { type MatchDecision, matchFindings } from './match-findings.js';

const SECRET = new Uint8Array(32).fill(7);

/** Few words, so that lines repeat and passes compete for them. */
const statement = fc
  .tuple(fc.constantFrom('alpha', 'beta', 'gamma'), fc.constantFrom('run', 'stop', 'const x ='), fc.boolean())
  .map(([name, verb, isFlagged]) => `  ${verb} ${isFlagged ? `«${name}»` : name};`);
const func = fc
  .tuple(fc.constantFrom('one', 'two', 'three'), fc.array(statement, { maxLength: 6 }))
  .map(([name, body]) => [`function ${name}() {`, ...body, '}'].join('\n'));
const code = fc.array(func, { maxLength: 4 }).map((functions) => functions.join('\n'));
const file = fc
  .tuple(fc.constantFrom('a.js', 'b.js', 'lib/a.js'), code, fc.constantFrom('rule-1', 'rule-2'))
  .map(([path, text, rule]) => flagged(text, { path, rule }));
const report = fc
  .tuple(fc.array(file, { maxLength: 3 }), fc.constantFrom('full', 'no scope', 'no text'))
  .map(([files, mode]) => files.flat().map((finding) => reduce(finding, mode)));

function reduce(finding: Finding, mode: 'full' | 'no scope' | 'no text'): Finding {
  if (mode === 'no scope') return { ...finding, scope: null };
  return mode === 'no text' ? { ...finding, scope: null, snippet: null, context: null } : finding;
}

const features = (findings: readonly Finding[]): FeatureTable => extractFeatures(findings, SECRET);

/** Contents of a row, whatever its number. */
const rowText = (table: FeatureTable, row: number): string =>
  table.words.subarray(row * ROW_WORDS, (row + 1) * ROW_WORDS).join();

/** Pairs with their evidence, whatever the order of either side. */
function outcome(before: FeatureTable, now: FeatureTable, decisions: readonly MatchDecision[]): string[] {
  return decisions
    .map(({ baselineRow, matchedBy, isLowConfidence }, row) =>
      [rowText(now, row), baselineRow === null ? '-' : rowText(before, baselineRow), matchedBy, isLowConfidence].join(
        '|',
      ),
    )
    .sort();
}

/** Some rows in another order. */
const shuffled = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, row) => row).sort((a, b) => order(a, seed) - order(b, seed));
const order = (row: number, seed: number): number => Math.imul(row + 1, 0x9e3779b1 ^ seed) >>> 0;

describe('matchFindings, whatever the findings', () => {
  it('answers the same for any order of either side', () => {
    fc.assert(
      fc.property(report, report, fc.integer(), (before, now, seed) => {
        const [a, b] = [features(before), features(now)];
        const [shuffledA, shuffledB] = [a.select(shuffled(a.count, seed)), b.select(shuffled(b.count, seed + 1))];
        expect(outcome(shuffledA, shuffledB, matchFindings(shuffledA, shuffledB))).toEqual(
          outcome(a, b, matchFindings(a, b)),
        );
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it('pairs one to one, within a rule', () => {
    fc.assert(
      fc.property(report, report, (before, now) => {
        const decisions = matchFindings(features(before), features(now));
        const partners = decisions.flatMap(({ baselineRow }) => (baselineRow === null ? [] : [baselineRow]));
        expect(new Set(partners).size).toBe(partners.length);
        decisions.forEach(({ isNew, baselineRow, matchedBy }, row) => {
          expect(isNew).toBe(baselineRow === null);
          expect(isNew).toBe(matchedBy === null);
          if (baselineRow !== null) expect(before[baselineRow]!.ruleId).toBe(now[row]!.ruleId);
        });
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it('knows every finding of the same report again, by its first passes', () => {
    fc.assert(
      fc.property(report, (findings) => {
        for (const { matchedBy } of matchFindings(features(findings), features(findings))) {
          expect(['file_level', 'unchanged', 'same_sequence']).toContain(matchedBy);
        }
      }),
    );
  });

  it('calls exactly one finding new when an identical one is added', () => {
    fc.assert(
      fc.property(report, fc.nat(), (findings, at) => {
        fc.pre(findings.length > 0);
        const now = [...findings, findings[at % findings.length]!];
        expect(matchFindings(features(findings), features(now)).filter(({ isNew }) => isNew)).toHaveLength(1);
      }),
    );
  });

  it('decides the same from the stored baseline', () => {
    fc.assert(
      fc.property(report, report, (before, now) => {
        const [a, b] = [features(before), features(now)];
        const issueIds = Array.from({ length: a.count }, (_, row) => row);
        const stored = unpackBaseline(packBaseline({ features: a, issueIds, firstSeenScanIds: issueIds }));
        expect(outcome(stored.features, b, matchFindings(stored.features, b))).toEqual(
          outcome(a, b, matchFindings(a, b)),
        );
      }),
    );
  });
});

describe('matchFindings on a file of many equal lines', () => {
  const lines = (count: number): FeatureTable => features(flagged('  «eval»(list);\n'.repeat(count)));

  it('counts right where each cannot be compared with each', () => {
    const decisions = matchFindings(lines(500), lines(503));
    expect(decisions.filter(({ isNew }) => isNew)).toHaveLength(3);
  });

  it('compares in proportion to their number, not to its square', () => {
    const [before, now] = [lines(20_000), lines(20_001)];
    const original = Object.getOwnPropertyDescriptor(FeatureTable.prototype, 'isEqual')!;
    let comparisons = 0;
    FeatureTable.prototype.isEqual = function (...given) {
      comparisons += 1;
      return original.value.apply(this, given);
    };
    try {
      matchFindings(before, now);
    } finally {
      Object.defineProperty(FeatureTable.prototype, 'isEqual', original);
    }
    expect(comparisons).toBeGreaterThan(20_000);
    expect(comparisons).toBeLessThan(100 * 20_000);
  });
});
