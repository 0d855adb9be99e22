import {
  anyChange,
  becameZero,
  compilerSwitch,
  eslintRule,
  type Judge,
  levelFell,
  listGrew,
  listNarrowed,
  listShrank,
  noLongerOff,
  numberFell,
  numberRose,
  numberRoseOrCame,
  shownFell,
  spaced,
  switchedOff,
  switchedOn,
  textOf,
} from './judges.js';
import { listOf, without } from './settings.js';

/** A tool whose configuration is compared key by key. */
export interface SettingsTool {
  /** Family of the tool, as tools are named by it in reports. */
  readonly tool: string;
  /** Files that are all its own. */
  readonly files: RegExp;
  /** Parts of files that several tools share, by their keys. */
  readonly parts?: readonly (readonly [file: RegExp, ...keys: string[]])[];
  /** Test of a key, and the judge of its values; the first that fits decides, and other keys loosen nothing. */
  readonly judges: readonly (readonly [key: RegExp, judge: Judge])[];
  /** Keys with the files that the settings continue. */
  readonly parents?: RegExp;
  /** It does not run without configuration: what is not there did not look for anything. */
  readonly needsConfig?: true;
  /** Part of its keys that means nothing. */
  readonly idle?: RegExp;
}

const PACKAGE = /(^|\/)package\.json$/;
const PYPROJECT = /(^|\/)pyproject\.toml$/;
const CARGO = /(^|\/)Cargo\.toml$/;
const SETUP_CFG = /(^|\/)(setup\.cfg|tox\.ini)$/;

const THRESHOLDS = /(^|\.)(branches|lines|functions|statements)$/;
const COVERAGE_OF_NODE: SettingsTool['judges'] = [
  [/^(watermarks|reporter)\b/, () => null],
  [THRESHOLDS, numberFell],
  [/^exclude(-after-remap)?$|^excludeNodeModules$/, listGrew('globs')],
  [/^include$/, listNarrowed('none')],
  [/^extension$/, listShrank('none')],
  [/^(check-coverage|checkCoverage|all|per-file|perFile|100)$/, switchedOff()],
];

const ALL_RULES = () => ['*'];
/** Codes that Ruff selects without `select`. */
const RUFF_DEFAULT = ['E4', 'E7', 'E9', 'F'];

