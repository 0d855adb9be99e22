/** Format of a report, by what its files begin with. */
export interface ReportLook {
  /** Name for people. */
  readonly name: string;
  /** Root element of XML. */
  readonly root?: RegExp;
  /** Keys of JSON, all of which stand at the top, or in the first object of an array at the top. */
  readonly keys?: readonly string[];
}

/** Formats of reports, those that are not read among them, by what they begin with. */
const LOOKS: readonly ReportLook[] = [
  { name: 'SARIF', keys: ['$schema', 'runs'] },
  { name: 'SARIF', keys: ['version', 'runs'] },
  { name: 'JUnit XML', root: /^testsuites?$/ },
  { name: 'Cobertura or Clover XML', root: /^coverage$/ },
  { name: 'JaCoCo XML', root: /^report$/ },
  { name: 'OpenCover XML', root: /^CoverageSession$/ },
  { name: 'Checkstyle XML', root: /^checkstyle$/ },
  { name: 'PMD XML', root: /^pmd(-cpd)?$/ },
  { name: 'SpotBugs XML', root: /^BugCollection$/ },
  { name: 'cppcheck XML', root: /^results$/ },
  { name: 'lizard XML', root: /^cppncss$/ },
  { name: 'Android Lint XML', root: /^issues$/ },
  { name: 'NUnit XML', root: /^(test-run|test-results)$/ },
  { name: 'xUnit XML', root: /^assembl(y|ies)$/ },
  { name: 'Visual Studio test results', root: /^TestRun$/ },
  { name: 'TestNG XML', root: /^testng-results$/ },
  { name: 'PIT mutation XML', root: /^mutations$/ },
  { name: 'OWASP ZAP XML', root: /^OWASPZAPReport$/ },
  { name: 'InspectCode XML', root: /^Report$/ },
  { name: 'dependency-check XML', root: /^analysis$/ },
  { name: 'dotCover XML', root: /^(Root|DotCoverReport)$/ },
  { name: 'Semgrep JSON', keys: ['version', 'results'] },
  { name: 'Semgrep JSON', keys: ['errors', 'paths'] },
  { name: 'Trivy JSON', keys: ['SchemaVersion', 'ArtifactName'] },
  { name: 'Bandit JSON', keys: ['errors', 'generated_at'] },
  { name: 'Grype JSON', keys: ['matches', 'source'] },
  { name: 'gosec JSON', keys: ['Golang errors'] },
  { name: 'Brakeman JSON', keys: ['scan_info'] },
  { name: 'Checkov JSON', keys: ['check_type', 'results'] },
  { name: 'Biome JSON', keys: ['summary', 'diagnostics'] },
  { name: 'Psalm JSON', keys: ['severity', 'line_from'] },
  { name: 'ShellCheck JSON', keys: ['file', 'line', 'level', 'code'] },
  { name: 'hadolint JSON', keys: ['code', 'column', 'file', 'level'] },
  { name: 'SwiftLint JSON', keys: ['reason', 'rule_id'] },
  { name: 'Snyk JSON', keys: ['vulnerabilities', 'ok'] },
  { name: 'RuboCop JSON', keys: ['metadata', 'files'] },
  { name: 'golangci-lint JSON', keys: ['Issues'] },
  { name: 'npm audit JSON', keys: ['auditReportVersion'] },
  { name: 'pyright JSON', keys: ['generalDiagnostics'] },
  { name: 'pyright JSON', keys: ['version', 'time', 'generalDiagnostics'] },
  { name: 'jscpd JSON', keys: ['duplicates'] },
  { name: 'jscpd JSON', keys: ['statistics'] },
  { name: 'ESLint JSON', keys: ['filePath', 'messages'] },
  { name: 'stylelint JSON', keys: ['source', 'warnings'] },
  { name: 'Ruff JSON', keys: ['cell', 'code', 'end_location'] },
  { name: 'Gitleaks JSON', keys: ['RuleID', 'Description'] },
  { name: 'GitLab code quality', keys: ['description', 'check_name'] },
  { name: 'a GitLab security report', keys: ['version', 'vulnerabilities'] },
  { name: 'reviewdog JSON', keys: ['source', 'diagnostics'] },
  { name: 'markdownlint JSON', keys: ['fileName', 'lineNumber', 'ruleNames'] },
  { name: 'PHPStan or PHP_CodeSniffer JSON', keys: ['totals', 'files'] },
  { name: 'a Stryker mutation report', keys: ['schemaVersion', 'thresholds'] },
];

const ROOT =
  /^(?:\ufeff|\s|<\?[^>]{0,500}\?>|<!--(?:(?!-->)[^]){0,900}-->|<!DOCTYPE[^>[]{0,500}>)*<(?:[\w.-]+:)?([\w.-]+)/;

/** The format that a text of the beginning of a file looks like; null for none. */
export function lookOf(beginning: string): string | null {
  if (/^(?:TN:[^\n]*\n)?SF:/.test(beginning)) return 'lcov';
  const root = ROOT.exec(beginning)?.[1];
  if (root !== undefined) return LOOKS.find((look) => look.root?.test(root))?.name ?? null;
  const keys = topKeys(beginning);
  return LOOKS.find((look) => look.keys?.every((key) => keys.has(key)))?.name ?? null;
}

/** The keys at the top of a JSON text that may be cut off, or in the first object of its array. */
function topKeys(text: string): ReadonlySet<string> {
  const keys = new Set<string>();
  const start = /^[\ufeff\s]*(\[\s*)?\{/.exec(text);
  if (start === null) return keys;
  let depth = 1;
  const tokens = /"((?:[^"\\]|\\.)*)"(\s*:)?|[[\]{}]/g;
  tokens.lastIndex = start[0].length;
  for (let token = tokens.exec(text); token !== null && depth > 0; token = tokens.exec(text)) {
    if (token[1] !== undefined) {
      if (depth === 1 && token[2] !== undefined) keys.add(token[1]);
    } else depth += token[0] === '{' || token[0] === '[' ? 1 : -1;
  }
  return keys;
}
