import fc from 'fast-check';
import { flagged } from '../../../../test/support/flagged-code.js';
import { packManifest, unpackManifest } from '../../segments/manifest.js';
import { extractFeatures } from '../features/extract-features.js';
import { FeatureTable } from '../features/feature-table.js';
import { DEBT_KINDS, PROBLEM_TYPES, SEVERITIES, TOOL_LEVELS } from '../finding.js';
import { MATCHED_BY } from '../matching/matched-by.js';
import { encodeTrace } from '../trace.js';
import { NEW_BECAUSE } from '../tracking/newness.js';
import { contentFacts, FILE_FACTS, type FileFacts } from './file-facts.js';
import { codeOfKind, kindOf } from './kinds.js';
import { codeOfState, packStates, type RowState, stateOf, unpackStates } from './row-states.js';
import {
  checkSegment,
  featuresOf,
  packSegment,
  repackDetails,
  Segment,
  type SegmentRow,
  segmentRows,
} from './segment.js';

const SECRET = new Uint8Array(32).fill(3);

const kind = fc.record({
  toolLevel: fc.constantFrom(null, ...TOOL_LEVELS),
  type: fc.constantFrom(...PROBLEM_TYPES),
  severity: fc.constantFrom(...SEVERITIES),
  debtKind: fc.constantFrom(...DEBT_KINDS),
  isSuppressed: fc.boolean(),
});
const place = fc.option(fc.integer({ min: 1, max: 2 ** 30 }));
const row: fc.Arbitrary<SegmentRow> = fc
  .tuple(
    kind,
    fc.record({ startLine: place, startColumn: place, extent: fc.option(fc.nat(50)), endColumn: place }),
    fc.record({
      ruleId: fc.oneof(fc.constantFrom('no-eval', 'eqeqeq'), fc.string({ unit: 'grapheme' })),
      message: fc.string({ unit: 'grapheme', maxLength: 80 }),
      fingerprint: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex')),
      clone: fc.option(fc.constant('{"signature":null,"places":[["a.ts",1,9],["ä.ts",3,11]]}')),
    }),
  )
  .map(([traits, { startLine, startColumn, extent, endColumn }, rest]) => ({
    ...{ ...traits, ...rest },
    region: {
      ...{ startLine, startColumn: startLine === null ? null : startColumn },
      endLine: startLine === null || extent === null ? null : startLine + extent,
      endColumn: startLine === null ? null : endColumn,
    },
  }));

describe('a segment', () => {
  it('has the findings that were put in, in their order', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
        expect(segmentRows(Segment.open(packSegment(rows, null)))).toEqual(rows);
      }),
    );
  });

  it('with other details is what packs them with the same features', () => {
    const features = extractFeatures(flagged('eval(«x»);\nfunction f() {\n  eval(«y»);\n}\n'), SECRET);
    const without = (each: SegmentRow): SegmentRow => ({ ...each, message: '' });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 2 }), fc.boolean(), (rows, isKnown) => {
        const packed = packSegment(rows, isKnown ? features : null);
        const expected = packSegment(rows.map(without), isKnown ? features : null);
        expect(repackDetails(packed, without)).toEqual(expected);
        expect(repackDetails(packed.subarray(0, -4), without)).toEqual(expected);
      }),
    );
  });

  it('has their features, beside those of others in one table', () => {
    const features = extractFeatures(flagged('eval(«x»);\nfunction f() {\n  eval(«y»);\n}\n'), SECRET);
    const rows = [0, 1].map(() => fc.sample(row, { numRuns: 1, seed: 1 })[0]!);
    const open = () => Segment.open(packSegment(rows, features));
    expect([...featuresOf([open(), open()])!.words]).toEqual([...features.words, ...features.words]);
  });

  it('without features makes those of all unknown', () => {
    const [known, unknown] = [packSegment([], FeatureTable.withRows(0)), packSegment([], null)];
    expect(featuresOf([Segment.open(known)])?.count).toBe(0);
    expect(featuresOf([Segment.open(known), Segment.open(unknown)])).toBeNull();
  });

  it('is refused where it is cut short', () => {
    const bytes = unsummed(packSegment(fc.sample(row, { numRuns: 3, seed: 2 }), null));
    for (let length = 0; length < bytes.length; length += 1)
      expect(() => segmentRows(Segment.open(bytes.subarray(0, length)))).toThrow();
  });
});

/** A segment as it was stored before segments ended with a checksum. */
const unsummed = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, -4);

