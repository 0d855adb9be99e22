import fc from 'fast-check';
import {
  applyDifference,
  comparePaths,
  differenceOf,
  type FactsFormat,
  type Manifest,
  packDifference,
  packManifest,
  unpackDifference,
  unpackManifest,
} from './manifest.js';

const NUMBER: FactsFormat<number> = {
  write: (facts, writer) => writer.varint(facts),
  read: (reader) => reader.varint(),
  isEqual: (one, other) => one === other,
};

const address = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const path = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '/', '😀', '😁', 'ü'), maxLength: 6 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);
const manifest: fc.Arbitrary<Manifest<number>> = fc
  .uniqueArray(fc.record({ path, address, facts: fc.nat() }), { selector: (entry) => entry.path, maxLength: 20 })
  .map((entries) => entries.sort((a, b) => comparePaths(a.path, b.path)));

describe('a manifest', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(manifest, (entries) => {
        expect(unpackManifest(packManifest(entries, NUMBER), NUMBER)).toEqual(entries);
      }),
    );
  });

  it('is another one with the difference between them', () => {
    fc.assert(
      fc.property(manifest, manifest, (from, to) => {
        const packed = packDifference(differenceOf(from, to, NUMBER), NUMBER)!;
        expect(applyDifference(from, unpackDifference(packed, NUMBER))).toEqual(to);
      }),
    );
  });

  it('has a difference as long as is wanted, or none', () => {
    fc.assert(
      fc.property(manifest, manifest, fc.nat(200), (from, to, longest) => {
        const difference = differenceOf(from, to, NUMBER);
        const whole = packDifference(difference, NUMBER)!;
        expect(packDifference(difference, NUMBER, longest)).toEqual(whole.length > longest ? null : whole);
      }),
    );
  });

  it('does not differ from itself', () => {
    fc.assert(
      fc.property(manifest, (entries) => {
        expect(differenceOf(entries, unpackManifest(packManifest(entries, NUMBER), NUMBER), NUMBER)).toEqual({
          changed: [],
          removed: [],
        });
      }),
    );
  });

  it('is refused where it is cut short', () => {
    const bytes = packManifest([{ path: 'a', address: '00'.repeat(16), facts: 300 }], NUMBER);
    for (let length = 0; length < bytes.length; length += 1)
      expect(() => unpackManifest(bytes.subarray(0, length), NUMBER)).toThrow(RangeError);
  });
});
