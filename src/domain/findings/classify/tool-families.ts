import { Recent } from '../features/recent.js';
import { CODE_QUALITY } from '../readers/read-gitlab.js';
import { PYLINT } from '../readers/read-pylint.js';
import { matchesGlob } from './glob.js';

/** Names of tools that go by several, as patterns over the name in lower case with `-` for what is no letter or digit. */
const TOOL_FAMILIES: readonly { readonly family: string; readonly names: readonly string[] }[] = [
  { family: 'android-lint', names: ['android-lint*', 'lint-android*'] },
  { family: 'appscan', names: ['*appscan*'] },
  { family: 'black-duck', names: ['black-duck*', 'blackduck*'] },
  { family: 'checkmarx', names: ['checkmarx*', 'kics*'] },
  { family: 'clang-analyzer', names: ['clang', 'clang-analyzer*', 'clang-static-analyzer*', 'scan-build*'] },
  { family: 'codeql', names: ['codeql*', 'semmle*', 'lgtm*'] },
  { family: 'contrast', names: ['contrast*'] },
  { family: 'credscan', names: ['credscan*', 'credential-scanner*'] },
  { family: 'dependency-check', names: ['*dependency-check*'] },
  { family: 'eslint', names: ['eslint*'] },
  { family: 'fortify', names: ['*fortify*'] },
  { family: 'gcc', names: ['gnu-c*', 'gcc*'] },
  { family: 'golangci-lint', names: ['golangci*'] },
  { family: 'mayhem', names: ['mayhem*', 'mapi'] },
  { family: 'njsscan', names: ['njsscan*', 'nodejsscan*'] },
  { family: 'npm-audit', names: ['npm-audit*', 'yarn-audit*', 'pnpm-audit*'] },
  { family: 'markdownlint', names: ['markdownlint*'] },
  { family: 'oxlint', names: ['oxlint*', 'oxc*'] },
  { family: 'php-codesniffer', names: ['phpcs*', 'php-codesniffer*', 'php-code-sniffer*'] },
  { family: 'pvs-studio', names: ['pvs-studio*'] },
  { family: 'roslyn', names: ['microsoft-r-visual-c-*compiler*', 'msbuild*', 'roslyn*', 'fxcop*', 'dotnet-format*'] },
  { family: 'security-code-scan', names: ['security-code-scan*', 'securitycodescan*'] },
  { family: 'semgrep', names: ['semgrep*', 'opengrep*'] },
  { family: 'snyk', names: ['snyk*'] },
  { family: 'ruff', names: ['ruff*'] },
  { family: 'sonarqube', names: ['sonar*'] },
  { family: 'spotbugs', names: ['spotbugs*', 'findbugs*'] },
  { family: 'stylelint', names: ['stylelint*'] },
  { family: 'trivy', names: ['trivy*', 'aqua-security-trivy*'] },
  { family: 'trufflehog', names: ['trufflehog*'] },
  { family: 'typescript', names: ['typescript', 'tsc'] },
  { family: 'veracode', names: ['veracode*'] },
  { family: 'zap', names: ['zap*', 'owasp-zap*', 'zed-attack-proxy*'] },
];

/** Families by the name that a report gives, which it repeats with each rule. */
const known = new Recent<string>(500);
/** Longer names are spelt each time, so that few bytes are kept. */
const MAX_KNOWN_LENGTH = 200;

/** The family that the tables know a tool by, e.g. `semgrep` for `Semgrep OSS`; else its name in that spelling. */
export function toolFamily(tool: string): string {
  return known.get(tool) ?? (tool.length > MAX_KNOWN_LENGTH ? lookUp(tool) : known.keep(tool, lookUp(tool)));
}

function lookUp(tool: string): string {
  const name = spell(tool);
  return TOOL_FAMILIES.find(({ names }) => names.some((pattern) => matchesGlob(pattern, name)))?.family ?? name;
}