describe('the check of a segment', () => {
  const features = extractFeatures(flagged('eval(«x»);\nfunction f() {\n  eval(«y»);\n}\n'), SECRET);
  const rows = fc.sample(row, { numRuns: features.count, seed: 3 });
  const large = fc.sample(row, { numRuns: 150, seed: 4 });
  const packed = {
    known: packSegment(rows, features),
    unknown: packSegment(rows, null),
    deflated: packSegment(large, null),
  };

  it.each(Object.entries(packed))(
    'finds each flipped bit, and each cut but that of the whole checksum (%s)',
    (_, bytes) => {
      expect(checkSegment(bytes)).toBe('whole');
      const flipped = Array.from(bytes, (byte, at) =>
        checkSegment(Uint8Array.from(bytes).fill(byte ^ (1 << (at % 8)), at, at + 1)),
      );
      expect(new Set(flipped)).toEqual(new Set(['damaged']));
      const cut = Array.from(bytes, (_byte, length) => checkSegment(bytes.subarray(0, length)));
      expect(cut.splice(-4, 1)).toEqual(['unchecked']);
      expect(new Set(cut)).toEqual(new Set(['damaged']));
    },
  );

  it.each(Object.entries(packed))('can only read one that was stored without a checksum (%s)', (_, bytes) => {
    const old = unsummed(bytes);
    expect(checkSegment(old)).toBe('unchecked');
    expect(checkSegment(Buffer.concat([old, Buffer.of(0)]))).toBe('damaged');
    expect(segmentRows(Segment.open(old))).toEqual(segmentRows(Segment.open(bytes)));
  });
});

describe('a kind', () => {
  it('of a version that did not keep levels is one of an unknown level', () => {
    const known = { type: 'bug', severity: 'low', debtKind: 'other', isSuppressed: true } as const;
    const before = codeOfKind(known) & 0xfff;
    expect(kindOf(before)).toEqual({ ...known, toolLevel: 'unknown' });
  });

  it('is read as it was written', () => {
    fc.assert(fc.property(kind, (each) => expect(kindOf(codeOfKind(each))).toEqual(each)));
  });
});

describe('states', () => {
  const state: fc.Arbitrary<RowState> = fc.record({
    isNew: fc.boolean(),
    isSuppressedOnBase: fc.boolean(),
    matchedBy: fc.option(fc.constantFrom(...MATCHED_BY)),
    newBecause: fc.option(fc.nat(NEW_BECAUSE.length - 1)),
  });

  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(state, fc.integer({ min: 1, max: 5 }))), (runs) => {
        const states = runs.flatMap(([each, count]) => Array.from({ length: count }, () => each));
        const codes = unpackStates(packStates(Uint16Array.from(states, codeOfState)), states.length);
        expect(Array.from(codes, stateOf)).toEqual(states);
      }),
    );
  });

  it('of a hundred thousand findings alike take few bytes', () => {
    expect(packStates(new Uint16Array(100_000).fill(7)).length).toBeLessThan(8);
  });
});

describe('facts on a file', () => {
  const ids = fc.oneof(
    fc
      .tuple(fc.nat(), fc.integer({ min: 1, max: 5 }))
      .map(([first, count]) => Array.from({ length: count }, (_, at) => first + at)),
    fc.uniqueArray(fc.nat({ max: 2 ** 40 }), { minLength: 1, maxLength: 8 }),
  );
  const facts: fc.Arbitrary<FileFacts> = fc
    .tuple(
      ids,
      fc.array(fc.nat({ max: 2 ** 40 }), { minLength: 8, maxLength: 8 }),
      fc.boolean(),
      fc.array(kind, { minLength: 8, maxLength: 8 }),
    )
    .map(([issueIds, seen, isSame, kinds]) => ({
      ...contentFacts(kinds.slice(0, issueIds.length).map(codeOfKind), null, isSame),
      issueIds,
      firstSeenScanIds: issueIds.map((_, at) => (isSame ? seen[0]! : seen[at]!)),
    }));

  it('are read as they were written', () => {
    fc.assert(
      fc.property(facts, (each) => {
        const manifest = [{ path: 'src/a.ts', address: '0f'.repeat(16), facts: each }];
        expect(unpackManifest(packManifest(manifest, FILE_FACTS), FILE_FACTS)).toEqual(manifest);
      }),
    );
  });

  it('name wordings that are reported on another line than the first', () => {
    const features = extractFeatures(flagged('«eval»(x);\n«eval»(y);\n'), SECRET);
    expect(contentFacts([0, 0], features, false).wordings).toHaveLength(1);
    expect(contentFacts([0], features.select([0]), false).wordings).toEqual([]);
  });
});

describe('a trace in a segment', () => {
  it('comes back beside directives, elsewhere and weaknesses', () => {
    const [plain] = fc.sample(row, 1);
    const bare = { ...plain!, cwe: undefined, elsewhere: undefined };
    const trace = encodeTrace({ related: [{ filePath: 'a.ts', line: 3, message: 'here' }], flows: [] });
    for (const more of [{}, { cwe: [79] }]) {
      const rows = [{ ...bare }, { ...bare, ...more, trace }, { ...bare }];
      expect(segmentRows(Segment.open(packSegment(rows, null))).map((each) => each.trace)).toEqual([
        ...[undefined, trace, undefined],
      ]);
      expect(checkSegment(packSegment(rows, null))).toBe('whole');
    }
  });
});

describe('a directive in a segment', () => {
  it('keeps its rules, its reach and its end', () => {
    const [plain] = fc.sample(row, { numRuns: 1, seed: 5 });
    const directives = [
      { rules: ['b', 'a'], reach: 'block', endLine: 7 },
      { rules: [], reach: 'file', endLine: null },
    ] as const;
    const rows = [plain!, ...directives.map((directive) => ({ ...plain!, type: 'suppression' as const, directive }))];
    const read = segmentRows(Segment.open(packSegment(rows, null)));
    expect(read.map(({ directive }) => directive)).toEqual([undefined, ...directives]);
  });
});
