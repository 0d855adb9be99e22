import { isJsonObject } from '../../domain/findings/readers/json-value.js';
import { type LoosenedSetting } from '../../domain/loosened/loosened-setting.js';
import { without } from './settings.js';

/** Purpose of a command; `other`: a pipeline of another file or repository, whose commands are not read. */
type Purpose = 'lint' | 'test' | 'types' | 'security' | 'gate' | 'other';

/** A command of a script or a pipeline that checks something. */
export interface CheckCommand {
  readonly line: number;
  readonly purpose: Purpose;
  readonly tool: string;
  /** Its words behind the name of the tool. */
  readonly words: readonly string[];
}

/** Tools with the words that may follow their names before any file. */
const TOOLS: readonly (readonly [purpose: Purpose, names: string, subcommands?: RegExp])[] = [
  ['lint', 'eslint eslint_d stylelint flake8 pylint rubocop phpcs psalm shellcheck hadolint yamllint markdownlint'],
  ['lint', 'standard xo tslint standardrb actionlint luacheck detekt ktlint cppcheck clang-tidy staticcheck revive'],
  ['lint', 'oxlint biome ruff golangci-lint phpstan swiftlint', /^(?:check|lint|ci|run|analy[sz]e)$/],
  ['types', 'mypy pyright basedpyright tsc vue-tsc flow pyre pytype', /^check$/],
  ['security', 'semgrep gitleaks bandit checkov trivy gosec brakeman pip-audit govulncheck snyk', /^[a-z]+$/],
  ['gate', 'qgate', /^[a-z-]+$/],
  ['test', 'pytest jest vitest mocha ava phpunit rspec nose2 tap playwright cypress pest', /^(?:run|test)$/],
];
/** Commands of such tools that check nothing. */
const OTHER_WORK = /^(?:format|fmt|version|--version|install|init|show)$/;
/** Commands of tools that do other work as well. */
const OF_BUILDERS: readonly (readonly [purpose: Purpose, of: RegExp])[] = [
  [
    'lint',
    /^(?:go vet|cargo(?: \+\S+)? clippy|(?:dart|flutter) analyze|mix (?:credo|dialyzer)|terraform validate|helm lint|(?:pre-commit|prek) run)(?=\s|$)/,
  ],
  ['security', /^(?:npm|pnpm|yarn|composer|bundle|cargo) audit(?=\s|$)/],
  [
    'test',
    /^(?:go test|cargo(?: \+\S+)? (?:test|nextest)|dotnet test|mix test|(?:dart|flutter) test|swift test|sbt (?:\S+ )*test|ctest|(?:\.\/)?mvnw?(?: \S+)* (?:test|verify|install)|(?:\.\/)?gradlew?(?: \S+)* (?:test|check|build))(?=\s|$)/,
  ],
];
/** Commands that run a script or a target, whose name says what it checks. */
const RUN_BY_NAME =
  /^(?:(?:npm|pnpm|yarn|bun)(?: run(?:-script)?)?|make|just|task|rake|tox -e|nox -s|composer(?: run(?:-script)?)?|inv(?:oke)?|hatch run|uses) (?<name>\S+)/;