/** Families in which a configuration, or the tool itself (Ruff), gives nearly every rule the level `error`. */
const BLANKET_LEVELS: ReadonlySet<string> = new Set([
  'eslint',
  'oxlint',
  'tslint',
  'stylelint',
  'checkstyle',
  'php-codesniffer',
  'ruff',
]);
/** Families that give a `security-severity`, and tags of security, to results of all kinds. */
const BLANKET_SCORES: ReadonlySet<string> = new Set(['cppcheck']);

/** True where the level of a result says how its tool is configured. */
export const hasBlanketLevels = (tool: string): boolean => BLANKET_LEVELS.has(toolFamily(tool));

/** True where a score of security says nothing of a result. */
export const hasBlanketScores = (tool: string): boolean => BLANKET_SCORES.has(toolFamily(tool));

function spell(tool: string): string {
  return tool
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** A rule as a tool of a family knows it. */
export interface KnownAs {
  readonly family: string;
  readonly rule: string;
}

/** Families with rules in a table; `withOwnIds` are those whose rules are recognized by their id alone. */
export interface TableTools {
  readonly all: readonly string[];
  readonly withOwnIds: readonly string[];
}

/**
 * Families and names under which a table may know a rule, best first. Code-quality reports name no tool: the rule may
 * start with it (`gosec/G404`), and else any table that knows the rule's id is used. oxlint names the tool whose rule
 * it runs.
 */
export function knownAs(tool: string, ruleId: string, tables: TableTools): readonly KnownAs[] {
  const family = toolFamily(tool);
  if (family === 'oxlint') return [oxlintRule(ruleId)];
  if (family === PYLINT) return [{ family, rule: withoutSymbol(ruleId) }];
  if (family === CODE_QUALITY && IS_OF_BIOME.test(ruleId)) return [{ family: 'biome', rule: ruleId }];
  if (family !== CODE_QUALITY) return [{ family, rule: ruleId }];
  const anywhere = tables.withOwnIds
    .filter((each) => each !== PYLINT || isPylintRule(ruleId))
    .map((each) => ({ family: each, rule: ruleId }));
  const slash = ruleId.indexOf('/');
  const first = toolFamily(slash === -1 ? ruleId : ruleId.slice(0, slash));
  const named = { family: first, rule: slash === -1 ? ruleId : ruleId.slice(slash + 1) };
  return tables.all.includes(first) ? [named, ...anywhere] : anywhere;
}

/** Biome names the group of its rule: `lint/style/useConst`. */
const IS_OF_BIOME = /^(?:lint|assist)\/[a-z0-9]+\/[a-z]/;

/** `C0103(invalid-name)` is the rule `C0103`. */
const withoutSymbol = (ruleId: string): string => ruleId.replace(/(?<=^[CRWEFI]\d{4})\(.*$/, '');

/** True for an id or a symbol of pylint; ids of flake8 have three digits, and the patterns of pylint's would take them. */
const isPylintRule = (ruleId: string): boolean => /^(?:[CRWEFI]\d{4}|[a-z]+(?:-[a-z]+)*)$/.test(ruleId);

/** `typescript-eslint(no-unused-vars)` and `eslint-plugin-import(first)` are the rules of these plugins as ESLint names them, `TS(2309)` is an error of TypeScript's. */
function oxlintRule(ruleId: string): KnownAs {
  const ofCompiler = /^TS\((\d+)\)$/.exec(ruleId);
  if (ofCompiler) return { family: 'typescript', rule: `TS${ofCompiler[1]}` };
  const [, plugin, rule] = /^(?:eslint-plugin-)?([\w-]+)\(([\w/-]+)\)$/.exec(ruleId) ?? [null, 'eslint', ruleId];
  if (plugin === 'eslint') return { family: 'eslint', rule: rule };
  return {
    family: 'eslint',
    rule: plugin === 'typescript-eslint' ? `@typescript-eslint/${rule}` : `${plugin}/${rule}`,
  };
}
