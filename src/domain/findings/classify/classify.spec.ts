import { builtinRules } from 'eslint/use-at-your-own-risk';
import { PROBLEM_TYPES, SEVERITIES } from '../finding.js';
import { type Evidence, PLAIN_EVIDENCE } from '../readers/reported-result.js';
import { NO_REGION } from '../readers/source-text.js';
import { createClassifier } from './classify.js';
import { COMPLEXITY_RULES } from './complexity-rules.js';
import { CORRECTNESS_RULES } from './correctness-rules.js';
import { DUPLICATION_RULES } from './duplication-rules.js';
import { type ClassificationOverrides } from './overrides.js';
import { type RuleTable } from './rule-table.js';
import { SECURITY_RULES, SECURITY_TOOLS } from './security-rules.js';
import { UNUSED_CODE_RULES } from './unused-code-rules.js';

const classify = (
  tool: string,
  ruleId: string,
  evidence: Partial<Evidence> = {},
  { message = 'It is so.', overrides = [] as ClassificationOverrides } = {},
) =>
  createClassifier(overrides)(
    { tool, ruleId, message, region: NO_REGION },
    { ...PLAIN_EVIDENCE, level: 'error', ...evidence },
  );

describe('types of rules', () => {
  it.each([
    ['ESLint', 'no-undef', 'bug', 'high', 'other'],
    ['ESLint', 'semi', 'code_smell', 'low', 'other'],
    ['ESLint', 'eqeqeq', 'code_smell', 'medium', 'other'],
    ['oxlint', 'eslint(no-undef)', 'bug', 'high', 'other'],
    ['oxlint', 'eslint(semi)', 'code_smell', 'low', 'other'],
    ['ESLint', 'parsing-error', 'bug', 'high', 'other'],
    ['ESLint', 'unused-disable-directive', 'code_smell', 'low', 'other'],
    ['ESLint', 'linter-message', 'code_smell', 'low', 'other'],
    ['ESLint', 'sonarjs/super-linear-regex', 'security', 'high', 'other'],
    ['ESLint', 'sonarjs/pseudo-random', 'security', 'low', 'other'],
    ['stylelint', 'color-no-invalid-hex', 'bug', 'medium', 'other'],
    ['Pylint', 'W0611(unused-import)', 'dead_code', 'low', 'unused_code'],
    ['Ruff', 'S101', 'security', 'low', 'other'],
    ['Ruff', 'S324', 'security', 'medium', 'other'],
    ['TSLint', 'no-cookies', 'security', 'high', 'other'],
    ['ESLint', 'no-console', 'code_smell', 'low', 'other'],
    ['stylelint', 'selector-class-pattern', 'code_smell', 'low', 'other'],
    ['Checkstyle', 'MagicNumberCheck', 'code_smell', 'low', 'other'],
    ['Pylint', 'W0511', 'code_smell', 'low', 'other'],
    ['Pylint', 'W0102', 'bug', 'medium', 'other'],
    ['Pylint', 'W0718', 'code_smell', 'medium', 'other'],
    ['Pylint', 'C0114', 'code_smell', 'low', 'other'],
    ['Pylint', 'R0913', 'code_smell', 'low', 'other'],
    ['Pylint', 'E0401', 'bug', 'medium', 'other'],
    ['Pylint', 'I0011', 'code_smell', 'info', 'other'],
    ['Cppcheck', 'missingIncludeSystem', 'code_smell', 'info', 'other'],
    ['ESLint', 'no-unused-vars', 'dead_code', 'low', 'unused_code'],
    ['ESLint', '@typescript-eslint/no-unused-vars', 'dead_code', 'low', 'unused_code'],
    ['ESLint', 'unused-imports/no-unused-imports', 'dead_code', 'low', 'unused_code'],
    ['ESLint', 'import/no-unused-modules', 'dead_code', 'low', 'unused_export'],
    ['ESLint', 'no-eval', 'security', 'high', 'other'],
    ['ESLint', 'sonarjs/cognitive-complexity', 'complexity', 'medium', 'cognitive_complexity'],
    ['ESLint', 'sonarjs/no-identical-functions', 'duplication', 'medium', 'duplicated_block'],
    ['knip', 'files', 'dead_code', 'medium', 'unused_file'],
    ['knip', 'exports', 'dead_code', 'low', 'unused_export'],
    ['vulture', 'unused-function', 'dead_code', 'low', 'unused_code'],
    ['Ruff', 'F401', 'dead_code', 'low', 'unused_code'],
    ['Ruff', 'F821', 'bug', 'high', 'other'],
    ['Ruff', 'B006', 'bug', 'high', 'other'],
    ['Ruff', 'B007', 'dead_code', 'low', 'unused_code'],
    ['Ruff', 'S608', 'security', 'high', 'other'],
    ['Ruff', 'SIM102', 'code_smell', 'low', 'other'],
    ['Ruff', 'E501', 'code_smell', 'low', 'other'],
    ['Ruff', 'E711', 'code_smell', 'low', 'other'],
    ['Ruff', 'E722', 'code_smell', 'medium', 'other'],
    ['Ruff', 'E999', 'bug', 'high', 'other'],
    ['Ruff', 'W291', 'code_smell', 'low', 'other'],
    ['Ruff', 'PLR0913', 'code_smell', 'low', 'other'],
    ['Ruff', 'invalid-syntax', 'bug', 'high', 'other'],
    ['Pylint', 'E1101', 'bug', 'high', 'other'],
    ['Pylint', 'exec-used', 'security', 'high', 'other'],
    ['Pylint', 'expression-not-assigned', 'code_smell', 'high', 'other'],
    ['Pylint', 'duplicate-code', 'duplication', 'medium', 'duplicated_block'],
    ['radon', 'MI', 'complexity', 'high', 'maintainability_index'],
    ['golangci-lint', 'govet', 'bug', 'high', 'other'],
    ['golangci-lint', 'unused', 'dead_code', 'low', 'unused_code'],
    ['golangci-lint', 'gosec', 'security', 'high', 'other'],
    ['golangci-lint', 'dupl', 'duplication', 'medium', 'duplicated_block'],
    ['staticcheck', 'SA5000', 'bug', 'high', 'other'],
    ['staticcheck', 'ST1000', 'code_smell', 'low', 'other'],
    ['markdownlint-cli2', 'MD013', 'code_smell', 'low', 'other'],
    ['PHP_CodeSniffer', 'PSR12.Operators.OperatorSpacing.NoSpaceBefore', 'code_smell', 'low', 'other'],
    ['phpcs', 'VariableAnalysis.CodeAnalysis.VariableAnalysis.UndefinedVariable', 'bug', 'high', 'other'],
    ['yamllint', 'indentation', 'code_smell', 'low', 'other'],
    ['yamllint', 'key-duplicates', 'code_smell', 'medium', 'other'],
    ['ShellCheck', 'SC2086', 'bug', 'high', 'other'],
    ['Cppcheck', 'nullPointer', 'bug', 'high', 'other'],
    ['Bandit', 'B101', 'security', 'high', 'other'],
    ['Gitleaks', 'aws-access-token', 'security', 'high', 'other'],
    ['Trivy', 'CVE-2024-0001', 'security', 'high', 'other'],
    ['CodeQL', 'js/unused-local-variable', 'dead_code', 'low', 'unused_code'],
    ['Nobody knows', 'anything', 'code_smell', 'high', 'other'],
  ])('%s %s: %s, %s, %s', (tool, rule, type, severity, debtKind) => {
    expect(classify(tool, rule)).toMatchObject({ type, severity, debtKind });
  });

  it.each(['warning', 'note', 'none'] as const)('a %s of a correctness rule is no bug', (level) => {
    expect(classify('ESLint', 'no-dupe-keys', { level })?.type).toBe('code_smell');
  });

  it.each([
    ['ESLint', 'no-undef'],
    ['flake8', 'F821'],
    ['Pylint', 'E0602'],
    ['ShellCheck', 'SC2154'],
    ['ESLint', 'no-unreachable'],
    ['Pylint', 'W0101'],
    ['Ruff', 'PLW0101'],
    ['Biome', 'lint/correctness/noUnreachable'],
    ['RuboCop', 'Lint/UnreachableCode'],
  ])(
    'an undefined name or unreachable code is a bug of at least medium severity whatever its level: %s %s',
    (tool, rule) => {
      for (const level of ['warning', 'note', 'none'] as const) {
        expect(classify(tool, rule, { level })).toMatchObject({ type: 'bug' });
        expect(['high', 'medium']).toContain(classify(tool, rule, { level })?.severity);
      }
    },
  );

  it.each([
    ['gitleaks', 'github-pat', 'critical', 'high'],
    ['TruffleHog', 'AWS', 'critical', 'high'],
    ['detect-secrets', 'Secret Keyword', 'critical', 'high'],
    ['Semgrep OSS', 'generic.secrets.security.detected-github-token', 'critical', 'high'],
    ['Trivy', 'aws-access-key-id', 'critical', 'high'],
  ])('a secret without a level is critical, and in tests high: %s %s', (tool, rule, severity, inTests) => {
    const secret = classify(tool, rule, { isLevelStated: false, level: 'warning' });
    expect(secret).toMatchObject({ type: 'security', severity, isSecret: true, inTests: { severity: inTests } });
    expect(classify(tool, rule, { level: 'warning' })).toMatchObject({ severity: 'medium', isSecret: true });
    expect(classify(tool, rule, { level: 'warning' })?.inTests).toBeUndefined();
  });

  it('a secret is what the organization says', () => {
    const overrides = [{ tool: 'gitleaks', rule: '*', severity: 'low' }] as const;
    const secret = classify('gitleaks', 'github-pat', { isLevelStated: false }, { overrides: [...overrides] });
    expect([secret?.severity, secret?.inTests]).toEqual(['low', undefined]);
  });

  it.each(['B105', 'B106', 'B107'])('%s of Bandit is high whatever Bandit says', (rule) => {
    expect(classify('Bandit', rule, { level: 'note' })).toMatchObject({ severity: 'high', isSecret: true });
    expect(classify('code-quality', rule, { level: 'note' })).toMatchObject({ severity: 'high', isSecret: true });
  });

  it('a rule of security that does not apply to tests is a note there', () => {
    expect(classify('Bandit', 'B101')?.inTests).toEqual({ type: 'code_smell', severity: 'info' });
    expect(classify('Bandit', 'B102')?.inTests).toBeUndefined();
  });

  it.each([
    ['no-undef', 'medium'],
    ['no-dupe-keys', 'medium'],
    ['no-eval', 'medium'],
    ['semi', 'low'],
  ])('a warning of ESLint about %s is %s', (rule, severity) => {
    expect(classify('ESLint', rule, { level: 'warning' })?.severity).toBe(severity);
  });

  it.each([
    ['error', 'bug', 'high'],
    ['warning', 'code_smell', 'medium'],
    ['note', 'code_smell', 'low'],
  ] as const)('a %s of cppcheck is no more for its score and tags of security', (level, type, severity) => {
    const evidence = { level, securitySeverity: 9.9, tags: ['security', 'external/cwe/cwe-476'] };
    expect(classify('Cppcheck', 'nullPointer', evidence)).toMatchObject({ type, severity });
    expect(classify('Cppcheck', 'missingInclude', evidence)).toMatchObject({ severity: 'info' });
  });

  it.each([
    ['W0511', 'medium', 'code_smell', 'low'],
    ['E1101', 'high', 'bug', 'high'],
    ['C0116', 'low', 'code_smell', 'low'],
    ['R0801', 'medium', 'duplication', 'medium'],
    ['errcheck', 'medium', 'bug', 'medium'],
    ['E501', 'medium', 'code_smell', 'low'],
  ] as const)('knows %s of a report that names no tool', (rule, reportedSeverity, type, severity) => {
    const evidence = { level: 'error', reportedSeverity, tags: rule === 'W0511' ? ['bug risk'] : [] } as const;
    expect(classify('code-quality', rule, evidence)).toMatchObject({ type, severity });
  });

  it('knows every rule that ESLint says finds problems', () => {
    // Deprecated as a way to run rules; there is no other that tells what they are.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const problems = [...builtinRules].filter(([, rule]) => rule.meta?.type === 'problem').map(([name]) => name);
    expect(problems.length).toBeGreaterThan(50);
    expect(problems.filter((rule) => classify('eslint', rule)?.type === 'code_smell')).toEqual([]);
  });
});

