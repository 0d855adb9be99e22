import { coverageSummary } from '../../../../test/support/coverage-summary.js';
import { AS_TABLES } from '../collecting/file-form.js';
import { readSimpleCov } from './simplecov.js';

const read = (report: object) => readSimpleCov(Buffer.from(JSON.stringify(report)), AS_TABLES);
const summary = (report: object): Record<string, string> => coverageSummary(read(report));

describe('readSimpleCov', () => {
  it('reads the lines of a result set, of today and of before', () => {
    const coverage = { '/a.rb': { lines: [null, 3, 0] }, '/b.rb': [1, null, 0] };
    expect(summary({ RSpec: { coverage, timestamp: 1 } })).toEqual({ '/a.rb': '2:3 3:0', '/b.rb': '1:1 3:0' });
  });

  it('joins the commands of a result set', () => {
    const ofCommand = (...lines: (number | null)[]) => ({ coverage: { '/a.rb': { lines } } });
    expect(summary({ RSpec: ofCommand(0, null, 2), Cucumber: ofCommand(1, null, 0) })).toEqual({ '/a.rb': '1:1 3:2' });
  });

  it('counts the branches of conditions, and one that several commands took once', () => {
    const ofCommand = (taken: number, other: number) => ({
      coverage: {
        '/a.rb': {
          lines: [1, 1],
          branches: {
            '[:if, 0, 1, 0, 1, 20]': { '[:then, 1, 1, 6, 1, 9]': taken, '[:else, 2, 1, 0, 1, 20]': other },
            '[:while, 3, 2, 0, 4, 3]': { '[:body, 4, 3, 2, 3, 9]': 5 },
          },
        },
      },
    });
    expect(summary({ RSpec: ofCommand(2, 0), Cucumber: ofCommand(1, 0) })).toEqual({ '/a.rb': '1:1 2:1 1:1/2 3:1/1' });
    expect(summary({ RSpec: ofCommand(2, 0), Cucumber: ofCommand(0, 1) })['/a.rb']).toContain('1:2/2');
  });

  it('reads the report of the JSON formatter', () => {
    const branch = (start_line: number, coverage: number | string) => ({ type: 'then', start_line, coverage });
    const report = {
      meta: { simplecov_version: '0.22.0' },
      coverage: { '/a.rb': { lines: [1, 'ignored', 0], branches: [branch(3, 0), branch(3, 4), branch(2, 'ignored')] } },
      groups: { Models: { lines: { covered_percent: 50 } } },
    };
    expect(summary(report)).toEqual({ '/a.rb': '1:1 3:0 3:1/2' });
  });

  it('reads the report of the formatter before it', () => {
    const files = [
      { filename: '/a.rb', covered_percent: 50, coverage: { lines: [1, null, 0] } },
      { coverage: [1, 2], filename: '/b.rb' },
      { coverage: [1] },
    ];
    const report = read({ command_name: 'RSpec', files, metrics: {} });
    expect(coverageSummary(report)).toEqual({ '/a.rb': '1:1 3:0', '/b.rb': '1:1 2:2' });
    expect(report.warnings).toEqual([{ code: 'records_ignored', message: 'Ignored 1 file without a path' }]);
  });
});
