import { anLcov, aSarifLog } from '../../support/reports.js';
import { PROBLEMS, type Severity } from './gate-model.js';

const SCORES: Readonly<Record<Severity, string>> = { critical: '9.8', high: '7.5', medium: '5.0' };

/** A report of `tool` that names these problems of the model. */
export function reportOf(tool: string, problems: readonly number[]): string {
  return aSarifLog(
    problems.map((problem) => ({
      rule: `rule-${problem}`,
      path: `src/part-${problem}/file-${problem}.ts`,
      line: 10 * problem + 1,
      message: `Problem ${problem}`,
      snippet: CODE[problem]!,
      securitySeverity: SCORES[PROBLEMS[problem]!],
    })),
    tool,
  );
}

/** Lines that have nothing in common. */
const CODE = [
  'db.query("SELECT * FROM carts WHERE owner = " + name)',
  'return md5(password + salt);',
  'eval(request.body.expression)',
  'while (!ready) { poll(); }',
  'document.innerHTML = comment.text',
  'let unusedCounter = 0;',
];

export const problemOf = (ruleId: string): number => Number(ruleId.replace('rule-', ''));

/** Coverage of the model's one file. */
export const coverageOf = (lines: readonly boolean[]): string =>
  anLcov({ 'src/covered.ts': lines.map((isRun, index) => [index + 1, isRun ? 1 : 0] as const) });
