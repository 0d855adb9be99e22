import type { Finding } from './finding.js';
import { resolveFindingPaths } from './resolve-finding-paths.js';

const LIST = ['README.md', 'packages/cart/src/index.ts', 'packages/pay/src/index.ts', 'packages/pay/src/card.ts'];

const at = (filePath: string | null): Finding => ({
  tool: 'eslint',
  ruleId: 'r',
  type: 'bug',
  severity: 'high',
  debtKind: 'other',
  message: 'm',
  filePath,
  region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
  snippet: null,
  context: null,
  scope: null,
  partialFingerprints: {},
  isSuppressed: false,
});

const resolved = (...paths: (string | null)[]) =>
  resolveFindingPaths(paths.map(at), LIST).map(({ filePath }) => filePath);

describe('resolveFindingPaths', () => {
  it.each([
    ['a listed path', 'packages/pay/src/card.ts', 'packages/pay/src/card.ts'],
    [
      'a path of the machine that the tool ran on',
      'home/runner/work/shop/packages/pay/src/card.ts',
      'packages/pay/src/card.ts',
    ],
    ['a path that starts in a folder of the repository', 'src/card.ts', 'packages/pay/src/card.ts'],
    ['a path that fits several files alike', 'src/index.ts', 'src/index.ts'],
    ['a path that fits none', 'vendor/lib.js', 'vendor/lib.js'],
  ])('takes %s', (_, written, expected) => {
    expect(resolved(written)).toEqual([expected]);
  });

  it('tells files of one name apart by what certain files have in front', () => {
    expect(resolved('build/7/packages/pay/src/card.ts', 'build/7/packages/cart/src/index.ts')).toEqual([
      'packages/pay/src/card.ts',
      'packages/cart/src/index.ts',
    ]);
  });

  it.each([
    ['packages/pay/eslint.sarif', 'packages/pay/src/index.ts'],
    ['packages/cart/reports/eslint.json', 'packages/cart/src/index.ts'],
    ['eslint.json', 'src/index.ts'],
  ])('tells files of one name apart by where the report lies: %s', (reportPath, expected) => {
    expect(resolveFindingPaths([at('src/index.ts')], LIST, reportPath)[0]!.filePath).toBe(expected);
  });

  it('takes the file below the folder of the report, even where another is named in full', () => {
    const list = [...LIST, 'src/index.ts'];
    expect(resolveFindingPaths([at('src/index.ts')], list, 'packages/pay/e.json')[0]!.filePath).toBe(
      'packages/pay/src/index.ts',
    );
    expect(resolveFindingPaths([at('src/index.ts')], list)[0]!.filePath).toBe('src/index.ts');
  });

  it('leaves findings without a file alone', () => {
    expect(resolved(null)).toEqual([null]);
  });

  it('gives the findings themselves back where there is nothing to do', () => {
    const findings = [at('README.md')];
    expect(resolveFindingPaths(findings, LIST)).toBe(findings);
  });
});
