import { AS_TABLES } from '../collecting/file-form.js';
import { type CoverageReport } from '../coverage-report.js';
import { readCobertura } from './cobertura.js';

const read = (classes: string, sources = ''): CoverageReport =>
  readCobertura(
    Buffer.from(
      `<coverage line-rate="1" lines-valid="1">${sources}<packages><package name="p"><classes>${classes}</classes></package></packages></coverage>`,
    ),
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

const line = (number: number | string, hits: number | string, more = ''): string =>
  `<line number="${number}" hits="${hits}" ${more}/>`;

const classOf = (filename: string, lines: string, methods = ''): string =>
  `<class name="c" filename="${filename}"><methods>${methods}</methods><lines>${lines}</lines></class>`;

const method = (lines: string): string => `<method name="m" signature="()"><lines>${lines}</lines></method>`;

describe('readCobertura', () => {
  it('joins the classes of one file', () => {
    const report = read(
      classOf('b.cs', line(1, 1)) + classOf('a.cs', line(9, 0)) + classOf('b.cs', line(3, 2) + line(1, 5)),
    );
    expect(summary(report)).toEqual({ 'a.cs': '9:0', 'b.cs': '1:5 3:2' });
    expect(report.format).toBe('cobertura');
  });

  it('takes the lines of methods only for a class without lines of its own', () => {
    const report = read(
      classOf('own.cs', line(1, 1), method(line(1, 7) + line(2, 7))) +
        classOf('methods.cs', '', method(line(4, 3)) + method(line(3, 0))),
    );
    expect(summary(report)).toEqual({ 'methods.cs': '3:0 4:3', 'own.cs': '1:1' });
  });

  it('takes no lines from elsewhere', () => {
    const stray = `<class name="c" filename="a">${line(1, 1)}<other><lines>${line(2, 1)}</lines></other><lines>${line(3, 1)}</lines></class>`;
    expect(summary(read(`<lines>${line(9, 9)}</lines>${stray}`))).toEqual({ a: '3:1' });
  });

  it('reads how many conditions of a line were met', () => {
    const lines =
      line(1, 1, 'branch="true" condition-coverage="50% (1/2)"') +
      line(2, 1, 'branch="True" condition-coverage="83.33333333333333% (5/6)"') +
      line(3, 1, 'branch="false" condition-coverage="100% (1/1)"') +
      line(4, 1, 'branch="true"') +
      line(7, 1, 'branch="False" condition-coverage="100% (2/2)"') +
      line(5, 1, 'branch="true" condition-coverage="50%"') +
      line(6, 1, 'branch="true" condition-coverage="300% (3/1)"');
    expect(summary(read(classOf('a', lines)))).toEqual({ a: '1:1 2:1 3:1 4:1 5:1 6:1 7:1 1:1/2 2:5/6' });
  });

  it('keeps the most of a line that comes twice', () => {
    const twice =
      line(1, 1, 'condition-coverage="25% (1/4)"') + line(1, 0, 'condition-coverage="0% (0/6)"') + line(1, 3);
    expect(summary(read(classOf('a', twice)))).toEqual({ a: '1:3 1:1/6' });
  });

  it('ignores lines below 1 and classes without a file, and knows files without lines', () => {
    const report = read(
      classOf('', line(1, 1)) + classOf('a', line(0, 1) + line('x', 1) + line(-1, 1)) + classOf('a', ''),
    );
    expect(summary(report)).toEqual({ a: '' });
    expect(report.warnings).toEqual([{ code: 'records_ignored', message: 'Ignored classes without a filename: 1' }]);
  });

  it('reads hits of any notation', () => {
    expect(summary(read(classOf('a', line(1, '1e2') + line(2, '-1') + line(3, '') + line(4, '99999999999'))))).toEqual({
      a: '1:100 2:0 3:0 4:4294967295',
    });
  });

  it('reads source roots, with their references and white space', () => {
    const sources =
      '<sources><source>\n C:\\b &amp; c\n</source><source/><source><![CDATA[src]]></source><source>.</source></sources>';
    expect(read('', sources).sources).toEqual(['C:/b & c', 'src', '.']);
  });

  it('turns backslashes and resolves references in file names', () => {
    expect(summary(read(classOf('C:\\a&#32;b\\&lt;c&gt;.cs', line(1, 1))))).toEqual({ 'C:/a b/<c>.cs': '1:1' });
  });

  it('refuses more source roots than a report can have', () => {
    const sources = (count: number): string => `<sources>${'<source>/a</source>'.repeat(count)}</sources>`;
    expect(read('', sources(1000)).sources).toHaveLength(1000);
    expect(() => read('', sources(1001))).toThrow('at most 1000 sources');
  });
});
