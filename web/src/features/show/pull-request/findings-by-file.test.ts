import { expect, it } from 'vitest';
import { filesOfChange, findingsByFile } from './findings-by-file';

const aFinding = (issue_id: number, file_path: string | null, severity: 'critical' | 'high' | 'low' = 'high') => ({
  ...{ issue_id, file_path, rule_id: 'rule', severity, line: issue_id, message: 'found' },
});

it('files come by their worst finding, their findings in the order of the diff', () => {
  const files = findingsByFile([
    ...[aFinding(1, 'a.ts', 'low'), aFinding(2, 'b.ts'), aFinding(3, 'a.ts', 'critical'), aFinding(4, null)],
    aFinding(5, 'b.ts'),
  ]);
  expect(files.map(({ path, findings }) => [path, findings.map(({ issue_id }) => issue_id)])).toEqual([
    ['a.ts', [1, 3]],
    ['b.ts', [2, 5]],
    [null, [4]],
  ]);
});

it('files of a change are in the order of its diff, with findings, added lines that no test runs, or both', () => {
  const uncovered: { file_path: string; ranges: [number, number][] }[] = [
    { file_path: 'b.ts', ranges: [[1, 2]] },
    { file_path: 'a.ts', ranges: [[9, 9]] },
  ];
  const files = filesOfChange([aFinding(1, null), aFinding(2, 'c.ts'), aFinding(3, 'a.ts')], uncovered);
  expect(files.map(({ path, findings, uncovered: ranges }) => [path, findings.length, ranges])).toEqual([
    ['a.ts', 1, [[9, 9]]],
    ['b.ts', 0, [[1, 2]]],
    ['c.ts', 1, []],
    [null, 1, []],
  ]);
});
