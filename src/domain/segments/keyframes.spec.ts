import fc from 'fast-check';
import { eachStored, readKeyframe, readStored, storeAgainst } from './keyframes.js';
import { addressOf, type FactsFormat, type Manifest, packManifest } from './manifest.js';

const NUMBER: FactsFormat<number> = {
  write: (facts, writer) => writer.varint(facts),
  read: (reader) => reader.varint(),
  isEqual: (one, other) => one === other,
};

const manifestOf = (facts: readonly number[]): Manifest<number> =>
  facts.map((fact, index) => ({
    path: `src/file-${String(index).padStart(4, '0')}.ts`,
    address: addressOf(Buffer.from(`${index} ${fact}`)),
    facts: fact,
  }));

const keyframeOf = (manifest: Manifest<number>) => {
  const packed = packManifest(manifest, NUMBER);
  return readKeyframe(addressOf(packed), packed, NUMBER);
};

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('storeAgainst', () => {
  it('stores a first manifest whole', () => {
    const manifest = manifestOf([1, 2]);
    const stored = storeAgainst(null, manifest, NUMBER);
    expect(stored.newKeyframe).toEqual(packManifest(manifest, NUMBER));
    expect(stored.keyframe).toBe(keyframeOf(manifest).address);
  });

  it('stores an equal manifest in three bytes at most', () => {
    const manifest = manifestOf(numbers(1000));
    const stored = storeAgainst(keyframeOf(manifest), manifest, NUMBER);
    expect(stored.newKeyframe).toBeNull();
    expect(stored.difference.length).toBeLessThanOrEqual(3);
  });

  it('takes another keyframe where the difference exceeds a quarter of it', () => {
    const keyframe = keyframeOf(manifestOf(numbers(100)));
    const takesAnother = (changed: number) =>
      storeAgainst(keyframe, manifestOf(numbers(100).map((n) => (n < changed ? n + 1000 : n))), NUMBER).newKeyframe !==
      null;
    const first = numbers(100).find(takesAnother)!;
    const sizeOf = (changed: number) =>
      storeAgainst(
        { ...keyframe, size: Infinity },
        manifestOf(numbers(100).map((n) => (n < changed ? n + 1000 : n))),
        NUMBER,
      ).difference.length;
    expect(sizeOf(first - 1)).toBeLessThanOrEqual(keyframe.size / 4);
    expect(sizeOf(first)).toBeGreaterThan(keyframe.size / 4);
  });

  it('stores a small part of a keyframe in few bytes', () => {
    const all = manifestOf(numbers(5000));
    const stored = storeAgainst(keyframeOf(all), all.slice(2000, 2025), NUMBER);
    expect(stored.difference.length).toBeLessThan(16);
  });

  it('stores what is read again', () => {
    const facts = fc.array(fc.nat(3), { maxLength: 30 });
    fc.assert(
      fc.property(facts, facts, (before, after) => {
        const first = keyframeOf(manifestOf(before));
        const stored = storeAgainst(first, manifestOf(after), NUMBER);
        const keyframe = stored.newKeyframe ? readKeyframe(stored.keyframe, stored.newKeyframe, NUMBER) : first;
        expect(keyframe.address).toBe(stored.keyframe);
        expect(readStored(keyframe, stored.difference, NUMBER)).toEqual(manifestOf(after));
        const packed = packManifest(keyframe.manifest, NUMBER);
        expect([...eachStored(packed, stored.difference, NUMBER)]).toEqual(manifestOf(after));
      }),
    );
  });
});