/** Tools whose settings are read as tables; of the tools beside them a changed file is named by its lines. */
export const SETTINGS_TOOLS: readonly SettingsTool[] = [
  {
    tool: 'eslint',
    files: /(^|\/)(eslint\.config\.[cm]?[jt]s|\.eslintrc(\.(c?js|json|ya?ml))?|\.eslintignore)$/,
    parts: [
      [PACKAGE, 'eslintConfig'],
      [PACKAGE, 'eslintIgnore'],
    ],
    judges: [
      [/(^|\.)rules\.[^.[]+/, eslintRule],
      [/(^|\.)(ignorePatterns|ignores|patterns|eslintIgnore)$/, listGrew('globs')],
      [/(^|\.)extends$/, listShrank('none')],
      [/(^|\.)(noInlineConfig|reportUnusedDisableDirectives)$/, switchedOff()],
    ],
    parents: /(^|\.)extends$/,
    needsConfig: true,
  },
  {
    tool: 'typescript',
    files: /(^|\/)[jt]sconfig(\.[\w-]+)*\.json$/,
    judges: [
      [
        /^compilerOptions\.(strict\w*|noImplicit\w+|noUnused\w+|noUnchecked\w+|noFallthroughCasesInSwitch|noPropertyAccessFromIndexSignature|exactOptionalPropertyTypes|useUnknownInCatchVariables|alwaysStrict|checkJs|forceConsistentCasingInFileNames|noErrorTruncation|isolatedModules|verbatimModuleSyntax)$/,
        compilerSwitch,
      ],
      [
        /^compilerOptions\.(skipLibCheck|skipDefaultLibCheck|noCheck|allowUnreachableCode|allowUnusedLabels|suppress\w+)$/,
        switchedOn,
      ],
      [/^exclude$/, listGrew('globs')],
      [/^include$/, listNarrowed('globs')],
      [/^(files|references)$/, listShrank('globs')],
    ],
    parents: /^extends$/,
    needsConfig: true,
  },
  {
    tool: 'ruff',
    files: /(^|\/)\.?ruff\.toml$/,
    parts: [[PYPROJECT, 'tool', 'ruff']],
    idle: /^lint\./,
    judges: [
      [/^select$/, listNarrowed('prefixes', RUFF_DEFAULT)],
      [/^extend-select$/, listShrank('prefixes')],
      [/^(extend-)?ignore$/, listGrew('prefixes')],
      [/^(extend-)?per-file-ignores\./, listGrew('prefixes')],
      [/^(extend-)?exclude$/, listGrew('globs')],
      [/^include$/, listNarrowed('globs')],
      [/^extend-include$/, listShrank('globs')],
      [/^line-length$/, numberRose(88, ['E501'])],
      [/^mccabe\.max-complexity$/, numberRose(10, ['C901'])],
      [/\bmax-[\w-]+$/, numberRoseOrCame],
    ],
    parents: /^extend$/,
  },
  {
    tool: 'pylint',
    files: /(^|\/)\.?pylintrc(\.toml)?$/,
    parts: [
      [PYPROJECT, 'tool', 'pylint'],
      [SETUP_CFG, 'pylint'],
      ...['MESSAGES CONTROL', 'messages_control', 'MASTER', 'MAIN', 'master', 'main', 'FORMAT', 'format'].map(
        (section) => [SETUP_CFG, `pylint.${section}`] as const,
      ),
    ],
    judges: [
      [/(^|\.)disable$/, listGrew('rules')],
      [/(^|\.)enable$/, listShrank('rules')],
      [/(^|\.)ignore$/, listGrew('globs')],
      [/(^|\.)(ignore-\w+|ignored-\w+)$/, listGrew('none')],
      [/(^|\.)fail-under$/, numberFell],
      [/(^|\.)fail-on$/, listShrank('none')],
      [/(^|\.)max-[\w-]+$/, numberRoseOrCame],
      [/(^|\.)min-similarity-lines$/, numberRose(4)],
    ],
  },
  {
    tool: 'flake8',
    files: /(^|\/)\.flake8$/,
    parts: [
      [SETUP_CFG, 'flake8'],
      [PYPROJECT, 'tool', 'flake8'],
    ],
    idle: /^flake8\./,
    judges: [
      [/^(extend-)?(ignore)$/, spaced(listGrew('prefixes'))],
      [/^(extend-)?select$/, spaced(listShrank('prefixes'))],
      [/^per-file-ignores$/, listGrew('none')],
      [/^(extend-)?exclude$/, spaced(listGrew('globs'))],
      [/^max-line-length$/, numberRose(79, ['E501'])],
      [/^max-complexity$/, numberRose(null, ['C901'])],
      [/^max-[\w-]+$/, numberRoseOrCame],
      [/^disable-noqa$/, switchedOff()],
      [/^exit-zero$/, switchedOn],
    ],
  },
  {
    tool: 'mypy',
    files: /(^|\/)\.?mypy\.ini$/,
    parts: [
      [PYPROJECT, 'tool', 'mypy'],
      [SETUP_CFG, 'mypy'],
    ],
    judges: [
      [/(^|\.)(strict\w*|disallow_\w+|check_untyped_defs|warn_\w+|no_implicit_\w+|extra_checks)$/, switchedOff()],
      [/(^|\.)(ignore_errors|ignore_missing_imports|allow_\w+|implicit_\w+)$/, switchedOn],
      [/(^|\.)follow_imports$/, levelFell(['skip', 'silent', 'normal', 'error'], 'normal')],
      [/(^|\.)disable_error_code$/, listGrew('rules')],
      [/(^|\.)enable_error_code$/, listShrank('rules')],
      [/(^|\.)exclude$/, listGrew('none')],
      [/(^|\.)(files|packages|modules)$/, listShrank('none')],
    ],
  },
  {
    tool: 'rubocop',
    files: /(^|\/)\.rubocop(_todo)?\.yml$/,
    judges: [
      [/^AllCops\.Exclude$/, listGrew('globs')],
      [/^AllCops\.Include$/, listShrank('globs')],
      [/^AllCops\.DisabledByDefault$/, switchedOn],
      [/^AllCops\.(EnabledByDefault)$/, switchedOff()],
      [/^AllCops\.NewCops$/, levelFell(['disable', 'pending', 'enable'])],
      [
        /^[\w/]+\.Enabled$/,
        ({ key, ...change }) => switchedOff(() => [key.replace(/\.Enabled$/, '')])({ key, ...change }),
      ],
      [/^[\w/]+\.Exclude$/, ({ key, ...change }) => copOf(key, listGrew('globs')({ key, ...change }))],
      [/^[\w/]+\.(Allowed\w+|Ignored\w+)$/, ({ key, ...change }) => copOf(key, listGrew('none')({ key, ...change }))],
      [/^[\w/]+\.Max$/, ({ key, ...change }) => copOf(key, numberRoseOrCame({ key, ...change }))],
      [/^[\w/]+\.Severity$/, levelFell(['info', 'refactor', 'convention', 'warning', 'error', 'fatal'])],
    ],
    parents: /^inherit_from$/,
  },
  {
    tool: 'golangci-lint',
    files: /(^|\/)\.golangci\.(ya?ml|toml|json)$/,
    judges: [
      [/^linters\.enable$/, listShrank('rules')],
      [/^linters\.disable$/, listGrew('rules')],
      [/^linters\.enable-all$/, switchedOff()],
      [/^linters\.disable-all$/, switchedOn],
      [/^linters\.default$/, levelFell(['none', 'fast', 'standard', 'all'])],
      [
        /^(issues|linters\.exclusions)\.(exclude|exclude-rules|exclude-dirs|exclude-files|rules|paths|presets)$/,
        listGrew('none'),
      ],
      [/^run\.(skip-dirs|skip-files)$/, listGrew('none')],
      [/^run\.tests$/, switchedOff()],
      [/^run\.issues-exit-code$/, becameZero],
      [/^issues\.exclude(-dirs)?-use-default$/, noLongerOff],
      [
        /^(linters-settings|linters\.settings)\.[\w-]+\.(excludes?|exclude-[\w-]+|ignore[\w-]*|disable|disabled-checks)$/,
        listGrew('none'),
      ],
      [/^issues\.max-issues-per-linter$/, shownFell(50)],
      [/^issues\.max-same-issues$/, shownFell(3)],
      [/^issues\.(new|new-from-rev|new-from-merge-base|whole-files)$/, switchedOn],
      [
        /^(linters-settings|linters\.settings)\.[\w-]+\.((min|max)-complexity|line-length|lines|statements|threshold)$/,
        numberRoseOrCame,
      ],
    ],
    needsConfig: true,
  },
  {
    tool: 'phpstan',
    files: /(^|\/)phpstan[\w.-]*\.neon(\.dist)?$/,
    judges: [
      [/^parameters\.level$/, levelFell(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', 'max'])],
      [/^parameters\.ignoreErrors$/, ignoredErrors],
      [/^parameters\.(excludePaths(\.\w+)?|excludes_analyse)$/, listGrew('none')],
      [/^parameters\.paths$/, listShrank('globs')],
      [/^parameters\.(check|report|strictRules)\w*(\.\w+)?$/, switchedOff()],
      [/^includes$/, listShrank('none')],
    ],
    parents: /^includes$/,
    needsConfig: true,
  },
  {
    tool: 'gitleaks',
    files: /^(\.gitleaks\.toml|\.gitleaksignore)$/,
    judges: [
      [/^patterns$/, listGrew('none')],
      [/(^|\.|\])allowlists?(\[[^\]]*\])?\.(paths|regexes|commits|stopwords)$/, listGrew('none')],
      [/^extend\.disabledRules$/, listGrew('rules')],
      [/^extend\.useDefault$/, switchedOff(ALL_RULES)],
      [/^rules\[([^\]]+)\]\.regex$/, goneRule],
    ],
  },
  {
    tool: 'semgrep',
    files: /^(\.?semgrep\.ya?ml|\.semgrep\/.+\.ya?ml|\.semgrepignore)$/,
    judges: [
      [/^patterns$/, listGrew('globs')],
      [
        /^rules\[([^\]]+)\]\.severity$/,
        ({ key, ...change }) =>
          change.is === undefined
            ? goneRule({ key, ...change })
            : levelFell(['inventory', 'info', 'low', 'warning', 'medium', 'error', 'high', 'critical'])({
                key,
                ...change,
              }),
      ],
      [/^rules\[[^\]]+\]\.paths\.exclude$/, listGrew('none')],
    ],
  },
  {
    tool: 'jest',
    files: /(^|\/)jest\.config\.([cm]?[jt]s|json)$/,
    parts: [[PACKAGE, 'jest']],
    judges: [
      [/(^|\.)coverageThreshold\..+/, numberFell],
      [/(^|\.)(testPathIgnorePatterns|coveragePathIgnorePatterns|modulePathIgnorePatterns)$/, listGrew('none')],
      [/(^|\.)collectCoverageFrom$/, collected],
      [/(^|\.)(testMatch|testRegex|roots|projects)$/, listShrank('none')],
      [/(^|\.)passWithNoTests$/, switchedOn],
      [/(^|\.)collectCoverage$/, switchedOff()],
    ],
    parents: /^preset$/,
  },
  {
    tool: 'vitest',
    files: /(^|\/)(vitest|vite)\.(config|workspace)\.[cm]?[jt]s$/,
    judges: [
      [/(^|\.)test\.coverage\.thresholds\..+/, numberFell],
      [/(^|\.)test\.coverage\.exclude$/, listGrew('globs')],
      [/(^|\.)test\.coverage\.include$/, listShrank('none')],
      [/(^|\.)test\.coverage\.(all|enabled)$/, switchedOff()],
      [/(^|\.)test\.exclude$/, listGrew('none')],
      [/(^|\.)test\.include$/, listShrank('none')],
      [/(^|\.)test\.(passWithNoTests|allowOnly|dangerouslyIgnoreUnhandledErrors)$/, switchedOn],
      [/(^|\.)test\.testNamePattern$/, anyChange],
    ],
  },
  {
    tool: 'nyc',
    files: /(^|\/)(\.nycrc(\.(json|ya?ml))?|nyc\.config\.[cm]?js)$/,
    parts: [[PACKAGE, 'nyc']],
    judges: COVERAGE_OF_NODE,
  },
  { tool: 'c8', files: /(^|\/)\.c8rc(\.json)?$/, parts: [[PACKAGE, 'c8']], judges: COVERAGE_OF_NODE },
  {
    tool: 'coverage.py',
    files: /(^|\/)\.coveragerc(\.toml)?$/,
    parts: [
      [PYPROJECT, 'tool', 'coverage'],
      [SETUP_CFG, 'coverage:run'],
      [SETUP_CFG, 'coverage:report'],
    ],
    judges: [
      [/(^|\.)fail_under$/, numberFell],
      [/(^|\.)omit$/, listGrew('globs')],
      [/(^|\.)(exclude_lines|exclude_also|partial_branches)$/, listGrew('none')],
      [/(^|\.)branch$/, switchedOff()],
      [/(^|\.)(source|source_pkgs)$/, listShrank('none')],
      [/(^|\.)include$/, listNarrowed('none')],
    ],
  },
  {
    tool: 'pytest',
    files: /(^|\/)\.?pytest\.(ini|toml)$/,
    parts: [
      [PYPROJECT, 'tool', 'pytest', 'ini_options'],
      [SETUP_CFG, 'tool:pytest'],
      [SETUP_CFG, 'pytest'],
    ],
    judges: [
      [/(^|\.)addopts$/, optionsOfPytest],
      [/(^|\.)python_files$/, spaced(listNarrowed('none', ['test_*.py', '*_test.py']))],
      [/(^|\.)(testpaths|python_classes|python_functions)$/, listShrank('none')],
      [/(^|\.)norecursedirs$/, listGrew('globs')],
      [/(^|\.)xfail_strict$/, switchedOff()],
    ],
  },
  {
    tool: 'mocha',
    files: /(^|\/)\.mocharc\.(c?js|jsonc?|ya?ml)$/,
    parts: [[PACKAGE, 'mocha']],
    judges: [
      [/^(ignore|exclude)$/, listGrew('globs')],
      [/^(spec|extension)$/, listShrank('none')],
      [/^(f?grep|invert)$/, anyChange],
      [/^(forbid-?only|forbid-?pending|check-?leaks|recursive)$/i, switchedOff()],
      [/^retries$/, numberRoseOrCame],
    ],
  },
  {
    tool: 'codecov',
    files: /(^|\/)\.?codecov\.ya?ml$/,
    judges: [
      [/(^|\.)status\..*target$/, percentFell],
      [/(^|\.)status\..*threshold$/, percentRose],
      [/(^|\.)informational$/, switchedOn],
      [/^ignore$/, listGrew('globs')],
    ],
  },
  {
    tool: 'sonarqube',
    files: /(^|\/)sonar-project\.properties$/,
    judges: [
      [/(^|\.)exclusions$/, listGrew('globs')],
      [/^sonar\.issue\.ignore\./, anyChange],
      [/\.inclusions$/, listNarrowed('none')],
      [/^sonar\.(sources|tests)$/, listShrank('none')],
      [/^sonar\.qualitygate\.wait$/, switchedOff()],
    ],
  },
  {
    tool: 'roslyn',
    files: /(^|\/)\.(editorconfig|globalconfig)$/,
    judges: [
      [/(^|\.)dotnet_(analyzer_)?diagnostic\.(.+\.)?severity$/, diagnosticLevel],
      [/(^|\.)generated_code$/, switchedOn],
    ],
  },
  {
    tool: 'ktlint',
    files: /(^|\/)\.editorconfig$/,
    judges: [[/(^|\.)ktlint_\w+$/, ({ was, is }) => (is === 'disabled' && was !== is ? {} : null)]],
  },
  {
    tool: 'clippy',
    files: /$^/,
    parts: [
      [CARGO, 'lints'],
      [CARGO, 'workspace', 'lints'],
    ],
    idle: /\.level$/,
    judges: [
      [/^workspace$/, switchedOff()],
      [/\.priority$/, () => null],
      [/^[\w-]+\./, cargoLint],
    ],
  },
  {
    tool: 'dart-analyzer',
    files: /(^|\/)analysis_options\.yaml$/,
    judges: [
      [/^linter\.rules$/, listShrank('rules')],
      [/^linter\.rules\.\w+$/, ({ name, ...change }) => switchedOff(() => [name])({ name, ...change })],
      [/^analyzer\.errors\.\w+$/, dartLevel],
      [/^analyzer\.exclude$/, listGrew('globs')],
      [/^analyzer\.language\.strict-[\w-]+$/, switchedOff()],
      [/^include$/, anyChange],
    ],
  },
  {
    tool: 'dart-test',
    files: /(^|\/)dart_test\.yaml$/,
    judges: [
      [/(^|\.)skip$/, ({ was, is }) => (is !== undefined && is !== false && was !== is ? {} : null)],
      [/(^|\.)exclude_tags$/, anyChange],
    ],
  },
  {
    tool: 'ignore',
    files: /(^|\/)\.(stylelint|markdownlint|prettier|oxlint|trivy|bandit|snyk|codeclimate|sonarcloud)ignore$/,
    judges: [[/^patterns$/, listGrew('globs')]],
  },
];

