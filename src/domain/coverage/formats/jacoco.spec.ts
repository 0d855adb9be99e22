import { AS_TABLES } from '../collecting/file-form.js';
import { type CoverageReport } from '../coverage-report.js';
import { readJacoco } from './jacoco.js';

const read = (content: string): CoverageReport =>
  readJacoco(Buffer.from(`<report name="r">${content}</report>`), AS_TABLES);

const summary = (report: CoverageReport): Record<string, unknown> =>
  Object.fromEntries(
    report.files.map((file) => {
      const lines = Array.from(file.lines, (line, i) => `${line}:${file.hits[i]}`);
      const branches = Array.from(
        file.branchLines,
        (line, i) => `${line}:${file.branchesCovered[i]}/${file.branchesTotal[i]}`,
      );
      return [file.path, file.counted ?? [...lines, ...branches].join(' ')];
    }),
  );

const counts = (linesTotal: number, linesCovered: number, branchesTotal = 0, branchesCovered = 0): object => ({
  linesTotal,
  linesCovered,
  branchesTotal,
  branchesCovered,
});

const counter = (type: string, missed: number, covered: number): string =>
  `<counter type="${type}" missed="${missed}" covered="${covered}"/>`;
const source = (name: string, content: string): string => `<sourcefile name="${name}">${content}</sourcefile>`;
const classOf = (file: string, content: string): string =>
  `<class name="p/C" sourcefilename="${file}">${content}</class>`;
const inPackage = (name: string, content: string): string => `<package name="${name}">${content}</package>`;
const inGroup = (name: string, content: string): string => `<group name="${name}">${content}</group>`;

const LINES = '<line nr="7" mi="0" ci="3" mb="1" cb="1"/><line nr="8" mi="4" ci="0" mb="0" cb="0"/>';

describe('readJacoco', () => {
  it('reads the lines of source files, covered or not, with their branches', () => {
    const report = read(
      `<sessioninfo id="s" start="1" dump="2"/>${inPackage('org/a', source('A.java', LINES))}${inPackage('', source('B.java', LINES))}`,
    );
    expect(summary(report)).toEqual({ 'B.java': '7:1 8:0 7:1/2', 'org/a/A.java': '7:1 8:0 7:1/2' });
  });

  it('counts lines, not what counters say, when the lines tell', () => {
    const content = LINES + counter('LINE', 90, 10) + counter('BRANCH', 5, 5);
    expect(summary(read(inPackage('p', classOf('A.java', counter('LINE', 1, 1)) + source('A.java', content))))).toEqual(
      {
        'p/A.java': '7:1 8:0 7:1/2',
      },
    );
  });

  it('takes the counter of a source file whose lines do not tell', () => {
    const content = `<line nr="1"/><line nr="2" mb="2" cb="1"/>${counter('LINE', 2, 5)}${counter('BRANCH', 2, 1)}${counter('METHOD', 9, 9)}`;
    const report = read(inPackage('p', source('a.cpp', content) + source('none.cpp', '<line nr="1"/>')));
    expect(summary(report)).toEqual({ 'p/a.cpp': counts(7, 5, 3, 1), 'p/none.cpp': '' });
    expect(report.files[0]!.branchLines).toEqual(Uint32Array.of(2));
  });

  it('adds up the counters of classes, else of methods, in a package without source files', () => {
    const method = `<method name="m" desc="()V" line="1">${counter('LINE', 1, 2)}${counter('BRANCH', 1, 0)}</method>`;
    const classes =
      classOf('A.java', method + counter('LINE', 1, 9)) +
      classOf('A.java', counter('LINE', 0, 5)) +
      classOf('B.java', method + method) +
      `<class name="p/C">${counter('LINE', 1, 1)}</class>`;
    expect(summary(read(inPackage('p', classes)))).toEqual({
      'p/A.java': counts(15, 14),
      'p/B.java': counts(6, 4, 2, 0),
    });
  });

  it('adds up the counters of classes for a file that the source files of its package lack, and for that file alone', () => {
    const method = `<method name="m" desc="()V" line="1">${counter('LINE', 1, 2)}</method>`;
    const content =
      classOf('A.java', counter('LINE', 5, 5)) +
      classOf('B.java', counter('LINE', 1, 3)) +
      classOf('B.java', method) +
      classOf('Shape.java', counter('METHOD', 1, 1)) +
      source('A.java', LINES);
    const later = inPackage('q', classOf('A.java', counter('LINE', 0, 4)));
    expect(summary(read(inPackage('p', content) + later))).toEqual({
      'p/A.java': '7:1 8:0 7:1/2',
      'p/B.java': counts(7, 5),
      'q/A.java': counts(4, 4),
    });
  });

  it('takes lines from source files only', () => {
    expect(summary(read(inPackage('p', classOf('A.java', `<lines>${LINES}</lines>${counter('LINE', 3, 1)}`))))).toEqual(
      {
        'p/A.java': counts(4, 1),
      },
    );
  });

  it('tells one path in two groups apart, and names the group only then', () => {
    const both = inPackage('p', source('A.java', LINES));
    const report = read(
      inGroup('core', both) + inGroup('web', both + inGroup('deep', inPackage('p', source('B.java', LINES)))),
    );
    expect(Object.keys(summary(report))).toEqual(['core/p/A.java', 'p/B.java', 'web/p/A.java']);
  });

  it('joins what one path is given twice within a group', () => {
    const twice =
      inPackage('p', source('A.java', '<line nr="1" mi="1" ci="0"/>')) +
      inPackage('p', source('A.java', '<line nr="1" mi="0" ci="1"/><line nr="3" ci="1"/>'));
    expect(summary(read(inGroup('g', twice)))).toEqual({ 'p/A.java': '1:1 3:1' });
  });

  it('ignores lines below 1 and source files without a name', () => {
    const report = read(
      inPackage('p', source('', LINES) + source('A.java', '<line nr="0" ci="1"/><line nr="2" mi="1"/>')),
    );
    expect(summary(report)).toEqual({ 'p/A.java': '2:0' });
    expect(report.warnings).toEqual([{ code: 'records_ignored', message: 'Ignored 1 source file without a name' }]);
  });
});
