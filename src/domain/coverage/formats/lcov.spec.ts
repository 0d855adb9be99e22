import fc from 'fast-check';
import { propertyRuns } from '../../../../test/support/programme.js';
import { AS_TABLES } from '../collecting/file-form.js';
import { type CoverageReport } from '../coverage-report.js';
import { readLcov } from './lcov.js';

const read = (...lines: string[]): CoverageReport => readLcov(Buffer.from(lines.join('\n')), AS_TABLES);

/** `line:hits` of each file, and `line:covered/total` of its branches. */
const summary = (report: CoverageReport): Record<string, string> =>
  Object.fromEntries(
    report.files.map((file) => {
      const lines = Array.from(file.lines, (line, i) => `${line}:${file.hits[i]}`);
      const branches = Array.from(
        file.branchLines,
        (line, i) => `${line}:${file.branchesCovered[i]}/${file.branchesTotal[i]}`,
      );
      return [file.path, [...lines, ...branches].join(' ')];
    }),
  );

describe('readLcov', () => {
  it('reads files in path order, lines and branches in line order', () => {
    const report = read(
      'TN:',
      'SF:src/b.ts',
      'DA:3,1',
      'DA:1,0',
      'BRDA:3,0,0,1',
      'BRDA:3,0,1,-',
      'end_of_record',
      'SF:src/a.ts',
      'DA:2,7',
      'end_of_record',
      '',
    );
    expect(report.files.map(({ path }) => path)).toEqual(['src/a.ts', 'src/b.ts']);
    expect(summary(report)).toEqual({ 'src/a.ts': '2:7', 'src/b.ts': '1:0 3:1 3:1/2' });
    expect(report).toMatchObject({ format: 'lcov', sources: [], warnings: [] });
  });

  it('passes over what lcov 2 adds, and over what is no record', () => {
    const report = read(
      'TN:t',
      'SF:a.c',
      'VER:1f',
      'FNL:0,1,7',
      'FNA:0,2,foo',
      'MCDC:3,1,t,1,0,a',
      'MCF:2',
      '# note',
      'DA:4,2,c2hh',
      'LF:99',
      'EOF',
      'end_of_record',
    );
    expect(summary(report)).toEqual({ 'a.c': '4:2' });
  });

  it.each([
    ['a negative count', '-3', 0],
    ['no number', '1.a0e+19', 0],
    ['nothing', '', 0],
    ['a mark of gcov', '=====', 0],
    ['scientific notation', '1.5e+3', 1500],
    ['a fraction', '0.2', 1],
    ['more than 32 bits', '4294967296', 4294967295],
    ['far more than that', '1.0e+19', 4294967295],
    ['ten digits', '2874063630', 2874063630],
    ['white space', ' 5 ', 5],
  ])('counts %s', (_, written, hits) => {
    expect(summary(read('SF:a', `DA:1,${written}`, 'end_of_record'))).toEqual({ a: `1:${hits}` });
  });

  it('keeps the most hits of a line that comes twice', () => {
    expect(summary(read('SF:a', 'DA:1,3', 'DA:2,1', 'DA:1,0', 'DA:1,9', 'end_of_record'))).toEqual({ a: '1:9 2:1' });
  });

  it('merges sections of one file, one per test, and counts each branch once', () => {
    const report = read(
      'TN:one', 'SF:a', 'DA:1,0', 'DA:2,1', 'BRDA:2,0,0,1', 'BRDA:2,0,1,0', 'end_of_record',
      'TN:two', 'SF:b', 'DA:9,1', 'end_of_record',
      'TN:two', 'SF:a', 'DA:1,4', 'DA:3,0', 'BRDA:2,0,0,0', 'BRDA:2,0,1,1', 'end_of_record',
    ); // prettier-ignore
    expect(summary(report)).toEqual({ a: '1:4 2:1 3:0 2:2/2', b: '9:1' });
  });

  it('tells branches apart by block, exception mark and expression', () => {
    const report = read(
      'SF:a',
      'BRDA:5,0,0,1',
      'BRDA:5,1,0,0',
      'BRDA:5,e0,0,-',
      'BRDA:5,0,x, y,2',
      'BRDA:5,0,x, y,0',
      'BRDA:5,70000,0,1',
      'end_of_record',
    );
    expect(summary(report)).toEqual({ a: '5:3/5' });
  });

  it('reads branches in any order of lines and of blocks', () => {
    const report = read(
      'SF:a',
      'BRDA:9,3,0,1',
      'BRDA:2,1,1,-',
      'BRDA:9,2,0,0',
      'BRDA:2,1,0,4',
      'BRDA:9,3,1,1',
      'end_of_record',
    );
    expect(summary(report)).toEqual({ a: '2:1/2 9:2/3' });
  });

  it('ignores lines below 1 and says so', () => {
    const report = read('SF:a', 'DA:0,1', 'DA:x,1', 'DA:-4,1', 'DA:2,1', 'BRDA:0,0,0,1', 'end_of_record');
    expect(summary(report)).toEqual({ a: '2:1' });
    expect(report.warnings).toEqual([
      { code: 'records_ignored', message: 'Ignored 4 records without a line number from 1 on' },
    ]);
  });

  it('knows a file without lines, and none where SF is empty', () => {
    const report = read('SF:empty.ts', 'end_of_record', 'SF: ', 'DA:1,1', 'end_of_record');
    expect(summary(report)).toEqual({ 'empty.ts': '' });
    expect(report.warnings).toEqual([{ code: 'records_ignored', message: 'Ignored 1 record outside any file' }]);
  });

  it('ends a section at the next file when end_of_record is missing', () => {
    const report = read('SF:a', 'DA:1,1', 'SF:b', 'DA:2,0', 'BRDA:2,0,0,-');
    expect(summary(report)).toEqual({ a: '1:1', b: '2:0 2:0/1' });
    expect(report.warnings).toEqual([
      { code: 'report_cut_off', message: 'the report ends inside a file, without end_of_record; it may be truncated' },
    ]);
  });

  it('reads CRLF, a last line without its end, and spaces around paths', () => {
    expect(
      summary(
        readLcov(
          Buffer.from('SF: src\\a b.ts \r\nDA:1,2\r\nBRDA:1,0,0,-\r\nend_of_record\r\nSF:c\r\nDA:3,4'),
          AS_TABLES,
        ),
      ),
    ).toEqual({
      'src/a b.ts': '1:2 1:0/1',
      c: '3:4',
    });
  });

  it('refuses records when no file is ever named, with their place', () => {
    expect(() => read('TN:', 'LF:1', 'DA:1,1', '')).toThrow('expected SF with a path before the first record');
  });

  it('refuses more files than a report can have', () => {
    const sections = Array.from({ length: 100_002 }, (_, i) => `SF:${i}`);
    expect(() => read(...sections)).toThrow('at most 100000 files');
  });

  it('reads any mixture of usual and unusual records by the same rules', () => {
    fc.assert(
      fc.property(fc.array(aRecord, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (records, lineEnd) => {
        const report = readLcov(Buffer.from(['SF:a', ...records, 'end_of_record', ''].join(lineEnd)), AS_TABLES);
        expect(summary(report)).toEqual({ a: expected(records) });
      }),
      { numRuns: propertyRuns(2000) },
    );
  });
});

const aNumber = fc.constantFrom('1', '2', '30', '123456789', '2147483647', '2147483648', '12345678901', '007', '+4');
const aCount = fc.oneof(aNumber, fc.constantFrom('0', '4294967296', '1e2', '0.5', '-1', '', ' ', '-', 'x', ' 3 '));
const aLine = fc.oneof(aNumber, fc.constantFrom('0', '-1', '', ' 5 ', 'x'));
const aBlock = fc.oneof(aNumber, fc.constantFrom('0', '65535', '65536', 'e0', ''));
const aBranch = fc.oneof(aNumber, fc.constantFrom('0', '32767', '32768', 'a, b', ''));

const aRecord = fc.oneof(
  fc.tuple(aLine, aCount, fc.constantFrom('', ',', ',c2hh')).map(([line, hits, more]) => `DA:${line},${hits}${more}`),
  fc.tuple(aLine, aBlock, aBranch, aCount).map((fields) => `BRDA:${fields.join(',')}`),
  fc.constantFrom(
    'DA',
    'DA:',
    'DA:7',
    'DAX:1,1',
    'BRDA:',
    'BRDA:8',
    'BRDB:1,0,0,1',
    'BRF:2',
    'LF:9',
    '',
    'FN:1,f',
    '#',
  ),
);

/** The rules of docs/coverage-formats.md, written down plainly: record by record, field by field. */
function expected(records: readonly string[]): string {
  const hits = new Map<number, number>();
  const branches = new Map<number, Map<string, boolean>>();
  for (const record of records) {
    const [kind, ...rest] = record.split(':');
    const fields = rest.join(':').split(',');
    const line = /^\s*\+?\d+\s*$/.test(fields[0]!) ? Number(fields[0]) : 0;
    if (line < 1 || line > 2_147_483_647) continue;
    if (kind === 'DA') hits.set(line, Math.max(hits.get(line) ?? 0, countOf(fields[1] ?? '')));
    if (kind !== 'BRDA') continue;
    const key = keyOf(fields.slice(1, -1));
    const ofLine = branches.get(line) ?? new Map<string, boolean>();
    const taken = fields.length > 1 && countOf(fields.at(-1)!) > 0;
    branches.set(line, ofLine.set(key, taken || ofLine.get(key) === true));
  }
  const ordered = <T>(map: ReadonlyMap<number, T>): [number, T][] => [...map].sort(([a], [b]) => a - b);
  return [
    ...ordered(hits).map(([line, count]) => `${line}:${count}`),
    ...ordered(branches).map(([line, all]) => `${line}:${[...all.values()].filter(Boolean).length}/${all.size}`),
  ].join(' ');
}

/** Branches that are numbers are told apart as numbers, others as they are written. */
function keyOf(fields: readonly string[]): string {
  const areNumbers = fields.length === 2 && fields.every((field) => /^\d{1,5}$/.test(field));
  return (areNumbers ? fields.map(Number) : fields).join();
}

function countOf(written: string): number {
  return /^\s*\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(written)
    ? Math.min(Math.ceil(Number(written)), 4_294_967_295)
    : 0;
}
