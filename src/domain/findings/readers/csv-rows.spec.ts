import fc from 'fast-check';
import { processorMs } from '../../../../test/support/processor-time.js';
import { propertyRuns } from '../../../../test/support/programme.js';
import { csvRows } from './csv-rows.js';

describe('csvRows', () => {
  it.each([
    [
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\r\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['"a,b","c\nd"\n', [['a,b', 'c\nd']]],
    ['"say ""hi""",1', [['say "hi"', '1']]],
    ['"f("x") end",1', [['f("x") end', '1']]],
    [
      'a,\n,b',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a,', [['a', '']]],
    ['"never closed,1\n2', [['"never closed', '1'], ['2']]],
    [
      '"a,"b""",c\n"d,"e" f',
      [
        ['a,"b"', 'c'],
        ['"d', '"e" f'],
      ],
    ],
    ['', []],
    ['\n', [['']]],
  ])('%j', (text, rows) => {
    expect([...csvRows(text)]).toEqual(rows);
  });

  it('reads back any quoted table', () => {
    const field = fc.string();
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2 }), { minLength: 1 }), (rows) => {
        const text = rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')).join('\n');
        expect([...csvRows(text)]).toEqual(rows);
      }),
    );
  });

  it('does not search the rest of the text for each quote that nothing ends', () => {
    const text = '"a,'.repeat(30_000);
    const took = processorMs(() => {
      expect([...csvRows(text)][0]).toHaveLength(30_001);
    });
    expect(took).toBeLessThan(3_000);
  });

  it('tells the same of any text as searching the rest of it for each field does', () => {
    const text = fc.string({ unit: fc.constantFrom('"', '"', ',', '\n', '\r', 'a'), maxLength: 40 });
    fc.assert(
      fc.property(text, (text) => {
        expect([...csvRows(text)]).toEqual(plainlyRead(text));
      }),
      { numRuns: propertyRuns(2_000) },
    );
  });
});

/** Reads fields one by one with a regular expression: a quoted field, else up to the next comma or line end. */
function plainlyRead(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const quoted = /^"((?:""|[^"]|"(?!$|[",\r\n]))*)"(?=$|[,\r\n])/.exec(rest);
    const written = quoted ?? /^[^,\r\n]*/.exec(rest)!;
    row.push(quoted ? quoted[1]!.replaceAll('""', '"') : written[0]);
    at += written[0].length;
    if (text[at] === ',') {
      at += 1;
      if (at === text.length) row.push('');
      continue;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    rows.push(row);
    row = [];
  }
  return row.length > 0 ? [...rows, row] : rows;
}
