import { coverageSummary } from '../../../../test/support/coverage-summary.js';
import { AS_TABLES } from '../collecting/file-form.js';
import { readSonarQube } from './sonarqube.js';

const read = (files: string) => readSonarQube(Buffer.from(`<coverage version="1">${files}</coverage>`), AS_TABLES);

describe('readSonarQube', () => {
  it('reads lines and their branches', () => {
    const report = read(
      `<file path="src\\a.ts"><lineToCover lineNumber="3" covered="false"/>
       <lineToCover lineNumber="1" covered="true" branchesToCover="4" coveredBranches="3"/>
       <lineToCover lineNumber="5" covered="true" branchesToCover="2"/></file>`,
    );
    expect(coverageSummary(report)).toEqual({ 'src/a.ts': '1:1 3:0 5:1 1:3/4 5:0/2' });
  });

  it('never takes more branches than there are', () => {
    const report = read(
      '<file path="a"><lineToCover lineNumber="1" covered="true" branchesToCover="2" coveredBranches="9"/></file>',
    );
    expect(coverageSummary(report)).toEqual({ a: '1:1 1:2/2' });
  });

  it('ignores a file without a path, and lines outside of files', () => {
    const line = '<lineToCover lineNumber="1" covered="true"/>';
    const report = read(`<file>${line}</file>${line}<file path="a">${line}<x>${line.replace('1', '2')}</x></file>`);
    expect(coverageSummary(report)).toEqual({ a: '1:1' });
    expect(report.warnings).toHaveLength(1);
  });
});
