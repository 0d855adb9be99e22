import { AS_TABLES } from '../collecting/file-form.js';
import { type CoverageReport } from '../coverage-report.js';
import { readClover } from './clover.js';

const read = (project: string, outside = ''): CoverageReport =>
  readClover(
    Buffer.from(`<coverage generated="1"><project timestamp="1">${project}</project>${outside}</coverage>`),
    AS_TABLES,
  );

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

const stmt = (num: number, count: number | string): string => `<line num="${num}" type="stmt" count="${count}"/>`;
const fileOf = (attributes: string, content: string): string => `<file ${attributes}>${content}</file>`;

describe('readClover', () => {
  it('reads files inside of packages and outside', () => {
    const report = read(
      fileOf('name="b.php"', stmt(2, 1)) +
        `<package name="p">${fileOf('name="a.php"', stmt(3, 0) + stmt(1, 4))}</package>`,
    );
    expect(summary(report)).toEqual({ 'a.php': '1:4 3:0', 'b.php': '2:1' });
  });

  it('prefers the path to the name', () => {
    const report = read(
      fileOf('name="a.js" path="C:\\src\\a.js"', stmt(1, 1)) +
        fileOf('name="b.js" path=""', stmt(1, 1)) +
        fileOf('', stmt(1, 1)),
    );
    expect(summary(report)).toEqual({ 'C:/src/a.js': '1:1', 'b.js': '1:1' });
    expect(report.warnings).toEqual([{ code: 'records_ignored', message: 'Ignored 1 file without path and name' }]);
  });

  it('counts statements and conditions, not methods or anything else', () => {
    const lines =
      '<line num="1" type="method" count="5"/><line num="2" type="other" count="5"/><line num="3" count="5"/>' +
      stmt(4, 1);
    expect(summary(read(fileOf('name="a"', lines)))).toEqual({ a: '4:1' });
  });

  it('reads the conditions of OpenClover, which count how often each outcome came', () => {
    const cond = (num: number, t: number, f: number): string =>
      `<line num="${num}" type="cond" truecount="${t}" falsecount="${f}"/>`;
    expect(summary(read(fileOf('name="a"', cond(1, 7, 0) + cond(2, 0, 0) + cond(3, 2, 9))))).toEqual({
      a: '1:7 2:0 3:11 1:1/2 2:0/2 3:2/2',
    });
  });

  it('reads the conditions of istanbul, which count the line and the branches taken and not taken', () => {
    const cond = (num: number, count: number, t: number, f: number): string =>
      `<line num="${num}" count="${count}" type="cond" truecount="${t}" falsecount="${f}"/>`;
    expect(summary(read(fileOf('name="a"', cond(1, 5, 4, 0) + cond(2, 0, 0, 2) + cond(3, 1, 0, 0))))).toEqual({
      a: '1:5 2:0 3:1 1:4/4 2:0/2',
    });
  });

  it('keeps the most of a line that comes twice, and joins a file that does', () => {
    const report = read(
      fileOf('name="a"', stmt(5, 0) + stmt(5, 2) + stmt(1, 1)) + fileOf('name="a"', stmt(5, 1) + stmt(9, 0)),
    );
    expect(summary(report)).toEqual({ a: '1:1 5:2 9:0' });
  });

  it('leaves test code out, and lines that stand elsewhere', () => {
    const report = read(
      `<package>${stmt(1, 1)}</package>` + fileOf('name="a"', `<class>${stmt(2, 1)}</class>${stmt(0, 1)}${stmt(3, 1)}`),
      `<testproject>${fileOf('name="test"', stmt(1, 1))}</testproject>`,
    );
    expect(summary(report)).toEqual({ a: '3:1' });
  });

  it('knows files that have only metrics', () => {
    expect(summary(read(fileOf('name="a"', '<metrics statements="9" coveredstatements="3"/>')))).toEqual({ a: '' });
  });
});