/** Files of tools whose settings are not read: changed files are named by their lines. */
const OTHER_FILES: readonly (readonly [tool: string, files: RegExp])[] = [
  ['scalafix', /(^|\/)\.scalafix\.conf$/],
  ['scalastyle', /(^|\/)scalastyle[\w-]*\.xml$/],
  ['credo', /(^|\/)\.credo\.exs$/],
  ['sobelow', /(^|\/)\.sobelow(-conf|-skips)?$/],
  ['dialyzer', /(^|\/)\.?dialyzer[_.]ignore(\.exs|-warnings)?$/],
  ['cargo-deny', /(^|\/)\.?deny\.toml$/],
  ['luacheck', /(^|\/)\.luacheckrc$/],
  ['selene', /(^|\/)selene\.toml$/],
  ['perlcritic', /(^|\/)\.perlcriticrc$/],
  ['lintr', /(^|\/)\.lintr$/],
  ['hlint', /(^|\/)\.hlint\.ya?ml$/],
  ['clj-kondo', /(^|\/)\.clj-kondo\/config\.edn$/],
  ['solhint', /(^|\/)\.solhint(\.json|ignore)$/],
  ['tflint', /(^|\/)\.tflint\.hcl$/],
  ['checkov', /(^|\/)\.checkov\.ya?ml$/],
  ['buf', /(^|\/)buf\.ya?ml$/],
  ['zizmor', /(^|\/)zizmor\.ya?ml$/],
  ['stryker', /(^|\/)stryker[\w.-]*\.(json|[cm]?js|conf)$/],
  ['infection', /(^|\/)infection\.json5?(\.dist)?$/],
  ['phpunit', /(^|\/)phpunit[\w.-]*\.xml(\.dist)?$/],
  ['rector', /(^|\/)rector\.php$/],
  ['swiftlint', /(^|\/)[\w.-]*swiftlint[\w.-]*baseline[\w.-]*\.json$/],
  ['detekt', /(^|\/)[\w.-]*detekt[\w.-]*baseline[\w.-]*\.xml$/],
  ['psalm', /(^|\/)[\w.-]*psalm[\w.-]*baseline[\w.-]*\.xml$/],
  ['detect-secrets', /(^|\/)\.secrets\.baseline$/],
  ['eslint', /(^|\/)eslint-suppressions\.json$/],
  ['pre-commit', /(^|\/)\.pre-commit-config\.ya?ml$/],
  ['basedpyright', /(^|\/)\.basedpyright\/baseline\.json$/],
  ['bandit', /(^|\/)[\w.-]*bandit[\w.-]*baseline[\w.-]*\.json$/],
  ['ktlint', /(^|\/)([\w.-]*ktlint[\w.-]*|ktlint\/)baseline[\w.-]*\.xml$/],
  ['android-lint', /(^|\/)lint-baseline\.xml$/],
  ['checkstyle', /(^|\/)[\w.-]*suppressions[\w.-]*\.xml$/],
  ['archunit', /(^|\/)archunit_ignore_patterns\.txt$/],
  ['maven', /(^|\/)\.mvn\/(maven|jvm)\.config$/],
  ['junit', /(^|\/)junit-platform\.properties$/],
  ['jacoco', /(^|\/)lombok\.config$/],
];

