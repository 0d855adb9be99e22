import { BinaryArray, packByteArrays } from './binary-array.js';

const words = (bytes: Uint8Array): number[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, at) => view.getInt32(4 * at));
};

describe('BinaryArray', () => {
  it('is one dimension without nulls, of a type, a length and a first subscript, and elements with their lengths', () => {
    const array = new BinaryArray('bigint', 7, 2);
    array.set(8, 2 ** 40 + 5);
    expect(words(array.bytes)).toEqual([1, 0, 20, 2, 7, 8, 0, 0, 8, 256, 5]);
  });

  it('holds numbers of two bytes, and truth', () => {
    const [numbers, truths] = [new BinaryArray('smallint', 1, 2), new BinaryArray('boolean', 1, 2)];
    numbers.set(1, 300);
    truths.set(2, 1);
    expect([...numbers.bytes.subarray(20)]).toEqual([0, 0, 0, 2, 1, 44, 0, 0, 0, 2, 0, 0]);
    expect([...truths.bytes.subarray(20)]).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 1, 1]);
  });
});

describe('packByteArrays', () => {
  it('is one dimension of bytea from 1 on, each with its length', () => {
    const packed = packByteArrays([Uint8Array.of(1, 2, 3, 4), Uint8Array.of()]);
    expect(words(packed)).toEqual([1, 0, 17, 2, 1, 4, 0x01020304, 0]);
  });
});