describe('complexity', () => {
  it.each([
    ['ESLint', 'complexity', "Function 'f' has a complexity of 17. Maximum allowed is 10.", 'complexity_c'],
    ['ESLint', 'complexity', 'Async arrow function has a complexity of 41. Maximum allowed is 10.', 'complexity_f'],
    ['Ruff', 'C901', '`f` is too complex (21 > 10)', 'complexity_d'],
    ['flake8', 'C901', "'f' is too complex (31)", 'complexity_e'],
    ['Pylint', 'R1260', "'f' is too complex. The McCabe rating is 12", 'complexity_c'],
    ['golangci-lint', 'gocyclo', 'cyclomatic complexity 31 of func `f` is high (> 30)', 'complexity_e'],
    ['golangci-lint', 'cyclop', 'calculated cyclomatic complexity for function f is 22, max is 10', 'complexity_d'],
    ['PMD', 'CyclomaticComplexity', "The method 'f()' has a cyclomatic complexity of 12.", 'complexity_c'],
    ['Checkstyle', 'CyclomaticComplexity', 'Cyclomatic Complexity is 12 (max allowed is 10).', 'complexity_c'],
    ['RuboCop', 'Metrics/CyclomaticComplexity', 'Cyclomatic complexity for f is too high. [45/7]', 'complexity_f'],
    ['detekt', 'CyclomaticComplexMethod', 'f appears to be too complex (complexity: 16).', 'complexity_c'],
    ['SwiftLint', 'cyclomatic_complexity', 'Should be 10 or less; currently complexity is 12', 'complexity_c'],
    ['Roslyn', 'CA1502', "'f' has a cyclomatic complexity of '27'.", 'complexity_d'],
    ['radon', 'Complexity', 'Cyclomatic complexity is too high in function f. (35)', 'complexity_e'],
  ])('%s %s: %s', (tool, rule, message, debtKind) => {
    expect(classify(tool, rule, {}, { message })).toMatchObject({ type: 'complexity', debtKind });
  });

  it.each([
    [1, null],
    [10, null],
    [11, 'low'],
    [21, 'medium'],
    [31, 'high'],
    [41, 'critical'],
  ])('a number of %i in the message: %s', (number, severity) => {
    const message = `Function 'f' has a complexity of ${number}.`;
    expect(classify('eslint', 'complexity', { level: 'error' }, { message })?.severity ?? null).toBe(severity);
  });

  it.each([
    [
      'ESLint',
      'sonarjs/cognitive-complexity',
      'Refactor this function to reduce its Cognitive Complexity from 23 to the 15 allowed.',
      'medium',
    ],
    ['golangci-lint', 'gocognit', 'cognitive complexity 31 of func `f` is high (> 30)', 'high'],
    ['flake8', 'CCR001', 'Cognitive complexity is too high (12 > 7)', 'low'],
    ['clippy', 'clippy::cognitive_complexity', 'the function has a cognitive complexity of (45/25)', 'critical'],
    ['PMD', 'CognitiveComplexity', "The method 'f()' has a cognitive complexity of 20, current threshold is 15", 'low'],
    [
      'biome',
      'lint/complexity/noExcessiveCognitiveComplexity',
      'Excessive complexity of 33 detected (max: 15).',
      'high',
    ],
    [
      'clang-tidy',
      'readability-function-cognitive-complexity',
      "function 'f' has cognitive complexity of 40 (threshold 25)",
      'high',
    ],
  ])('%s %s: %s', (tool, rule, message, severity) => {
    expect(classify(tool, rule, {}, { message })).toEqual({
      type: 'complexity',
      severity,
      debtKind: 'cognitive_complexity',
    });
  });

  it.each([
    ['biome', 'lint/style/useConst', 'code_smell', 'low'],
    ['biome', 'lint/complexity/useArrowFunction', 'code_smell', 'low'],
    ['biome', 'lint/suspicious/noDoubleEquals', 'code_smell', 'medium'],
    ['biome', 'lint/correctness/noSelfAssign', 'bug', 'high'],
    ['biome', 'lint/suspicious/noConsole', 'code_smell', 'low'],
    ['biome', 'lint/nursery/noTernary', 'code_smell', 'low'],
    ['biome', 'lint/a11y/useAltText', 'code_smell', 'medium'],
    ['ESLint', 'jsx-a11y/alt-text', 'code_smell', 'medium'],
    ['oxlint', 'eslint-plugin-jsx-a11y(alt-text)', 'code_smell', 'medium'],
    ['ESLint', '@typescript-eslint/no-extraneous-class', 'code_smell', 'low'],
    ['ESLint', 'regexp/use-ignore-case', 'code_smell', 'low'],
    ['clippy', 'clippy::absolute_paths', 'code_smell', 'low'],
    ['clippy', 'clippy::suspicious_else_formatting', 'code_smell', 'medium'],
    ['clippy', 'clippy::min_max', 'bug', 'high'],
    ['typescript', 'TS7006', 'code_smell', 'low'],
    ['typescript', 'TS2578', 'code_smell', 'low'],
    ['oxlint', 'TS(2309)', 'bug', 'high'],
    ['cppcheck', 'syntaxError', 'code_smell', 'info'],
    ['typescript', 'TS7030', 'bug', 'medium'],
    ['typescript', 'TS2322', 'bug', 'high'],
    ['Ruff', 'PLR0911', 'code_smell', 'low'],
    ['Ruff', 'SIM401', 'code_smell', 'low'],
    ['flake8', 'A002', 'code_smell', 'low'],
    ['RuboCop', 'Lint/UselessAccessModifier', 'code_smell', 'low'],
    ['RuboCop', 'Lint/UselessComparison', 'bug', 'medium'],
    // GitLab's report does not name it.
    ['code-quality', 'lint/style/useConst', 'code_smell', 'low'],
    ['code-quality', 'lint/correctness/noSelfAssign', 'bug', 'high'],
    ['mypy', 'no-untyped-def', 'code_smell', 'low'],
    ['mypy', 'comparison-overlap', 'bug', 'medium'],
    ['mypy', 'misc', 'bug', 'medium'],
    ['mypy', 'arg-type', 'bug', 'high'],
    ['jshint', 'W033', 'code_smell', 'low'],
    ['jshint', 'W117', 'bug', 'high'],
    ['jshint', 'W098', 'dead_code', 'low'],
    ['ESLint', 'sonarjs/function-name', 'code_smell', 'low'],
    ['ESLint', 'n/no-sync', 'code_smell', 'low'],
    ['ESLint', 'n/no-missing-require', 'bug', 'high'],
    ['ESLint', 'no-process-env', 'code_smell', 'low'],
    ['ESLint', 'sonarjs/no-reference-error', 'bug', 'high'],
    ['cppcheck', 'unknownMacro', 'code_smell', 'info'],
  ])('gives an error of %s, %s, what a reviewer would', (tool, rule, type, severity) => {
    expect(classify(tool, rule, { level: 'error' })).toMatchObject({ type, severity });
  });

  it.each([
    ['accessMoved', 'warning', 'bug', 'medium'],
    ['nullPointerRedundantCheck', 'warning', 'bug', 'medium'],
    ['nullPointer', 'error', 'bug', 'high'],
    ['copyCtorAndEqOperator', 'warning', 'code_smell', 'medium'],
  ] as const)('tells a defect of cppcheck, %s (%s), from advice', (rule, level, type, severity) => {
    expect(classify('cppcheck', rule, { level })).toMatchObject({ type, severity });
  });

  it('makes no finding of a cognitive number of grade A or B', () => {
    const message = 'Refactor this function to reduce its Cognitive Complexity from 9 to the 5 allowed.';
    expect(classify('ESLint', 'sonarjs/cognitive-complexity', {}, { message })).toBeNull();
  });

  it('is as bad as its level where no number can be read', () => {
    expect(classify('flake8', 'C901', { level: 'warning' })).toEqual({
      type: 'complexity',
      severity: 'medium',
      debtKind: 'complexity_d',
    });
  });
});

