import fc from 'fast-check';
import { chooseSeed, seedOf } from './seed.mjs';

describe('the seed of random tests', () => {
  it('is fixed in a test run', () => {
    expect(chooseSeed(undefined)).toBe(chooseSeed(''));
  });

  it('is that of the commit in the nightly run', () => {
    expect(chooseSeed(undefined, 'nightly')).not.toBe(chooseSeed(undefined));
    expect(chooseSeed(undefined, 'nightly')).toBe(chooseSeed('', 'nightly'));
    expect(seedOf('d97cc85f00000000000000000000000000000000')).toBe(0x597cc85f);
    expect(seedOf('b58b584f00000000000000000000000000000000')).toBe(0x358b584f);
  });

  it('is the one that is given', () => {
    expect(chooseSeed('42')).toBe(42);
    expect(() => chooseSeed('a few')).toThrow('SEED has to be a whole number');
  });

  it('is drawn on request', () => {
    const drawn = new Set(Array.from({ length: 20 }, () => chooseSeed('random')));
    expect(drawn.size).toBeGreaterThan(1);
    for (const seed of drawn) expect(seed).toBeGreaterThanOrEqual(0);
  });

  it('is that of every property', () => {
    expect(fc.readConfigureGlobal().seed).toBe(Number(process.env.SEED));
    const sample = () => fc.sample(fc.nat(), 5);
    expect(sample()).toEqual(sample());
  });
});
