import type { RunState } from '../findings/run-state.js';
import { explainReports } from './explain-reports.js';

const runs = (...states: [tool: string, state: RunState][]) => states.map(([tool, state]) => ({ tool, state }));

describe('what a verdict says of reports', () => {
  it('is how each tool ended, with a warning for each that did not end well', () => {
    const all = runs(['a', 'ok'], ['b', 'failed'], ['c', 'partial'], ['d', 'not_run']);
    const { evidence, warnings } = explainReports(all, null);
    expect(evidence).toEqual({ reports: all, missingTools: null });
    expect(warnings.map(({ code, message }) => [code, message.split(' ')[0]])).toEqual([
      ['tool_failed', 'b'],
      ['tool_partial', 'c'],
      ['tool_not_run', 'd'],
    ]);
  });

  it('is which tools of the base did not report', () => {
    const ofBase = runs(['a', 'ok'], ['b', 'partial'], ['c', 'failed'], ['d', 'not_run'], ['e', 'ok'], ['f', 'ok']);
    const { evidence, warnings } = explainReports(runs(['a', 'ok'], ['e', 'failed'], ['f', 'not_run']), ofBase);
    expect(evidence.missingTools).toEqual(['b', 'f']);
    expect(warnings.at(-1)).toEqual({ code: 'tool_missing', message: expect.stringContaining('not here: b, f.') });
    expect(explainReports(ofBase, ofBase).evidence.missingTools).toEqual([]);
  });

  it('names some of many', () => {
    const ofBase = runs(...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((tool): [string, RunState] => [tool, 'ok']));
    expect(explainReports([], ofBase).warnings).toMatchObject([
      { message: expect.stringContaining('a, b, c, d, e and 2 more') },
    ]);
  });
});
