import { coverageSummary as summary } from '../../../../test/support/coverage-summary.js';
import { ScanFailure } from '../../scanning/scan-failure.js';
import { AS_TABLES } from '../collecting/file-form.js';
import { type CoverageReport } from '../coverage-report.js';
import { resolveCoveragePaths } from '../resolve-paths.js';
import { readGo } from './go.js';

const read = (...lines: string[]): CoverageReport => readGo(Buffer.from(['mode: set', ...lines].join('\n')), AS_TABLES);

describe('readGo', () => {
  it('makes executable every line of a block, with the most of the blocks on it', () => {
    const report = read('m/a.go:3.20,5.16 2 4', 'm/a.go:5.16,7.3 1 0', 'm/a.go:8.2,8.10 1 4');
    expect(summary(report)).toEqual({ 'm/a.go': '3:4 4:4 5:4 6:0 7:0 8:4' });
  });

  it('joins blocks that come again, as with several packages under test', () => {
    const report = read('m/a.go:1.1,2.2 1 0', 'm/b.go:1.1,1.9 1 1', 'mode: set', 'm/a.go:1.1,2.2 1 1\r');
    expect(summary(report)).toEqual({ 'm/a.go': '1:1 2:1', 'm/b.go': '1:1' });
    expect(report.warnings).toEqual([]);
  });

  it('knows no line of a block without statements', () => {
    expect(summary(read('m/a.go:3.20,3.21 0 0'))).toEqual({ 'm/a.go': '' });
  });

  it('takes a path with a drive, spaces and colons', () => {
    const report = read('C:\\src\\a b.go:1.1,1.2 1 9', 'x:y/c.go:2.1,2.2 1 1');
    expect(summary(report)).toEqual({ 'C:/src/a b.go': '1:9', 'x:y/c.go': '2:1' });
  });

  it('ignores what is no block, and says so', () => {
    const report = read('m/a.go:1.1,1.2 1 1', 'm/a.go:x', 'PASS', '', ':1.1,1.2 1 1', 'm/a.go:5.1,4.2 1 1');
    expect(summary(report)).toEqual({ 'm/a.go': '1:1' });
    expect(report.warnings).toEqual([{ code: 'records_ignored', message: 'Ignored lines without a block: 3' }]);
  });

  it('refuses a block of more lines than a report may have', () => {
    expect(() => read('m/a.go:1.1,2147483647.2 1 1')).toThrow(ScanFailure);
  });

  it('has import paths that find the files of the repository', () => {
    const report = read(
      'example.org/shop/main.go:1.1,1.2 1 1',
      'example.org/shop/cart/cart.go:1.1,1.2 1 1',
      'example.org/shop/cart/price.go:1.1,1.2 1 1',
    );
    const fileList = ['main.go', 'cart/cart.go', 'cart/price.go', 'cart/main.go', 'go.mod'];
    const resolved = resolveCoveragePaths(report, { fileList, reportPath: 'coverage.out' }, (path, [file]) => ({
      ...file!,
      path,
    }));
    expect(resolved.files.map(({ path }) => path)).toEqual(['cart/cart.go', 'cart/price.go', 'main.go']);
  });
});
