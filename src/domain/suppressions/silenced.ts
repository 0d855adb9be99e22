import type { Directive } from '../findings/directive.js';
import { SEVERITIES, type Severity } from '../findings/finding.js';

/** A problem that a report says was suppressed. */
export interface SilencedProblem {
  readonly tool: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly startLine: number | null;
}

/** Problems that a directive silences. */
export interface Silenced {
  /** Sorted. */
  readonly rules: readonly string[];
  readonly worstSeverity: Severity;
  readonly count: number;
  /** Those of severity critical or high. */
  readonly highCount: number;
}

/** Tools that heed directives of a name; a name that is in no row is heeded by all. */
const HEEDED_BY: readonly (readonly [name: RegExp, tool: RegExp])[] = [
  [/eslint/i, /eslint/i],
  [/biome/i, /biome/i],
  [/oxlint/i, /oxlint/i],
  [/stylelint/i, /stylelint/i],
  [/pylint/i, /pylint/i],
  [/ruff/i, /ruff/i],
  [/noqa/i, /ruff|flake8|pycodestyle|pyflakes|pydocstyle/i],
  [/nosec/i, /bandit|gosec/i],
  [/nosemgrep/i, /semgrep|opengrep/i],
  [/nosonar/i, /sonar/i],
  [/gitleaks/i, /gitleaks/i],
  [/checkov/i, /checkov/i],
  [/trivy/i, /trivy/i],
  [/rubocop/i, /rubocop|standard/i],
  [/nolint\b/, /golangci|lint|staticcheck|revive|gosec|vet|errcheck|clang-tidy/i],
  [/phpcs/i, /phpcs|php_codesniffer/i],
  [/phpstan/i, /phpstan/i],
  [/psalm/i, /psalm/i],
  [/NOLINT/, /clang-tidy|cpplint/i],
  [/cppcheck/i, /cppcheck/i],
  [/swiftlint/i, /swiftlint/i],
  [/shellcheck/i, /shellcheck/i],
  [/hadolint/i, /hadolint/i],
  [/NOPMD|CPD/, /pmd|cpd/i],
  [/CSOFF|CHECKSTYLE/, /checkstyle/i],
  [/codeql|lgtm/, /codeql/i],
  [/^@ts-/, /typescript|tsc/i],
  [/pyright/i, /pyright/i],
  [/mypy|^type: ignore/, /mypy|pyright|pyre/i],
];

/**
 * The problems that a directive silences among those of its file that reports call suppressed; null where there are none, and
 * for directives that silence no analyzer.
 *
 * @param line of the directive
 */
export function silencedBy(
  directive: Directive,
  line: number | null,
  problems: readonly SilencedProblem[],
): Silenced | null {
  if (directive.family === 'coverage' || directive.family === 'tests') return null;
  const heeding = HEEDED_BY.find(([name]) => name.test(directive.name))?.[1];
  const silenced = problems.filter(
    ({ tool, ruleId, startLine }) =>
      (heeding?.test(tool) ?? true) && isReached(directive, line, startLine) && isNamed(directive.rules, ruleId),
  );
  if (silenced.length === 0) return null;
  return {
    rules: [...new Set(silenced.map(({ ruleId }) => ruleId))].sort(),
    worstSeverity: SEVERITIES.find((severity) => silenced.some((problem) => problem.severity === severity))!,
    count: silenced.length,
    highCount: silenced.filter(({ severity }) => severity === 'critical' || severity === 'high').length,
  };
}

function isReached({ reach, endLine }: Directive, line: number | null, at: number | null): boolean {
  if (reach === 'file') return true;
  if (line === null || at === null) return false;
  if (reach === 'line') return at === line;
  if (reach === 'next_line') return at === line + 1;
  return at >= line && (endLine === null || at <= endLine);
}

/** A rule is named by its id, by the end of it behind a slash or a dot, or by the letters that codes begin with. */
function isNamed(rules: readonly string[], ruleId: string): boolean {
  if (rules.length === 0) return true;
  const id = ruleId.toLowerCase();
  return rules.some((named) => {
    const rule = named.toLowerCase();
    const isPrefix = /^[a-z]+\d*$/.test(rule) && id.startsWith(rule) && /^\d*$/.test(id.slice(rule.length));
    return id === rule || isPrefix || id.endsWith(`/${rule}`) || id.endsWith(`.${rule}`);
  });
}
