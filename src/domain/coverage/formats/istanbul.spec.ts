import { coverageSummary } from '../../../../test/support/coverage-summary.js';
import { AS_TABLES } from '../collecting/file-form.js';
import { readIstanbul } from './istanbul.js';

const read = (report: object) => readIstanbul(Buffer.from(JSON.stringify(report)), AS_TABLES);
const at = (line: number) => ({ start: { line, column: 0 }, end: { line, column: 9 } });

describe('readIstanbul', () => {
  it('takes the line where a statement begins, and the most hits of several', () => {
    const statementMap = { 0: at(2), 1: at(3), 2: at(3), 3: at(9) };
    const report = read({ '/a.js': { path: '/a.js', statementMap, s: { 0: 7, 1: 0, 2: 5 } } });
    expect(coverageSummary(report)).toEqual({ '/a.js': '2:7 3:5 9:0' });
  });

  it('counts each arm of a branch on the line of its place', () => {
    const branchMap = {
      0: { loc: at(4), type: 'if', line: 1, locations: [at(7)] },
      1: { line: 4, type: 'cond-expr' },
      2: { type: 'none' },
    };
    const report = read({
      'a.js': { statementMap: { 0: at(4) }, s: { 0: 1 }, branchMap, b: { 0: [3, 0], 1: [1, 0, 2], 2: [1] } },
    });
    expect(coverageSummary(report)).toEqual({ 'a.js': '4:1 4:3/5' });
  });

  it('counts arms of one file that comes twice once', () => {
    const file = (...arms: number[]) => ({
      path: 'a.js',
      statementMap: {},
      branchMap: { 0: { line: 1 } },
      b: { 0: arms },
    });
    expect(coverageSummary(read({ x: file(1, 0), y: file(1, 0), z: file(0, 0) }))).toEqual({ 'a.js': '1:1/2' });
  });

  it('names a file by its path, else by its key', () => {
    const report = read({
      k: { path: '/p.js', statementMap: {} },
      'C:\\a.js': { statementMap: {} },
      '': { s: {} },
      n: 7,
    });
    expect(Object.keys(coverageSummary(report))).toEqual(['/p.js', 'C:/a.js']);
    expect(report.warnings).toHaveLength(1);
  });
});
