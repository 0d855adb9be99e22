import fc from 'fast-check';
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
});