/** Tools that a file configures beside those whose settings are compared. */
export const otherTools = (file: string): string[] =>
  OTHER_FILES.flatMap(([tool, files]) => (files.test(file) ? [tool] : []));

/** Patterns of what coverage counts: a negated one that came, or another one that went. */
function collected(change: Parameters<Judge>[0]): ReturnType<Judge> {
  const only = (isNegated: boolean) => {
    const of = (value: typeof change.was) =>
      Array.isArray(value) ? value.filter((entry: string) => entry.startsWith('!') === isNegated) : value;
    return { ...change, was: of(change.was), is: of(change.is) };
  };
  return listGrew('none')(only(true)) ?? listShrank('none')(only(false));
}

/** Entries of PHPStan that ignore more than before. One of a baseline that ignores fewer errors of its kind is none. */
function ignoredErrors({ was, is }: Parameters<Judge>[0]): ReturnType<Judge> {
  const read = (value: typeof was) => listOf(value).map(readIgnoredErrors);
  const before = new Map(read(was));
  return read(is).some(([error, count]) => count > (before.get(error) ?? 0)) ? {} : null;
}

function readIgnoredErrors(entry: string): readonly [error: string, count: number] {
  if (!entry.startsWith('{')) return [entry, Infinity];
  const { count, ...error } = JSON.parse(entry) as Record<string, unknown>;
  return [JSON.stringify(error), typeof count === 'number' ? count : Infinity];
}