describe('overrides', () => {
  const overrides = [{ tool: 'ESLint', rule: 'no-console', type: 'security', severity: 'critical' }] as const;

  it('win over the tables', () => {
    expect(classify('ESLint', 'no-console', {}, { overrides })).toEqual({
      type: 'security',
      severity: 'critical',
      debtKind: 'other',
    });
    expect(classify('ESLint', 'no-alert', {}, { overrides })?.type).toBe('code_smell');
  });

  it.each([
    [{ severity: 'info' }, { type: 'dead_code', severity: 'info', debtKind: 'unused_code' }],
    [{ type: 'dead_code' }, { type: 'dead_code', severity: 'low', debtKind: 'unused_code' }],
    [{ type: 'duplication' }, { type: 'duplication', severity: 'low', debtKind: 'duplicated_block' }],
    [
      { type: 'complexity', severity: 'high' },
      { type: 'complexity', severity: 'high', debtKind: 'complexity_e' },
    ],
    [{ type: 'bug' }, { type: 'bug', severity: 'low', debtKind: 'other' }],
  ] as const)('%j brings the debt of its type', (fields, expected) => {
    const list = [{ tool: 'eslint', rule: 'no-unused-vars', ...fields }];
    expect(classify('eslint', 'no-unused-vars', {}, { overrides: list })).toEqual(expected);
  });

  it('win over what a report states, and make no finding of a simple function', () => {
    const stated = { type: 'bug', severity: 'low', debtKind: 'other' } as const;
    expect(classify('ESLint', 'no-console', { stated }, { overrides })?.severity).toBe('critical');
    const list = [{ tool: '*', rule: '*', severity: 'critical' }] as const;
    expect(classify('lizard', 'cyclomatic-complexity', { cyclomaticNumber: 10 }, { overrides: list })).toBeNull();
  });
});

