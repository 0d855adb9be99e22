import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ReportFile } from '../report-file.js';
import { withoutIgnoredLines } from './simplecov-marks.js';

let root: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'quality-gate-nocov-')));
  writeFileSync(path.join(root, 'cart.rb'), 'one\n# :nocov:\ntwo\n  # :nocov:\nthree\n');
  writeFileSync(path.join(root, 'plain.rb'), 'one\ntwo\n');
});
afterAll(() => rmSync(root, { recursive: true }));

const reportOf = (content: unknown, format: 'simplecov' | 'istanbul' = 'simplecov'): ReportFile => ({
  ...{ kind: 'coverage', name: 'coverage/.resultset.json' },
  format,
  content: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
});
const left = async (report: ReportFile) => {
  const [read] = await withoutIgnoredLines([report], { root, tracked: new Set(['cart.rb', 'plain.rb']) });
  return read!;
};
const contentOf = async (report: unknown): Promise<unknown> =>
  JSON.parse((await left(reportOf(report))).content.toString());

describe('reports of SimpleCov', () => {
  it('lose lines between two marks, and the branches that begin there', async () => {
    const resultSet = (lines: unknown[], arms: object) => ({
      RSpec: {
        coverage: {
          '/app/cart.rb': { lines, branches: { '[:if, 0, 1, 0, 5, 3]': arms } },
          '/app/plain.rb': { lines: [1, 0] },
          '/app/gone.rb': [0],
        },
        timestamp: 1,
      },
    });
    const arms = { '[:then, 1, 3, 2, 3, 5]': 0, '[:else, 2, 5, 2, 5, 5]': 1 };
    expect(await contentOf(resultSet([1, null, 0, null, 0], arms))).toEqual(
      resultSet([1, null, null, null, 0], { '[:else, 2, 5, 2, 5, 5]': 1 }),
    );
    expect(await contentOf({ Cucumber: { coverage: { 'cart.rb': [1, 0, 0, 0, 0] } } })).toEqual({
      Cucumber: { coverage: { 'cart.rb': [1, null, null, null, 0] } },
    });
    const listed = (...coverage: unknown[]) => ({ command_name: 'RSpec', files: [{ filename: 'cart.rb', coverage }] });
    expect(await contentOf(listed(1, null, 0, null, 0))).toEqual(listed(1, null, null, null, 0));
  });

  it.each([
    [{ RSpec: { coverage: { '/app/plain.rb': [1, 0] } } }, 'simplecov'],
    ['{"RSpec": {', 'simplecov'],
    ['[null, {"files": [null, {}]}]', 'simplecov'],
    [{ files: [null, {}], RSpec: null }, 'simplecov'],
    [{ RSpec: { coverage: { 'cart.rb': [1, 0, 0, 0, 0] } } }, 'istanbul'],
  ] as const)('stay where nothing is to be left out: %j, %s', async (content, format) => {
    const report = reportOf(content, format);
    expect(await left(report)).toBe(report);
  });
});