/** Options by which pytest runs or asks for less: those that came, and a threshold of coverage that fell or went. */
function optionsOfPytest({ was, is }: Parameters<Judge>[0]): ReturnType<Judge> {
  const [before, now] = [was, is].map((value) => textOf(value).replaceAll(',', ' '));
  const lessOf = (text: string) =>
    text.match(
      /(?:^|\s)(?:--(?:ignore(?:-glob)?|deselect|reruns)\b|-[km]\b)[ =]?\S+|--(?:no-cov|collect-only|co)\b(?!-)/g,
    ) ?? [];
  const coveredOf = (text: string) => Array.from(text.matchAll(/--cov=(\S+)/g), (match) => match[1]!);
  const limitOf = (text: string) => Number(/--cov-fail-under[= ](\d+)/.exec(text)?.[1] ?? 0);
  const isLess = without(lessOf(now!), lessOf(before!)).length > 0 || limitOf(now!) < limitOf(before!);
  const isNarrower = coveredOf(now!).length > 0 && without(coveredOf(before!), coveredOf(now!)).length > 0;
  return isLess || isNarrower ? {} : null;
}

const withoutPercent = ({ was, is, ...change }: Parameters<Judge>[0]) => {
  const numberIn = (value: typeof was) => (typeof value === 'string' ? value.replace(/%$/, '') : value);
  return { ...change, was: numberIn(was), is: numberIn(is) };
};

