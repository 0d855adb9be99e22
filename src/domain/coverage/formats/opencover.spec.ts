import { coverageSummary } from '../../../../test/support/coverage-summary.js';
import { ScanFailure } from '../../scanning/scan-failure.js';
import { AS_TABLES } from '../collecting/file-form.js';
import { readOpenCover } from './opencover.js';

const FILES = '<Files><File uid="1" fullPath="C:\\src\\A.cs"/><File uid="2" fullPath="/src/B.cs"/></Files>';
const read = (points: string, files = FILES) =>
  readOpenCover(
    Buffer.from(
      `<CoverageSession><Modules><Module>${files}<Classes><Class><Methods><Method>${points}</Method></Methods></Class></Classes></Module></Modules></CoverageSession>`,
    ),
    AS_TABLES,
  );
const point = (vc: number, sl: number, el: number, file = 'fileid="1"') =>
  `<SequencePoint vc="${vc}" sl="${sl}" sc="1" el="${el}" ec="9" ${file}/>`;
const branch = (vc: number, sl: number, path: number) =>
  `<BranchPoint vc="${vc}" sl="${sl}" ordinal="${path}" offset="3" path="${path}" fileid="1"/>`;

describe('readOpenCover', () => {
  it('makes executable every line of a point, with the most visits', () => {
    expect(coverageSummary(read(point(3, 5, 7) + point(9, 7, 7) + point(0, 2, 2)))).toEqual({
      'C:/src/A.cs': '2:0 5:3 6:3 7:9',
    });
  });

  it('leaves out what the compiler made without source', () => {
    expect(coverageSummary(read(point(1, 16_707_566, 16_707_566) + point(1, 1, 1)))).toEqual({ 'C:/src/A.cs': '1:1' });
  });

  it('takes the file of the method where a point names none', () => {
    expect(coverageSummary(read(`<FileRef uid="2"/>${point(1, 4, 4, '')}${point(2, 1, 1)}`))).toEqual({
      '/src/B.cs': '4:1',
      'C:/src/A.cs': '1:2',
    });
  });

  it('counts branches by offset, ordinal and path', () => {
    const branches = branch(1, 5, 0) + branch(0, 5, 1) + branch(0, 5, 0);
    expect(coverageSummary(read(point(1, 5, 5) + branches))).toEqual({ 'C:/src/A.cs': '5:1 5:1/2' });
  });

  it('ignores points of files that the report does not list', () => {
    const report = read(point(1, 4, 4, 'fileid="7"') + point(1, 4, 4, ''));
    expect(report.files).toEqual([]);
    expect(report.warnings).toEqual([{ code: 'records_ignored', message: 'Ignored 2 points of files without a path' }]);
  });

  it('refuses a point of more lines than a report may have', () => {
    expect(() => read(point(1, 1, 2_000_000_000))).toThrow(ScanFailure);
  });
});
