import fc from 'fast-check';
import { propertyRuns } from '../../../../test/support/programme.js';
import { joinRecords, NO_RECORDS, type Records, RecordWriter, viewOf } from './records.js';

const linesOf = (records: Records): number[] => Array.from(viewOf(records, 'lines'));

function write(writer: RecordWriter, from: number, count: number): number[] {
  const lines = Array.from({ length: count }, (_, i) => from + i);
  for (const line of lines) writer.append(line, line + 1, line + 2);
  return lines;
}

describe('RecordWriter', () => {
  it('gives out what was appended since the last time, whatever the sizes', () => {
    const sizes = fc.array(fc.oneof(fc.nat(5), fc.nat(50_000)), { maxLength: 12 });
    fc.assert(
      fc.property(sizes, (counts) => {
        const writer = new RecordWriter(true);
        const taken = counts.map((count, i) => ({
          expected: write(writer, i * 60_000, count),
          records: writer.take(),
        }));
        for (const { expected, records } of taken) {
          expect(linesOf(records)).toEqual(expected);
          expect(Array.from(viewOf(records, 'second'))).toEqual(expected.map((line) => line + 2));
        }
        expect(writer.taken).toBe(counts.reduce((sum, count) => sum + count, 0));
      }),
      { numRuns: propertyRuns(30) },
    );
  });

  it('writes over what is given back, and over nothing else', () => {
    const writer = new RecordWriter(false);
    const kept = write(writer, 1, 3);
    const first = writer.take();
    write(writer, 100, 2);
    writer.giveBack(writer.take());
    const expected = write(writer, 200, 4);
    const second = writer.take();
    writer.giveBack(first);
    write(writer, 300, 5);
    expect([linesOf(first), linesOf(second)]).toEqual([kept, expected]);
    expect([second.start, second.columns]).toEqual([first.end, first.columns]);
  });

  it('forgets what is dropped', () => {
    const writer = new RecordWriter(false);
    write(writer, 1, 3);
    expect(writer.drop()).toBe(3);
    const expected = write(writer, 9, 2);
    const records = writer.take();
    expect(linesOf(records)).toEqual(expected);
    expect(viewOf(records, 'first')).toEqual(Uint32Array.of(10, 11));
    expect(writer.take()).toBe(NO_RECORDS);
  });

  it('appends what waits in another', () => {
    const [writer, other] = [new RecordWriter(true), new RecordWriter(true)];
    write(other, 1, 2);
    other.take();
    const expected = [...write(writer, 5, 1), ...write(other, 20, 40_000)];
    writer.appendPending(other);
    expect(linesOf(writer.take())).toEqual(expected);
    expect(other.drop()).toBe(40_000);
  });
});

describe('joinRecords', () => {
  it('puts records behind each other', () => {
    const writer = new RecordWriter(true);
    const tables = [3, 0, 40_000].map((count) => ({ expected: write(writer, count, count), records: writer.take() }));
    const joined = joinRecords(tables.map(({ records }) => records));
    expect(linesOf(joined)).toEqual(tables.flatMap(({ expected }) => expected));
    expect(viewOf(joined, 'second')[0]).toBe(5);
  });
});