describe('what a report states', () => {
  it('comes before the tables', () => {
    const stated = { type: 'complexity', severity: 'high', debtKind: 'cognitive_complexity' } as const;
    expect(classify('eslint', 'semi', { stated })).toEqual(stated);
  });

  it('may be less than all', () => {
    expect(classify('eslint', 'no-unused-vars', { stated: { severity: 'high' } })).toEqual({
      type: 'dead_code',
      severity: 'high',
      debtKind: 'unused_code',
    });
    expect(classify('eslint', 'semi', { stated: { type: 'duplication' } })?.debtKind).toBe('duplicated_block');
  });
});

describe('the tables', () => {
  const tables: Readonly<Record<string, RuleTable<unknown>>> = {
    complexity: COMPLEXITY_RULES,
    unused: UNUSED_CODE_RULES,
    duplication: DUPLICATION_RULES,
    security: SECURITY_RULES,
    correctness: CORRECTNESS_RULES,
  };

  it.each(Object.entries(tables))('%s names no rule of a tool twice', (_, table) => {
    const rules = table.flatMap(({ tool, rules }) => rules.map((rule) => `${tool} ${rule}`.toLowerCase()));
    expect(rules.filter((rule, at) => rules.indexOf(rule) !== at)).toEqual([]);
  });

  it('name tools as their family', async () => {
    const { toolFamily } = await import('./tool-families.js');
    const tools = [...Object.values(tables).flatMap((table) => table.map(({ tool }) => tool)), ...SECURITY_TOOLS];
    expect(tools.filter((tool) => toolFamily(tool) !== tool)).toEqual([]);
  });

  it('name each exact rule in one table only', () => {
    const exact = Object.values(tables).flatMap((table) =>
      table.flatMap(({ tool, rules }) =>
        rules.filter((rule) => !rule.includes('*')).map((rule) => `${tool} ${rule}`.toLowerCase()),
      ),
    );
    expect(exact.filter((rule, at) => exact.indexOf(rule) !== at)).toEqual([]);
  });

  it('only give types and severities that there are', () => {
    for (const table of Object.values(tables)) {
      for (const { tool, rules } of table) {
        const found = classify(tool, rules[0]!.replaceAll('*', 'x'));
        expect(PROBLEM_TYPES).toContain(found?.type);
        expect(SEVERITIES).toContain(found?.severity);
      }
    }
  });
});
