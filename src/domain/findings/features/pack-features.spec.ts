import { createHash } from 'node:crypto';
import { flagged } from '../../../../test/support/flagged-code.js';
import { extractFeatures } from './extract-features.js';
import { FEATURES_VERSION, packFeatures, UnknownFeaturesVersion, unpackFeatures } from './pack-features.js';

const table = extractFeatures(flagged('run(«a»);\nrun(«b»);\n'), new Uint8Array(32).fill(1));
const packed = [packFeatures(table, 0), packFeatures(table, 1)];

describe('packed features', () => {
  it('are the same after unpacking, in the order given', () => {
    expect(unpackFeatures(packed).words).toEqual(table.words);
    expect(unpackFeatures([...packed].reverse()).words).toEqual(table.select([1, 0]).words);
  });

  it('are the same in one piece, behind one another', () => {
    expect(unpackFeatures([Buffer.concat([...packed, ...packed]), packed[0]!], 5).words).toEqual(
      table.select([0, 1, 0, 1, 0]).words,
    );
  });

  it('of one version have the same values for ever', () => {
    const digest = createHash('sha256')
      .update(Buffer.concat([...packed]))
      .digest('hex');
    expect([FEATURES_VERSION, digest]).toEqual([3, '435d5c91298510e203eac46e4c3da66772c3cb464811be049d02fe69a864290c']);
  });

  it('take at most 160 bytes each', () => {
    for (const bytes of packed) expect(bytes.length).toBeLessThanOrEqual(160);
  });

  it('keep the name that a line declares', () => {
    const declares = extractFeatures(flagged('function «run»() {}\n'), new Uint8Array(32).fill(1));
    expect(declares.has(0, 'isDeclaration')).toBe(true);
    expect(unpackFeatures([packFeatures(declares, 0), ...packed]).select([0]).words).toEqual(declares.words);
  });

  it('of the version before are read, without knowing what lines declare', () => {
    const before = Uint8Array.from(packed[0]!);
    before[0] = 2;
    before[before.length - 1]! &= 3;
    const read = unpackFeatures([before, packed[1]!]);
    expect([0, 1].map((row) => read.has(row, 'knowsDeclaration'))).toEqual([false, true]);
    expect(read.isEqual(0, table, 0, 'surroundings') && read.int(0, 'startLine') === 1).toBe(true);
  });

  it('of another version are refused by name', () => {
    const other = Uint8Array.from(packed[0]!);
    other[0] = FEATURES_VERSION + 1;
    expect(() => unpackFeatures([other])).toThrow(UnknownFeaturesVersion);
  });

  it('that are cut short are refused', () => {
    expect(() => unpackFeatures([packed[0]!.subarray(0, 50)])).toThrow(RangeError);
    expect(() => unpackFeatures([new Uint8Array()])).toThrow(RangeError);
  });
});