const NAMED: readonly (readonly [purpose: Purpose, name: RegExp])[] = [
  ['gate', /qgate|quality-gate/i],
  [
    'lint',
    /lint|\bvet\b|clippy|ruff|rubocop|golangci|pre-commit|prek|quality|phpstan|psalm|phpcs|biome|detekt|checkstyle/i,
  ],
  ['types', /\btypes?\b|typecheck|\btsc\b|mypy|pyright/i],
  ['security', /audit|semgrep|gitleaks|gosec|codeql|trivy|\bscan|secur/i],
  ['test', /test|spec\b|\bcheck(?!out)|^t$|verify|coverage/i],
  ['other', /\.github\/workflows\//],
];

/** Words in front of a command that only start it. */
const STARTERS =
  /^(?:\w+=\S*|npx|bunx|pnpx|exec|dlx|x|python[\d.]*|-m|uv|uvx|pipx|poetry|pipenv|pdm|rye|bundle|php|sudo|env|cross-env|dotenv|time|xvfb-run|xargs|nyc|c8|if|then|do|!|--|-y|--yes|--no-install|--\S+=\S*)$/;
/** Keys of pipelines, and steps of Jenkins, whose values are commands. */
const COMMAND_KEY =
  /^(?:-\s+)?(?:["']?(?:run|script|commands?|cmd|before_script|after_script|entry|uses)["']?\s*[:=]|(?:sh|bat)\b\s*\(?)\s*/;
const OTHER_KEY = /^(?:-\s+)?[\w.-]+\s*:(?:\s|$)/;
/** Manifests whose commands are values of `scripts`. */
const MANIFEST = /(?:^|\/)(?:package|composer)\.json$|\.lintstagedrc/;

interface Step {
  readonly line: number;
  readonly text: string;
}

/** Commands of a script or a pipeline that check something. */
export function checkCommandsIn(path: string, text: string): CheckCommand[] {
  const steps = MANIFEST.test(path) ? stepsOfManifest(text) : stepsOf(text);
  return steps.flatMap(({ line, text: step }) =>
    splitWords(step).flatMap((words) => {
      const check = readCommand(words);
      return check === null ? [] : [{ ...check, line }];
    }),
  );
}

/** Values of `scripts` and of `lint-staged`; none where the text is not JSON. */
function stepsOfManifest(text: string): Step[] {
  const lines = text.split('\n');
  const add = (value: unknown, name: string, from: number): Step[] => {
    const line = Math.max(
      from,
      lines.findIndex((each, at) => at >= from && each.includes(JSON.stringify(name))),
    );
    if (typeof value === 'string') return [{ line: line + 1, text: value }];
    if (Array.isArray(value)) return value.flatMap((each) => add(each, String(each), line));
    return isJsonObject(value) ? Object.entries(value).flatMap(([key, each]) => add(each, key, line)) : [];
  };
  try {
    const manifest = JSON.parse(text) as unknown;
    if (!isJsonObject(manifest)) return [];
    return ['scripts', 'lint-staged'].flatMap((part) => add(manifest[part], part, 0));
  } catch {
    return [];
  }
}

/** Lines with commands, without comments; a backslash at the end of a line continues it. */
function stepsOf(text: string): Step[] {
  const steps: Step[] = [];
  let isOpen = false;
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.replace(/(?:^|\s)#.*$/, '').trim();
    const rest = line.replace(/\s*\\$/, '');
    const last = steps.at(-1);
    if (isOpen && last !== undefined) steps[steps.length - 1] = { ...last, text: `${last.text} ${rest}` };
    else steps.push({ line: at + 1, text: rest });
    isOpen = rest !== line;
  }
  return steps.map((step) => ({ ...step, text: commandOf(step.text) }));
}

/** The command of a line, without the signs of its format; empty for a key without one. */
function commandOf(line: string): string {
  const key = COMMAND_KEY.exec(line)?.[0];
  if (key === undefined) return OTHER_KEY.test(line) ? '' : line.replace(/^-\s+/, '').replace(/^[@-]+(?=\w)/, '');
  const value = line
    .slice(key.length)
    .replace(/^\[\s*|\s*\]$/g, '')
    .replace(/^(["'])(.*)\1\)?$/, '$2');
  // The owner of an action says nothing of what it does.
  return key.includes('uses') ? `uses ${value.replace(/^[\w-]+\/(?=[^/]+@)/, '')}` : value;
}

/** Words of each command of a line, which signs of the shell separate; a text in quotes is part of its word. */
function splitWords(text: string): string[][] {
  const commands: string[][] = [[]];
  for (const [word] of text.matchAll(/&&|\|\|?|;|(?:"[^"]*"|'[^']*'|[^\s"'&|;]|[&"'](?!&))+/g))
    if (/^(?:&&|\|\|?|;)$/.test(word)) commands.push([]);
    else commands.at(-1)!.push(word);
  return commands;
}

const bareOf = (word: string): string => word.replace(/^(["'])(.*)\1$/, '$2');

function readCommand(all: readonly string[]): Omit<CheckCommand, 'line'> | null {
  const start = skip(all, 0, STARTERS);
  for (const from of [start, skip(all, start, /^(?:npm|pnpm|yarn|bun|run|tool|exec|dlx|-s|--silent|--)$/)]) {
    const name = bareOf(all[from] ?? '').replace(/^.*\/(?:\.?bin)\//, '');
    const known = TOOLS.find(([, names]) => names.split(' ').includes(name));
    if (known === undefined) continue;
    const [purpose, , subcommands = /$^/] = known;
    const words = all.slice(from + 1);
    if (OTHER_WORK.test(words[0] ?? '')) return null;
    return { purpose, tool: name, words: subcommands.test(words[0] ?? '') ? words.slice(1) : words };
  }
  const text = all.slice(start).map(bareOf).join(' ');
  for (const [purpose, of] of OF_BUILDERS) {
    const tool = of.exec(text)?.[0];
    if (tool === undefined) continue;
    const isGradleOrMaven = /^(?:\.\/)?(?:mvn|gradle)/.test(tool);
    const taken = isGradleOrMaven ? 1 : tool.split(' ').length;
    const name = isGradleOrMaven ? tool.replace(/^\.\//, '').replace(/w? .*$/, '') : tool.replace(/ \+\S+/, '');
    return { purpose, tool: name, words: all.slice(start + taken) };
  }
  const run = RUN_BY_NAME.exec(text)?.groups!.name;
  const named = run === undefined ? undefined : NAMED.find(([, of]) => of.test(run));
  return named === undefined ? null : { purpose: named[0], tool: 'ci', words: [run!] };
}

function skip(words: readonly string[], from: number, of: RegExp): number {
  let at = from;
  while (at < words.length && of.test(words[at]!)) at += 1;
  return at;
}

/** Options without a value, behind which a file may stand. */
const SWITCHES =
  /^--?(?:cache|fix|fix-dry-run|quiet|check|ci|coverage|verbose|v|vv|q|s|color|no-color|colors|watch|strict|all|race|bail|silent|parallel|format-only|no-cache|x)$/;

/** Tools whose words behind the options are files. */
const WITH_FILES = /^(?!ci$|qgate$|mvn|gradle|sbt|dotnet|ctest|mix|pre-commit)/;

/** Files and folders that a command names; `.` for all. */
function targetsOf({ words, tool }: CheckCommand): string[] {
  if (!WITH_FILES.test(tool)) return ['.'];
  const targets = words.flatMap((word, at) => {
    const before = words[at - 1] ?? '';
    const mayBeValue = before.startsWith('-') && !before.includes('=') && !SWITCHES.test(before);
    const bare = bareOf(word);
    if (mayBeValue || /^[-<>$({!]|[<>]$|=|^\d$|^https?:/.test(bare)) return [];
    const folder = bare
      .replace(/^\.\/(?=.)/, '')
      .replace(/\/?(?:\*\*?|\.\.\.)(?:\/.*|\.[^/]*)?$/, '')
      .replace(/\/+$/, '');
    return [folder === '' ? '.' : folder];
  });
  return targets.length === 0 ? ['.'] : targets;
}

const isCovered = (target: string, by: readonly string[]): boolean =>
  by.some((each) => each === '.' || each === target || target.startsWith(`${each}/`));
/** Folders that usually have all tests of a project. */
const ALL_TESTS = /^(?:tests?|specs?|__tests__)$/;

/** Options by which a tool looks for less where they come, or come with another value. */
const NARROWING =
  /^--(?:(?:generate-|use-)?baseline|no-eslintrc|no-config-lookup|cap-lints|disable|extend-ignore|extend-exclude|exclude[-_]\S+|skip\S*|disable-\S+|except|testNamePattern|testPathPatterns?|grep|filter|tests|only|changedSince|onlyChanged|onlyFailures|suppress-(?:all|rule)|coverage\.thresholds\.[\w.]+|dangerouslyIgnoreUnhandledErrors|no-cov)$/;
/** Short options that narrow some tools. */
const NARROWING_OF: readonly (readonly [tool: RegExp, option: RegExp])[] = [
  [/^pytest$/, /^-[mk]$/],
  [/^(?:jest|vitest)$/, /^-[to]$/],
  [/^mocha$/, /^-[gif]$/],
  [/^go test$/, /^-(?:short|run|skip)$/],
  [/^cargo/, /^(?:-A|--allow)$/],
  [/^bandit$/, /^-(?:[bsx]|l+|i+)$/],
  [/^mypy$/, /^--follow-imports$/],
  [/^(?:mocha|pytest|vitest|playwright|cypress)$/, /^--(?:retries|retry|reruns|collect-only|co)$/],
  [
    /^qgate$/,
    /^--(?:(?:coverage|duplication)-exclude|no-search|analyzers|repo|branch|pr|commit|base|base-commit|config-from|follow-monitor|ignore-infra-errors|dry-run)$/,
  ],
  [/^gradle$/, /^(?:-x|--exclude-task)$/],
  [/^mvn$/, /^-D(?:test|skip\w*|maven\.test\.skip|\w+\.skip)$/],
];
/** Options that say from which severity on a tool reports or fails. */
const SEVERITY =
  /^(?:-S|--(?:min(?:imum)?-|fail-|fail_)?(?:severity|level)|--fail[-_]on|--failure-threshold|--audit-level|--severity-level|--confidence-level)$/;
/** The mildest first. */
const SEVERITIES = [
  /^(?:style|info|refactor|convention|low|note)$/i,
  /^(?:warning|moderate|medium)$/i,
  /^(?:error|high)$/i,
  /^(?:critical|fatal)$/i,
];
/** Options with a list of what is looked for. */
const CHOICES = /^--(?:select|extend-select|enable|ext|rules|plugins|standard)$/;
const STRICT = [
  ...['--strict', '--no-inline-config', '--all-targets', '--enable-all', '-race'],
  ...['--coverage', '--cov', '--enable-code-coverage', '--check-coverage'],
];
const RULE_OFF = /:\s*\[?\s*\\?["']?(?:off|0|warn|1)\b/;

/** Options of Maven that skip all tests, by either name. */
const SKIPS_TESTS = /^-D(?:skipTests|maven\.test\.skip)$/;

/** Options with their values; an empty value where there is none. */
function optionsOf(commands: readonly CheckCommand[]): ReadonlyMap<string, readonly string[]> {
  const options = new Map<string, string[]>();
  for (const { words } of commands)
    words.forEach((word, at) => {
      const [, name, value] = /^(--?\w[^=]*)(?:=(.*))?$/s.exec(word) ?? [];
      if (name === undefined) return;
      const next = words[at + 1] ?? '';
      const said = value ?? (next.startsWith('-') || SWITCHES.test(name) ? '' : next);
      const [key, values] = SKIPS_TESTS.test(name) ? ['-DskipTests', ''] : [name, bareOf(said)];
      options.set(key, [...(options.get(key) ?? []), values]);
    });
  return options;
}

const severityOf = (value = ''): number => SEVERITIES.findIndex((of) => of.test(value));
const entriesOf = (values: readonly string[]): string[] => values.flatMap((value) => value.split(/[,\s]+/));

/** Options by which a command looks for less than those before. */
function narrowedOptions(was: readonly CheckCommand[], is: CheckCommand): string[] {
  const before = optionsOf(was);
  const now = optionsOf([is]);
  const isNarrowing = (name: string) =>
    NARROWING.test(name) || NARROWING_OF.some(([tool, of]) => tool.test(is.tool) && of.test(name));
  const found = [...now].filter(([name, values]) => {
    const old = before.get(name) ?? [];
    const came = without(values, old);
    if (name === '--rule') return came.some((value) => RULE_OFF.test(value));
    if (isNarrowing(name)) return came.length > 0;
    if (is.tool === 'phpstan' && /^(?:-l|--level)$/.test(name)) return Number(values.at(-1)) < Number(old.at(-1));
    if (SEVERITY.test(name)) return severityOf(values.at(-1)) > severityOf(old.at(-1));
    if (!CHOICES.test(name)) return false;
    return old.length === 0 ? /^--(?:select|rules)$/.test(name) : without(entriesOf(old), entriesOf(values)).length > 0;
  });
  return found.map(([name]) => name);
}

/** Checks of one file before and after a change. */
export interface ChangedChecks {
  readonly path: string;
  readonly before: readonly CheckCommand[];
  readonly after: readonly CheckCommand[];
}

/**
 * Names checks of scripts and pipelines that look at fewer files or for fewer problems than before, and those that went and that
 * nothing of the change replaces: another check of the same purpose, or a pipeline that is kept elsewhere.
 */
export function findNarrowedChecks(files: readonly ChangedChecks[]): LoosenedSetting[] {
  const changed = files.map(({ path, before, after }) => ({
    ...{ path, removed: lacking(before, after), added: lacking(after, before), after },
  }));
  const came = changed.flatMap(({ added }) => added);
  const isReplaced = ({ purpose }: CheckCommand) =>
    came.some((each) => each.purpose === purpose || each.purpose === 'other');
  return changed.flatMap(({ path, removed, added, after }) => {
    const entry = (key: string, { tool, line }: CheckCommand): LoosenedSetting => ({
      ...{ path, tool, key: `${key}, line ${line}`, was: null, is: null, rules: [], paths: [] },
    });
    const narrowed = [...new Set(removed.map(({ tool }) => tool))].flatMap((tool) => {
      const [was, is] = [removed, added].map((list) => list.filter((each) => each.tool === tool));
      if (tool === 'ci' || !after.some((each) => each.tool === tool)) return [];
      const covered = [...after, ...came].filter((each) => each.tool === tool).flatMap(targetsOf);
      const isOfTests = was![0]!.purpose === 'test' && covered.some((each) => ALL_TESTS.test(each));
      const hasLess = was!
        .flatMap(targetsOf)
        .some((target) => !isCovered(target, covered) && !(isOfTests && target === '.'));
      const options = is!.flatMap((each) => narrowedOptions(was!, each).map((key) => entry(key, each)));
      const [before, now] = [optionsOf(was!), optionsOf(is!)];
      const strict = STRICT.filter((name) => before.has(name) && !now.has(name));
      return [
        ...(hasLess ? [entry('fewer files', is![0] ?? was![0]!)] : []),
        ...options,
        ...(is![0] === undefined ? [] : strict.map((name) => entry(`${name} removed`, is![0]!))),
      ];
    });
    // A command that fixes what it finds is seldom a check.
    const fixes = ({ words }: CheckCommand) => words.includes('--fix');
    const isKept = (gone: CheckCommand) =>
      gone.tool !== 'ci' && after.some((each) => each.tool === gone.tool && (fixes(gone) || !fixes(each)));
    const gone = removed.filter((each) => each.purpose !== 'other' && !isReplaced(each) && !isKept(each));
    return [...narrowed, ...gone.map((each) => entry('check removed', each))];
  });
}

/** Commands that a list has more often than another one. */
function lacking(commands: readonly CheckCommand[], others: readonly CheckCommand[]): CheckCommand[] {
  const textOf = ({ tool, words }: CheckCommand) => [tool, ...words].join(' ');
  const left = others.map(textOf);
  return commands.filter((command) => {
    const at = left.indexOf(textOf(command));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
