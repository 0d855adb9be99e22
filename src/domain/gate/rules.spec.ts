import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boundWords, isBroken, isLooser, RULE_NAMES, RULES, STANDING_RULES } from './rules.js';

/** Files that treat a rule apart from all others, and the rules. */
const SPECIAL = {
  // Words about what such a rule measures.
  'cli/report/explain-totals.ts': ['duplication_pct_max', 'rating_min'],
  // Uncovered lines stand beside it.
  'cli/report/render-github.ts': ['new_coverage_min'],
  // Lines on what breaks a rule: totals explained, uncovered lines, tests.
  'cli/report/list-causes.ts': [
    'duplication_pct_max',
    'rating_min',
    'new_coverage_min',
    'overall_coverage_min',
    'coverage_drop_max',
    'tests_failed_max',
    'tests_total_drop_max',
    'new_errors_max',
    'loosened_settings_max',
    'newly_skipped_tests_max',
    'new_uncovered_max',
    'untested_files_max',
  ],
  // Findings of all code behind a total are read, or listed, only where the rule is broken.
  'cli/local/find-causes.ts': ['duplication_pct_max', 'rating_min'],
  'cli/run/read-verdict.ts': ['duplication_pct_max', 'rating_min'],
  // Rules that take the place of settings of Codecov.
  'cli/codecov/propose-codecov-import.ts': ['new_coverage_min', 'overall_coverage_min', 'coverage_drop_max'],
  // Uncovered lines are diagnostics of an editor.
  'cli/lsp/file-problems.ts': ['new_coverage_min'],
  // Rules that take the place of conditions of SonarQube.
  'cli/sonar/map-conditions.ts': [
    'new_critical_max',
    'new_high_max',
    'duplication_pct_max',
    'rating_min',
    'new_coverage_min',
    'new_medium_max',
    'new_total_max',
    'new_security_max',
    'new_duplication_pct_max',
    'overall_coverage_min',
    'tests_failed_max',
    'new_branch_coverage_min',
    'new_uncovered_max',
  ],
  // Policies may leave baseline branches out of it.
  'modules/verdict/quality-gate/action-plan.reader.ts': [
    'duplication_pct_max',
    'new_coverage_min',
    'new_duplication_pct_max',
    'overall_coverage_min',
    'coverage_drop_max',
    'tests_failed_max',
    'tests_total_drop_max',
    'new_errors_max',
    'newly_skipped_tests_max',
    'new_branch_coverage_min',
    'new_uncovered_max',
    'untested_files_max',
  ],
  'domain/gate/actions/plan-actions.ts': [
    'duplication_pct_max',
    'new_coverage_min',
    'new_duplication_pct_max',
    'tests_failed_max',
    'tests_total_drop_max',
    'new_errors_max',
    'new_suppressions_max',
    'new_unexplained_suppressions_max',
    'new_hidden_high_max',
    'loosened_settings_max',
    'newly_skipped_tests_max',
    'new_branch_coverage_min',
    'new_uncovered_max',
    'untested_files_max',
  ],
  'domain/gate/judge-facts.ts': ['new_coverage_min'],
  // Rules whose breach other rules count line by line.
  'domain/gate/merge-group.ts': [
    'duplication_pct_max',
    'rating_min',
    'new_coverage_min',
    'new_duplication_pct_max',
    'overall_coverage_min',
    'coverage_drop_max',
    'change_rating_min',
    'new_uncovered_max',
  ],
  // Thresholds and sentences of the policies to choose from.
  'domain/gate/presets.ts': [
    ...(['new_critical_max', 'new_high_max', 'duplication_pct_max', 'complexity_new_max', 'rating_min'] as const),
    ...([
      'new_coverage_min',
      'new_medium_max',
      'new_total_max',
      'new_security_max',
      'new_duplication_pct_max',
    ] as const),
    ...(['overall_coverage_min', 'coverage_drop_max', 'tests_failed_max', 'tests_total_drop_max'] as const),
    ...(['new_errors_max', 'change_rating_min'] as const),
    ...(['new_suppressions_max', 'new_unexplained_suppressions_max', 'new_hidden_high_max'] as const),
    'loosened_settings_max' as const,
    ...(['newly_skipped_tests_max', 'new_branch_coverage_min', 'new_uncovered_max', 'untested_files_max'] as const),
  ],
  // A comment at a forge names what holds a rating down where the rule on it breaks.
  'modules/reach/forge/report-facts.reader.ts': ['rating_min'],
  'modules/show/pages/pull-requests.service.ts': ['rating_min'],
  // Coverage whose paths fit no file is there.
  'domain/gate/measure-scan.ts': [
    ...(['new_coverage_min', 'new_branch_coverage_min', 'new_uncovered_max', 'untested_files_max'] as const),
  ],
};

/** Production code that shows policies as they are: examples of the documentation, and types that are generated from it. */
const SHOWS_POLICIES = /^(?:openapi\/examples\/|cli\/api\/wire\.ts$)/;

/** Files of production code but one, each with its text. */
function sourcesBeside(except: string): [file: string, text: string][] {
  const root = join(__dirname, '../..');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !SHOWS_POLICIES.test(file) && file !== except,
    )
    .map((file) => [file, readFileSync(join(root, file), 'utf8')]);
}

describe('the table of rules', () => {
  it('is the one of docs/policy.md', () => {
    const page = readFileSync(join(__dirname, '../../../docs/policy.md'), 'utf8');
    const cells = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    const documented = cells.filter(([, name]) => name?.startsWith('`')).map((row) => row.slice(1, 5));
    expect(documented).toEqual(
      RULE_NAMES.map((rule) => {
        const { byDefault, kind, severity } = RULES[rule];
        return [`\`${rule}\``, String(byDefault ?? 'unset'), `${kind}, ${boundWords(rule)}`, severity];
      }),
    );
  });

  it('is the only place of the code that names all rules: another one needs a row there and its line in docs/policy.md', () => {
    const named = new Map(
      sourcesBeside('domain/gate/rules.ts').map(([file, text]) => [
        file,
        RULE_NAMES.filter((rule) => new RegExp(`(?<![\\w.'"\`])${rule}: |'${rule}'`).test(text)),
      ]),
    );
    const several = [...named].filter(([, rules]) => rules.length > 0);
    expect(Object.fromEntries(several)).toEqual(SPECIAL);
  });

  it('begins with the rules that stand in every policy', () => {
    expect(RULE_NAMES.slice(0, STANDING_RULES.length)).toEqual(STANDING_RULES);
  });

  it.each([
    ['new_high_max', 3, 2, true],
    ['new_high_max', 2, 2, false],
    ['new_high_max', null, 2, true],
    ['new_high_max', 9, null, false],
    ['rating_min', 'D', 'C', true],
    ['rating_min', 'B', 'C', false],
    ['new_coverage_min', 79.9, 80, true],
    ['new_coverage_min', 80.1, 80, false],
    ['new_total_max', null, null, false],
  ] as const)('%s of %p is looser than %p: %p', (rule, wanted, known, expected) => {
    expect(isLooser(rule, wanted, known)).toBe(expected);
  });

  it('breaks no bound by meeting it', () => {
    for (const rule of RULE_NAMES) {
      const bound = RULES[rule].kind === 'letter' ? 'C' : 5;
      expect(isBroken(rule, bound, bound)).toBe(false);
    }
  });
});