/** `auto`, the coverage of the base, is not a number: a threshold in its place counts. */
function percentFell(change: Parameters<Judge>[0]): ReturnType<Judge> {
  return change.was === 'auto' && change.is !== 'auto' ? {} : numberFell(withoutPercent(change));
}

function percentRose(change: Parameters<Judge>[0]): ReturnType<Judge> {
  return numberRoseOrCame(withoutPercent(change));
}

/** Level of a diagnostic, of which the default is unknown. */
function dartLevel(change: Parameters<Judge>[0]): ReturnType<Judge> {
  const fell =
    change.was === undefined
      ? /^(?:ignore|info)$/.test(textOf(change.is))
      : levelFell(['ignore', 'info', 'warning', 'error'])(change) !== null;
  return fell ? { rules: [change.name] } : null;
}

/** Level of a lint in `Cargo.toml`, of which the default is unknown. */
function cargoLint(change: Parameters<Judge>[0]): ReturnType<Judge> {
  const fell =
    change.was === undefined ? change.is === 'allow' : levelFell(['allow', 'warn', 'deny', 'forbid'])(change) !== null;
  const isAllowed = change.was === 'allow';
  return fell && !isAllowed ? { rules: [change.key.replace(/^rust\./, '').replace('.', '::')] } : null;
}

const DIAGNOSTIC_LEVELS = ['none', 'silent', 'refactoring', 'suggestion', 'warning', 'error'];
/** Levels below those at which diagnostics are reported by default. */
const QUIET_LEVEL = /^(?:none|silent|refactoring|suggestion)$/i;

function diagnosticLevel(change: Parameters<Judge>[0]): ReturnType<Judge> {
  const fell =
    change.was === undefined ? QUIET_LEVEL.test(textOf(change.is)) : levelFell(DIAGNOSTIC_LEVELS)(change) !== null;
  const rule = /dotnet_diagnostic\.([^.]+)\.severity$/.exec(change.key)?.[1];
  return fell ? { rules: rule === undefined ? [] : [rule] } : null;
}

function copOf(key: string, loosening: ReturnType<Judge>): ReturnType<Judge> {
  return loosening && { ...loosening, rules: [key.slice(0, key.lastIndexOf('.'))] };
}

function goneRule({ key, was, is }: Parameters<Judge>[0]): ReturnType<Judge> {
  const rule = /\[([^\]]+)\]/.exec(key)![1]!;
  return was !== undefined && is === undefined ? { rules: [rule, `*.${rule}`] } : null;
}
