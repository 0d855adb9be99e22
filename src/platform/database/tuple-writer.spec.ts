import { TupleWriter } from './tuple-writer.js';

const hex = (write: (writer: TupleWriter) => void): string => {
  const writer = new TupleWriter(1);
  write(writer);
  return Buffer.from(writer.finish()).toString('hex');
};

describe('TupleWriter', () => {
  it.each<[string, (writer: TupleWriter) => void, string]>([
    ['the number of fields', (writer) => writer.tuple(258), '0102'],
    ['integers', (writer) => writer.integer(-2), '00000004fffffffe'],
    ['the largest integer', (writer) => writer.integer(2 ** 31 - 1), '000000047fffffff'],
    ['no integer', (writer) => writer.integer(null), 'ffffffff'],
    ['bigints', (writer) => writer.bigint(2 ** 40 + 2 ** 31 + 5), '000000080000010080000005'],
    ['truth', (writer) => writer.boolean(true), '0000000101'],
    ['no text', (writer) => writer.text(null), 'ffffffff'],
    ['an empty text', (writer) => writer.text(''), '00000000'],
    [
      'bytes',
      (writer) => writer.written(9, (buffer, start) => start + buffer.write('\x07\x07', start)),
      '000000020707',
    ],
  ])('writes %s', (_, write, expected) => expect(hex(write)).toBe(expected));

  it.each(['src/a.js', 'größe', 'a'.repeat(32), 'a'.repeat(33), `${'a'.repeat(31)}語`, '😀'.repeat(40)])(
    'writes the text %j in UTF-8, behind its length in bytes',
    (text) => {
      const bytes = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeInt32BE(bytes.length);
      expect(hex((writer) => writer.text(text))).toBe(Buffer.concat([length, bytes]).toString('hex'));
    },
  );

  it('grows with its content, and reports its position', () => {
    const writer = new TupleWriter(1);
    for (let at = 0; at < 1_000; at += 1) writer.text('abcdef');
    expect(writer.length).toBe(10_000);
    expect(Buffer.from(writer.finish()).equals(Buffer.from('\0\0\0\x06abcdef'.repeat(1_000)))).toBe(true);
  });
});
