import { expect, it } from 'vitest';
import { findingsByFile } from './findings-by-file';

const aFinding = (issue_id: number, file_path: string | null) => ({
  ...{ issue_id, file_path, rule_id: 'rule', severity: 'high' as const, line: issue_id, message: 'found' },
});

it('findings of a file stand together, files and findings in the order of the diff', () => {
  const files = findingsByFile([aFinding(1, 'a.ts'), aFinding(2, 'b.ts'), aFinding(3, 'a.ts'), aFinding(4, null)]);
  expect(files.map(({ path, findings }) => [path, findings.map(({ issue_id }) => issue_id)])).toEqual([
    ['a.ts', [1, 3]],
    ['b.ts', [2]],
    [null, [4]],
  ]);
});
