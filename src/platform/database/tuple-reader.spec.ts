import { TupleReader } from './tuple-reader.js';
import { COPY_HEADER, COPY_TRAILER, TupleWriter } from './tuple-writer.js';

const ROWS: readonly [number: number, bytes: Uint8Array][] = [
  [0, Uint8Array.of()],
  [7, Uint8Array.of(1, 2, 3)],
  [2 ** 32 - 1, Uint8Array.of(255)],
  [Number.MAX_SAFE_INTEGER, new Uint8Array(300).fill(9)],
];

function written(): Buffer {
  const writer = new TupleWriter();
  for (const [number, bytes] of ROWS) {
    writer.tuple(2);
    writer.bigint(number);
    writer.bytes(bytes);
  }
  return Buffer.concat([COPY_HEADER, writer.finish(), COPY_TRAILER]);
}

function read(pieces: readonly Uint8Array[]): [number, number[]][] {
  const reader = new TupleReader(pieces);
  const rows: [number, number[]][] = [];
  while (reader.next()) rows.push([reader.bigint(), [...reader.bytes()]]);
  return rows;
}

const EXPECTED = ROWS.map(([number, bytes]) => [number, [...bytes]]);

describe('TupleReader', () => {
  it.each([1, 3, 64, 1000])('reads what was written, cut into pieces of %i bytes', (size) => {
    const whole = written();
    const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
      whole.subarray(at * size, (at + 1) * size),
    );
    expect(read(pieces)).toEqual(EXPECTED);
  });

  it('reads integers, texts and booleans, and NULL where there is none', () => {
    const writer = new TupleWriter();
    for (const [integer, text] of [
      [-5, 'Ä'],
      [null, ''],
      [0, null],
    ] as const) {
      writer.tuple(3);
      writer.integer(integer);
      writer.text(text);
      writer.boolean(integer === 0);
    }
    const reader = new TupleReader([COPY_HEADER, writer.finish(), COPY_TRAILER]);
    const rows: unknown[] = [];
    while (reader.next()) rows.push([reader.integer(), reader.text(), reader.boolean()]);
    expect(rows).toEqual([
      [-5, 'Ä', false],
      [null, '', false],
      [0, null, true],
    ]);
  });

  it('finds no tuples in nothing, and in a COPY without any', () => {
    expect(read([])).toEqual([]);
    expect(read([COPY_HEADER, COPY_TRAILER])).toEqual([]);
  });

  it('refuses what is cut short, wherever that is', () => {
    const whole = written();
    for (let length = COPY_HEADER.length; length < whole.length - COPY_TRAILER.length; length += 1)
      expect(() => read([whole.subarray(0, length)])).toThrow(RangeError);
  });
});
