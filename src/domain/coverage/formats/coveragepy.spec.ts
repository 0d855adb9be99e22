import { coverageSummary } from '../../../../test/support/coverage-summary.js';
import { AS_TABLES } from '../collecting/file-form.js';
import { readCoveragePy } from './coveragepy.js';

const read = (files: object) =>
  readCoveragePy(Buffer.from(JSON.stringify({ meta: { version: '7.6.1', branch_coverage: true }, files })), AS_TABLES);

describe('readCoveragePy', () => {
  it('reads lines that ran and lines that did not', () => {
    const file = {
      executed_lines: [1, 2, 5],
      missing_lines: [7, 3],
      excluded_lines: [9],
      summary: { num_statements: 5 },
    };
    expect(coverageSummary(read({ 'src\\a.py': file }))).toEqual({ 'src/a.py': '1:1 2:1 3:0 5:1 7:0' });
  });

  it('counts jumps as branches of the line that they start from', () => {
    const file = {
      executed_lines: [1, 4],
      missing_lines: [],
      executed_branches: [
        [1, 4],
        [4, -1],
        [1, 4],
      ],
      missing_branches: [[1, -1], [4, 9, 9], [4], 7, [0, 1]],
    };
    expect(coverageSummary(read({ 'a.py': file }))).toEqual({ 'a.py': '1:1 4:1 1:1/2 4:1/2' });
  });

  it('passes over functions and classes, which repeat the lines', () => {
    const part = { f: { executed_lines: [1], missing_lines: [8] } };
    const file = { functions: part, classes: part, executed_lines: [2], missing_lines: [] };
    expect(coverageSummary(read({ 'a.py': file, '': file }))).toEqual({ 'a.py': '2:1' });
  });
});
