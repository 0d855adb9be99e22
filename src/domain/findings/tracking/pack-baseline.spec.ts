import fc from 'fast-check';
import { flagged } from '../../../../test/support/flagged-code.js';
import { extractFeatures } from '../features/extract-features.js';
import { FeatureTable, ROW_WORDS, TRAITS, WORD_OF } from '../features/feature-table.js';
import { UnknownFeaturesVersion } from '../features/pack-features.js';
import { type Baseline, EMPTY_BASELINE, packBaseline, unpackBaseline } from './pack-baseline.js';

/** The rows of a baseline with their ids, in no order. */
const entries = ({ features, issueIds, firstSeenScanIds }: Baseline): string[] =>
  Array.from({ length: features.count }, (_, row) =>
    [features.words.subarray(row * ROW_WORDS, (row + 1) * ROW_WORDS).join(), issueIds[row], firstSeenScanIds[row]].join(
      '|',
    ),
  ).sort();

const id = fc.maxSafeNat().map((value) => Math.floor(value / 2));
/** A declared name is there only where the trait says so. */
function withoutStrayName(words: number[]): number[] {
  if ((words[WORD_OF.traits]! & TRAITS.isDeclaration) !== 0) return words;
  return words.map((word, at) => (at >> 1 === WORD_OF.declaration >> 1 ? 0 : word));
}
const row = fc.record({
  // A small range of words makes values repeat, a wide one does not.
  words: fc
    .array(fc.oneof(fc.nat(3), fc.nat(0xffffffff)), { minLength: ROW_WORDS, maxLength: ROW_WORDS })
    .map(withoutStrayName),
  issueId: id,
  scanId: id,
});
const baseline = fc.array(row, { maxLength: 40 }).map((rows): Baseline => ({
  features: new FeatureTable(Uint32Array.from(rows.flatMap(({ words }) => words))),
  issueIds: rows.map(({ issueId }) => issueId),
  firstSeenScanIds: rows.map(({ scanId }) => scanId),
}));

/** Findings as a project has them: files with several each, rules and messages that repeat. */
function aProject(count: number): Baseline {
  const findings = Array.from({ length: Math.ceil(count / 10) }, (_, file) =>
    flagged(
      Array.from(
        { length: 10 },
        (_, line) => `  call${file}(«value${(file * line) % 97}», ${line});\n  other${line}(${file});`,
      ).join('\n'),
      { path: `src/file-${file}.js`, rule: `rule-${file % 20}` },
    ),
  ).flat();
  return {
    features: extractFeatures(findings, new Uint8Array(32).fill(9)),
    issueIds: findings.map((_, at) => 1_000_000 + at),
    firstSeenScanIds: findings.map((_, at) => 5000 + (at % 50)),
  };
}

describe('a packed baseline', () => {
  it('has the same entries after unpacking', () => {
    fc.assert(
      fc.property(baseline, (given) => expect(entries(unpackBaseline(packBaseline(given)))).toEqual(entries(given))),
    );
  });

  it('has the same bytes whatever the order of its entries', () => {
    fc.assert(
      fc.property(baseline, ({ features, issueIds, firstSeenScanIds }) => {
        fc.pre(new Set(entries({ features, issueIds: [], firstSeenScanIds: [] })).size === features.count);
        const order = Array.from({ length: features.count }, (_, at) => at).reverse();
        const reversed = {
          features: features.select(order),
          issueIds: order.map((at) => issueIds[at]!),
          firstSeenScanIds: order.map((at) => firstSeenScanIds[at]!),
        };
        expect(packBaseline(reversed)).toEqual(packBaseline({ features, issueIds, firstSeenScanIds }));
      }),
    );
  });

  it.each([1, 2, 255, 256, 257, 1000])('of %i distinct values keeps them', (count) => {
    const features = FeatureTable.withRows(3 * count);
    for (let at = 0; at < features.count; at += 1) features.setHash(at, 'scope', [at % count, 1]);
    const ids = Array.from({ length: features.count }, (_, at) => at);
    const given = { features, issueIds: ids, firstSeenScanIds: ids };
    expect(entries(unpackBaseline(packBaseline(given)))).toEqual(entries(given));
  });

  it('keeps names that lines declare, and severities by their rows', () => {
    const features = extractFeatures(flagged('class «A» {}\ncall(«b»);\nclass «C» {}\n'), new Uint8Array(32).fill(9));
    const ids = [0, 1, 2];
    const read = unpackBaseline(packBaseline({ features: features.select([2, 0, 1]), issueIds: [2, 0, 1], firstSeenScanIds: ids, severities: [4, 1, 3] })); // prettier-ignore
    expect(read.features.words).toEqual(features.words);
    expect([Array.from(read.issueIds), read.severities && Array.from(read.severities)]).toEqual([ids, [1, 3, 4]]);
  });

  it('keeps suppressions by their rows, in odd numbers of rows too', () => {
    const features = extractFeatures(flagged('a(«b»);\nc(«d»);\ne(«f»);\n'), new Uint8Array(32).fill(9));
    const ids = [0, 1, 2];
    const read = unpackBaseline(packBaseline({ features, issueIds: ids, firstSeenScanIds: ids, severities: [4, 0, 2], suppressed: [1, 0, 1] })); // prettier-ignore
    const byId = Array.from(read.issueIds, (id, row) => [id, read.severities![row], read.suppressed![row]]).sort();
    expect(byId).toEqual([[0, 4, 1], [1, 0, 0], [2, 2, 1]]); // prettier-ignore
  });

  it('of the version before is read, without knowing what lines declare', () => {
    const features = extractFeatures(flagged('call(«b»);\n', { withoutText: true }), new Uint8Array(32).fill(9));
    const now = packBaseline({ features, issueIds: [7], firstSeenScanIds: [1] });
    const before = Uint8Array.from(now.subarray(0, now.length - 2), (byte, at) => (at === 0 ? 2 : byte));
    const read = unpackBaseline(before);
    expect([read.features.words, read.issueIds[0], read.severities]).toEqual([features.words, 7, undefined]);
  });

  it('takes at most 140 bytes a finding, ids included', () => {
    const project = aProject(2000);
    expect(packBaseline(project).length / project.features.count).toBeLessThanOrEqual(140);
  });

  it('may be empty', () => {
    expect(unpackBaseline(packBaseline(EMPTY_BASELINE)).features.count).toBe(0);
  });

  it('of another version, or cut short, is refused', () => {
    const bytes = packBaseline(aProject(20));
    expect(() => unpackBaseline(Uint8Array.from(bytes, (byte, at) => (at === 0 ? 99 : byte)))).toThrow(
      UnknownFeaturesVersion,
    );
    expect(() => unpackBaseline(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError);
    expect(() => unpackBaseline(bytes.subarray(0, 3))).toThrow(RangeError);
  });
});
