/** One rule of the fixture's linter. */
interface LintRule {
  readonly pattern: RegExp;
  /** `security-severity` in SARIF. */
  readonly weight: string;
}

const RULES: Readonly<Record<string, LintRule>> = {
  'no-eval': { pattern: /\beval\(/, weight: '9.5' },
  'no-shell': { pattern: /\bexecSync\(/, weight: '7.5' },
  'no-todo': { pattern: /\bTODO\b/, weight: '5' },
  'no-console': { pattern: /\bconsole\.log\(/, weight: '5' },
};

/** The linter's version and configuration, as a file of the repository could hold them. */
export interface LintConfig {
  readonly version: string;
  readonly rules: readonly string[];
  /** Folders that it leaves out. */
  readonly exclude: readonly string[];
}

export const LINT: LintConfig = { version: '1.0.0', rules: ['no-eval', 'no-shell', 'no-todo'], exclude: [] };

/**
 * Lints sources line by line and writes SARIF as real tools do: absolute facts only, no source text. A line that ends in
 * `known fault` is reported as suppressed in the source.
 */
export function lint(sources: Readonly<Record<string, string>>, { version, rules, exclude }: LintConfig): string {
  const files = Object.keys(sources).filter(
    (file) => file.endsWith('.js') && !exclude.some((folder) => file.startsWith(folder)),
  );
  const results = files.flatMap((file) =>
    sources[file]!.split('\n').flatMap((text, index) =>
      rules
        .filter((rule) => RULES[rule]!.pattern.test(text))
        .map((rule) => ({
          ruleId: rule,
          message: { text: `${rule} is broken here.` },
          properties: { 'security-severity': RULES[rule]!.weight },
          locations: [{ physicalLocation: { artifactLocation: { uri: file }, region: { startLine: index + 1 } } }],
          ...(text.endsWith('known fault') && { suppressions: [{ kind: 'inSource' }] }),
        })),
    ),
  );
  return JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'fixture-lint', version } }, results }] });
}
