import fc from 'fast-check';
import { ByteReader, ByteWriter } from './byte-stream.js';

describe('byte streams', () => {
  it('read back what was written', () => {
    const value = fc.oneof(
      fc.record({ as: fc.constant('varint' as const), value: fc.maxSafeNat() }),
      fc.record({ as: fc.constant('signed' as const), value: fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }) }),
      fc.record({ as: fc.constant('word' as const), value: fc.nat(0xffffffff) }),
      fc.record({ as: fc.constant('byte' as const), value: fc.nat(255) }),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 2000 }), (values) => {
        const writer = new ByteWriter();
        for (const { as, value } of values) writer[as](value);
        const reader = new ByteReader(writer.finish());
        expect(values.map(({ as }) => reader[as]())).toEqual(values.map(({ value }) => value));
        expect(() => reader.byte()).toThrow(RangeError);
      }),
    );
  });

  it.each([
    [0, 1],
    [127, 1],
    [128, 2],
    [16_383, 2],
    [16_384, 3],
  ])('write %i in %i bytes', (value, bytes) => {
    const writer = new ByteWriter();
    writer.varint(value);
    expect(writer.finish()).toHaveLength(bytes);
  });
});
