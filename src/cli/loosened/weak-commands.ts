import { type ChangedFile, type LineRange } from '../../domain/changes/changed-lines.js';
import { isJsonObject } from '../../domain/findings/readers/json-value.js';
import { type LoosenedSetting, OWN_TOOL } from '../../domain/loosened/loosened-setting.js';
import { type ChangedChecks, checkCommandsIn } from './check-commands.js';
import { textOf } from './judges.js';
import { flatten, listOf, partOf, readTable, type Settings, type Value, without } from './settings.js';

const WORKFLOWS =
  /(^|\/)(\.github\/(workflows|actions)\/.+\.ya?ml|action\.ya?ml|\.gitlab-ci\.ya?ml|\.gitlab\/.+\.ya?ml|azure-pipelines[\w.-]*\.ya?ml|bitbucket-pipelines\.ya?ml|\.circleci\/.+\.ya?ml|\.buildkite\/.+\.ya?ml|\.travis\.ya?ml|\.drone\.ya?ml|\.woodpecker[\w./-]*\.ya?ml|Jenkinsfile)$/;
const SCRIPTS =
  /(^|\/)(package\.json|composer\.json|Makefile|GNUmakefile|[Jj]ustfile|Taskfile\.ya?ml|Rakefile|tox\.ini|noxfile\.py|lefthook\.ya?ml|\.pre-commit-config\.ya?ml|\.lintstagedrc[\w.]*|\.husky\/[\w-]+|pom\.xml|[\w.-]+\.gradle(?:\.kts)?|[\w.-]+\.sbt|mix\.exs|[\w.-]+\.(?:cs|fs|vb)proj|Directory\.Build\.(?:props|targets)|CMakeLists\.txt|Cargo\.toml|Package\.swift)$|\.sh$/;

const LINTERS = /\b(?:[\w-]*lint\w*|ruff|rubocop|phpcs|phpstan|biome|semgrep|stylelint|oxlint|mypy|pyright)\b/i;
/** Words of commands that check something: a new workflow in which another one may fail lets nothing pass. */
const CHECKS = /\b(?:test\w*|vet|check|tsc|audit|verify|coverage|scan|pytest|jest|vitest|rspec|clippy|qgate)\b/i;

/** True for a minimum that fell or went. */
const fell = (now: number | null, was: number | null): boolean => was !== null && (now === null || now < was);

/** True for a level or a count that rose or came. */
const rose = (now: number | null, was: number | null): boolean => now !== null && now > (was ?? 0);
/** Names of levels, the lowest first. */
const LEVELS = /^(?:(?<first>low|info)|(?<second>medium|warning)|(?<third>high|error))$/i;
const levelOf = (name: string): number =>
  ['first', 'second', 'third'].findIndex((each) => LEVELS.exec(name)?.groups![each]);

/** Options of commands with a limit; null where a command has none. */
const OPTIONS: readonly {
  readonly key: string;
  readonly tool?: string;
  readonly of: RegExp;
  readonly isLooser: (now: number | null, was: number | null) => boolean;
}[] = [
  {
    key: '--max-warnings',
    tool: 'eslint',
    of: /--max-warnings[= ](\d+)/,
    isLooser: (now, was) => was !== null && (now === null || now > was),
  },
  {
    key: '--fail-under',
    of: /--(?:cov-)?fail-under[= ](\d+(?:\.\d+)?)/,
    isLooser: fell,
  },
  {
    key: '--min-coverage',
    of: /--(?:min(?:imum)?-coverage|coverage-threshold|lines|branches|functions|statements)[= ](\d+(?:\.\d+)?)/,
    isLooser: fell,
  },
  // Of the plugin of Maven for Checkstyle, which allows none by itself, and of Gradle's, which allows all.
  {
    key: 'maxAllowedViolations',
    tool: 'checkstyle',
    of: /<maxAllowedViolations>\s*(\d+)/,
    isLooser: (now, was) => (now ?? 0) > (was ?? 0),
  },
  {
    key: 'maxWarnings',
    tool: 'checkstyle',
    of: /\bmaxWarnings\b[^\d\n]{1,9}(\d+)/,
    isLooser: (now, was) => was !== null && (now === null || now > was),
  },
  // Levels of plugins of Maven, from which on they report or fail.
  { key: 'violationSeverity', tool: 'checkstyle', of: /<violationSeverity>\s*(\w+)/, isLooser: rose },
  { key: 'threshold', tool: 'spotbugs', of: /<threshold>\s*(Low|Medium|High)\b/, isLooser: rose },
  { key: 'failurePriority', tool: 'pmd', of: /<failurePriority>\s*(\d)/, isLooser: fell },
  { key: 'rerunFailingTestsCount', tool: 'surefire', of: /\brerunFailingTestsCount\b[>=]\s*(\d+)/, isLooser: rose },
  // Of golangci-lint, which shows 50 of a linter and three of a text by itself, and all for 0.
  {
    key: '--max-issues-per-linter',
    tool: 'golangci-lint',
    of: /--max-issues-per-linter[= ](\d+)/,
    isLooser: (now, was) => shownOf(now, 50) < shownOf(was, 50),
  },
  {
    key: '--max-same-issues',
    tool: 'golangci-lint',
    of: /--max-same-issues[= ](\d+)/,
    isLooser: (now, was) => shownOf(now, 3) < shownOf(was, 3),
  },
];

const shownOf = (limit: number | null, byDefault: number): number => (limit ?? byDefault) || Infinity;

/** Settings of Maven and Gradle by which a failure passes, or nothing is checked. */
const BUILD_PASSES =
  /(?:\b|-D)(?:ignoreFailures|isIgnoreFailures|testFailureIgnore|maven\.test\.failure\.ignore|skipTests|maven\.test\.skip|[\w.]+\.skip|ignore_outcome)\s*(?:=|>|\()\s*true\b|<skip>\s*true\b|<phase>\s*none\b|\b(?:[\w.]*failOn\w+|failsOnError|abortOnError|isAbortOnError|haltOnFailure)\s*(?:=|>|\()\s*false\b/i;

const MAKEFILES = /(?:^|\/)(?:GNU)?[Mm]akefile$/;
/** `-i` of make, alone or among other flags without a value, as an option or in the variable with its options. */
const MAKE_IGNORES =
  /(?:(?:^|[\s"':;&|(/@])g?make\s(?:[^|;&#"'\n]*\s)?-|\bMAKEFLAGS["']?\s*[:+?]{0,2}[=:]\s*["']?(?:-?(?![^\s"']*-)|[^"'#\n]*\s-))(?:[bdeikmnpqrRsStvwB]*i[bdeikmnpqrRsStvwB]*|-ignore-errors)(?=[\s"'|;&)]|$)/;
/** True for the target of make that ignores failures of all targets, or of one that checks something. */
const isIgnored = (line: string): boolean =>
  /^\.IGNORE\s*:\s*(?:#|$)/.test(line) || (/^\.IGNORE\s*:/.test(line) && (LINTERS.test(line) || CHECKS.test(line)));

/** Words of a command or a step by which a failure passes. */
const WEAKENERS: readonly {
  readonly key: string;
  readonly isIn: (line: string, isWorkflow: boolean, path: string) => boolean;
}[] = [
  { key: '--quiet', isIn: (line) => /(?:^|\s)--quiet\b/.test(line) && LINTERS.test(line) },
  {
    key: '--exit-zero',
    isIn: (line) =>
      /--(?:exit-zero|soft-fail|issues-exit-code[= ]0|exit-code[= ]0|mute-exit-status|no-fatal-\w+|fail-never)\b|\bmvnw?\s(?:.*\s)?-fn\b|\bsuccess_codes\s*=\s*\[/.test(
        line,
      ),
  },
  { key: 'failures ignored', isIn: (line) => BUILD_PASSES.test(line) },
  {
    key: '--ignore',
    isIn: (line) =>
      /\s--(?:testPathIgnorePatterns|ignore-pattern|ignore-path|ignore|exclude|deselect)\b/.test(line) &&
      !MAKE_IGNORES.test(line) &&
      (LINTERS.test(line) || CHECKS.test(line)),
  },
  {
    key: 'exclude',
    isIn: (line) =>
      /\bcoverageExcluded\w+|\bTests\.Exclude\b|\bignore_modules\s*:|<(?:suppressions\w*|excludeFilterFile)>|\bexcludeFilter\b/.test(
        line,
      ),
  },
  { key: '--passWithNoTests', isIn: (line) => /--passWithNoTests\b/.test(line) },
  {
    key: 'continue-on-error',
    isIn: (line, isWorkflow) => isWorkflow && /\bcontinue-?on-?error["']?\s*:\s*(?!["']?false\b)\S/i.test(line),
  },
  {
    key: 'if: false',
    isIn: (line, isWorkflow) => isWorkflow && /^\s*-?\s*(?:if|condition)\s*:\s*["']?(?:\$\{\{\s*)?false\b/.test(line),
  },
  { key: 'when', isIn: (line, isWorkflow) => isWorkflow && /^\s*-?\s*when\s*:\s*["']?(?:manual|never)\b/.test(line) },
  { key: 'set +e', isIn: (line, isWorkflow) => isWorkflow && /^\s*(?:-\s+run:\s*)?set \+e\b/.test(line) },
  {
    key: 'warnings off',
    isIn: (line) => /-suppress-warnings\b|-Xlint:none\b|-Xep:\w+:OFF\b|-Wno-everything\b|-Wno-error\b(?!=)/.test(line),
  },
  // Of make and tox, which do not look at the result of such a command.
  {
    key: '- before a command',
    isIn: (line, _, path) =>
      (/^\t@?-@?\s*\w/.test(line) || (path.endsWith('tox.ini') && /^\s+-\s*\w/.test(line))) &&
      (LINTERS.test(line) || CHECKS.test(line)),
  },
  // Of make as well, for all commands of a run or a file. With `-k` the run still fails.
  { key: 'make -i', isIn: (line, _, path) => MAKE_IGNORES.test(line) || (MAKEFILES.test(path) && isIgnored(line)) },
  // A command beside a script decides nothing of its result.
  { key: '&', isIn: (line) => /(?:^|[^&])&\s*$/.test(line) && (LINTERS.test(line) || CHECKS.test(line)) },
  {
    key: 'options',
    isIn: (line) =>
      /\b(?:PYTEST_ADDOPTS|MAVEN_(?:ARGS|OPTS|CLI_OPTS))\b.*[\s"'=](?:-[km]\s|--(?:ignore|deselect|collect-only)\b|-DskipTests|-Dmaven\.test\.skip)/.test(
        line,
      ),
  },
  // Of pre-commit, the hooks that it leaves out.
  { key: 'SKIP', isIn: (line, isWorkflow) => isWorkflow && /^\s*SKIP\s*[:=]\s*[\w"']/.test(line) },
  {
    key: 'allow_failure',
    isIn: (line, isWorkflow) => isWorkflow && /\ballow_failure\s*:\s*(?:true\b|$)/.test(line),
  },
  {
    key: '|| true',
    isIn: (line, isWorkflow) =>
      (/\|\|\s*(?:true|:|exit 0|echo\b[^|&;]*)(?=\s|["',;)]|$)/.test(line) &&
        (isWorkflow || LINTERS.test(line) || isCheck(line))) ||
      (/;\s*(?:true|exit 0)\s*(?:["',)]|$)/.test(line) && (LINTERS.test(line) || CHECKS.test(line))),
  },
];

/** True for a line of a script whose command checks something; that of a manifest is a value. */
const isCheck = (line: string): boolean => checkCommandsIn('', line.replace(/^\s*"[^"]*"\s*:\s*"/, '')).length > 0;

/** Keys that say when a step runs, and on which files: in a new file nothing ran before. */
const OF_OLD_STEPS = ['if: false', 'when', '--ignore', 'exclude'];

/** Variables of `qgate` by which it looks for less, compares with another commit, or lets a failure pass. */
const OWN_VARIABLES =
  /\b(QGATE_SEARCH)["']?\s*[:=]\s*["']?false\b|\b(QGATE_(?:SOFT_FAIL|FOLLOW_MONITOR|IGNORE_INFRA_ERRORS|(?:COVERAGE_|DUPLICATION_)?EXCLUDE|ANALYZERS|REPO|BRANCH|PR|COMMIT|BASE(?:_COMMIT)?|CONFIG_FROM))["']?\s*[:=]\s*["']?(?!(?:false|0)\b)[^\s"']/;

/** Limits of coverage in build files, such as those of JaCoCo. */
const LIMITS: readonly {
  readonly key: string;
  readonly of: RegExp;
  readonly isLooser: (now: number, was: number) => boolean;
}[] = [
  {
    key: 'minimum',
    of: /\b(?:\w{0,20}minimum\w{0,30}|threshold|minBound|minValue)\b[^\d\n]{0,20}?(\d+(?:\.\d+)?)/i,
    isLooser: (now, was) => now < was,
  },
  { key: 'maximum', of: /\bmaximum\b[^\d\n]{0,20}?(\d+(?:\.\d+)?)/, isLooser: (now, was) => now > was },
];
/** Plugins of Maven that check something. */
const CHECK_PLUGINS =
  /\b(?:maven-(?:checkstyle|pmd|surefire|failsafe)|spotbugs-maven|jacoco-maven|spotless-maven)-plugin\b/g;
const BUILDS =
  /(^|\/)(pom\.xml|[\w.-]+\.gradle(?:\.kts)?|[\w.-]+\.sbt|mix\.exs|[\w.-]+\.(?:cs|fs|vb)proj|Directory\.Build\.props)$/;
const OF_JACOCO = /pom\.xml$|\.gradle(?:\.kts)?$/;

/** Options by which a warning fails a build or a check. */
const STRICT =
  /(?:-Werror\b(?!=)|-Xfatal-warnings|--fatal-(?:infos|warnings)|warnings[_-]as[_-]errors|TreatWarningsAsErrors|allWarningsAsErrors|FatalWarnings|failOnWarnings?|-D\s?warnings|\/WX\b|--error-on-warnings)(?!["'\s:=>(]{1,6}(?:false|off)\b)/i;
const NO_WARNING = /<(?:NoWarn|WarningsNotAsErrors)>([^<]*)/;

/** Configuration files that commands name, as `eslint -c config/lint.json` does, by the tool of the command. */
export function namedConfigs(text: string, tools: readonly string[]): { tool: string; name: string }[] {
  return text.split('\n').flatMap((line) => {
    const tool = tools.find((each) => new RegExp(`(?:^|[\\s"'/:@])${each}(?=[\\s@])`).test(line));
    if (tool === undefined) return [];
    return [...line.matchAll(CONFIG_OPTION)].map((match) => ({ tool, name: match[1]! }));
  });
}

/** Configuration files that the plugins of Maven and Gradle name. */
export const configsOfPlugins = (text: string): { tool: string; name: string }[] =>
  OF_PLUGINS.flatMap(([tool, named]) =>
    Array.from(text.matchAll(named), (match) => ({ tool, name: match[1]!.replace(/^\/+/, '') })),
  );

const OF_PLUGINS: readonly (readonly [tool: string, named: RegExp])[] = [
  ['checkstyle', /<(?:configLocation|suppressionsLocation)>(?:\$\{[\w.]+\})?([\w./-]+)</g],
  ['checkstyle', /\bconfigFile\b[^"'\n]{0,60}["']([\w./-]+)["']/g],
  ['spotbugs', /<excludeFilterFile>(?:\$\{[\w.]+\})?([\w./-]+)</g],
  ['spotbugs', /\bexcludeFilter\b[^"'\n]{0,60}["']([\w./-]+)["']/g],
  ['pmd', /<ruleset>(?:\$\{[\w.]+\})?([\w./-]+)</g],
  ['detekt', /\bbaseline\b[^"'\n]{0,60}["']([\w./-]+\.xml)["']/g],
];

const CONFIG_OPTION = /\s(?:-c|-p|--config(?:-file|uration)?|--rcfile|--rc-file|--project)[= ]\s*["']?([\w.][\w./-]*)/g;

/** True for a file whose commands may name configuration files. */
export const hasCommands = (file: string): boolean => WORKFLOWS.test(file) || SCRIPTS.test(file);

/** True for a file whose commands check something: no configuration of hooks, which is named by its lines, and no workflow that GitHub never runs. */
const hasChecks = (file: string): boolean =>
  hasCommands(file) && !BUILDS.test(file) && !/\.pre-commit-config|\/\.github\//.test(file);

/** Checks of a file before and after a change; null for a file without commands, and for a deleted script, which may go with its package. */
export async function readChecks(
  changed: ChangedFile,
  read: (side: 'before' | 'after') => Promise<string | null>,
): Promise<ChangedChecks | null> {
  const { path, oldPath, status } = changed;
  const before = oldPath ?? path;
  if (![path, before].some(hasChecks) || (status === 'deleted' && !WORKFLOWS.test(path))) return null;
  const [was, is] = [(await read('before')) ?? '', status === 'deleted' ? '' : ((await read('after')) ?? '')];
  return { path, before: checkCommandsIn(before, was), after: hasChecks(path) ? checkCommandsIn(path, is) : [] };
}

/** Names commands of workflows and scripts that a change lets pass where they failed before, by their lines. */
export async function findWeakCommands(
  changed: ChangedFile,
  read: (side: 'before' | 'after') => Promise<string | null>,
): Promise<LoosenedSetting[]> {
  const isWorkflow = WORKFLOWS.test(changed.path);
  if (changed.status === 'deleted' || !(isWorkflow || SCRIPTS.test(changed.path))) return [];
  const [was, is] = [await read('before'), await read('after')];
  const added = linesAt(is, changed.added);
  const removed = linesAt(was, changed.removed ?? []);
  const entry = (key: string, tool: string, line: number): LoosenedSetting => ({
    ...{ path: changed.path, tool, key: `${key}, line ${line}`, was: null, is: null, rules: [], paths: [] },
  });
  const mayCheck = ({ text }: Line) => changed.status !== 'added' || LINTERS.test(text) || CHECKS.test(text);
  const weak = WEAKENERS.flatMap(({ key, isIn }) => {
    if (changed.status === 'added' && OF_OLD_STEPS.includes(key)) return [];
    const now = added.filter(
      (line) => isIn(line.text, isWorkflow, changed.path) && (key !== '|| true' || mayCheck(line)),
    );
    const before = removed.filter(({ text }) => isIn(text, isWorkflow, changed.path)).length;
    return now.slice(before).map(({ line, text }) => entry(key, key.startsWith('--') ? linterIn(text) : 'ci', line));
  });
  const limits = BUILDS.test(changed.path) ? LIMITS : [];
  const known = new Set(removed.map(({ text }) => text.trim()));
  // A pipeline that asks the gate for the first time loosens nothing.
  const asked = /qgate/i.test(was ?? '') ? added.filter(({ text }) => !known.has(text.trim())) : [];
  const variables = asked.flatMap(({ line, text }) => {
    const name = OWN_VARIABLES.exec(text)?.slice(1).find(Boolean);
    return name === undefined ? [] : [entry(name, OWN_TOOL, line)];
  });
  const pluginsIn = (text: string | null) => text?.match(CHECK_PLUGINS) ?? [];
  const lostPlugins = without(pluginsIn(was), pluginsIn(is));
  const hidden = added.filter(({ text }) => /^\.[\w ]+:\s*$/.test(text) && known.has(text.trim().slice(1)));
  return [
    ...weak,
    ...variables,
    // GitLab runs no job whose name begins with a dot.
    ...hidden.map(({ line }) => entry('hidden job', 'ci', line)),
    ...removed
      .filter(({ text }) => pluginsIn(text).some((name) => lostPlugins.includes(name)))
      .map(({ line, text }) => entry('check removed', pluginsIn(text)[0]!, line)),
    ...OPTIONS.flatMap((option) =>
      loosenedOptions(option, added, removed).map(({ line, text }) =>
        entry(option.key, option.tool ?? linterIn(text), line),
      ),
    ),
    ...(BUILDS.test(changed.path) ? await findExcludes(added, removed, read) : []).map(({ line, tool }) =>
      entry('exclude', tool, line),
    ),
    ...limits.flatMap((limit) =>
      loosenedLimits(limit, ofCoverage(added, is), ofCoverage(removed, was)).map((line) =>
        entry(limit.key, OF_JACOCO.test(changed.path) ? 'jacoco' : 'ci', line),
      ),
    ),
    ...(isWorkflow && is !== null && !/pipefail|shell:\s*bash/.test(is) ? lostResults(added, removed) : []).map(
      (line) => entry('| tee', 'ci', line),
    ),
    ...(isWorkflow && changed.status !== 'added' ? narrowedTriggers(changed.path, was, is) : []),
    ...lostStrictness(added, removed).map((line) => entry('warnings as errors', 'ci', line)),
    ...moreSilenced(added, removed).map((line) => entry('NoWarn', 'roslyn', line)),
  ];
}

const linterIn = (text: string): string => LINTERS.exec(text)?.[0].toLowerCase() ?? 'ci';

const COVERAGE = /cover|jacoco|kover|violationRules|^\s*limit\b/i;
/** Lines between `<limit>` and its last value. */
const LIMIT_LINES = 4;

/** The lines that speak of coverage themselves, or stand in a block or plugin of it; of a project of .NET, in one that collects it. */
function ofCoverage(lines: readonly Line[], text: string | null): Line[] {
  const all = text?.split('\n') ?? [];
  const isCollected = /coverlet|CollectCoverage|ThresholdType/i.test(text ?? '');
  return lines.filter(
    (each) =>
      COVERAGE.test(each.text) ||
      (each.text.includes('<Threshold>') && isCollected) ||
      all.slice(Math.max(0, each.line - 1 - LIMIT_LINES), each.line - 1).some((before) => before.includes('<limit>')) ||
      (pluginAround(all, each.line) ?? headsAround(all, each.line)).some((head) => COVERAGE.test(head)),
  );
}

/** Lines of limits that are looser than the removed ones in their order, and of removed ones that nothing replaces. */
function loosenedLimits(
  { of, isLooser }: (typeof LIMITS)[number],
  added: readonly Line[],
  removed: readonly Line[],
): number[] {
  const numbered = (lines: readonly Line[]) =>
    lines.flatMap(({ line, text }) => {
      const limit = of.exec(text)?.[1];
      return limit === undefined ? [] : [{ line, limit: Number(limit) }];
    });
  const now = numbered(added);
  return numbered(removed).flatMap((was, at) => {
    const other = now[at];
    if (other === undefined) return [was.line];
    return isLooser(other.limit, was.limit) ? [other.line] : [];
  });
}

/** Lines whose check is followed by a command that passes: without `pipefail` the last one of a pipe decides. */
function lostResults(added: readonly Line[], removed: readonly Line[]): number[] {
  const isLost = ({ text }: Line) => {
    const check = /^([^|]*[^|\s])\s*\|\s*(?:tee|cat|head|tail|sed|awk)\b/.exec(text)?.[1];
    return check !== undefined && (LINTERS.test(check) || CHECKS.test(check));
  };
  return added
    .filter(isLost)
    .slice(removed.filter(isLost).length)
    .map(({ line }) => line);
}

/** Events by which a workflow of GitHub judges changes. */
const OF_CHANGES = ['pull_request', 'pull_request_target', 'merge_group'];

/** Of pull requests, when one is new or has new commits. */
const TYPES_OF_CHANGES = ['opened', 'synchronize'];

/** Events of a workflow with checks that went, and filters by which it starts for fewer changes. */
function narrowedTriggers(path: string, was: string | null, is: string | null): LoosenedSetting[] {
  if (was === null || is === null || !path.startsWith('.github/workflows/') || checkCommandsIn(path, was).length === 0)
    return [];
  const [before, now] = [was, is].map((text) => eventsOf(partOf(readTable(path, text), ['on'])));
  const entry = (key: string, before: Value | undefined, after: Value | undefined): LoosenedSetting => ({
    ...{
      path,
      tool: 'ci',
      key: `on.${key}`,
      was: textOf(before) || null,
      is: textOf(after) || null,
      rules: [],
      paths: [],
    },
  });
  const events = OF_CHANGES.filter((event) => before!.has(event));
  if (events.length > 0 && !OF_CHANGES.some((event) => now!.has(event))) return [entry(events[0]!, 'on', undefined)];
  return events.flatMap((event) => {
    const [old, filters] = [before!.get(event)!, now!.get(event)];
    if (filters === undefined) return [];
    const typesOf = (settings: Settings) => (settings.has('types') ? listOf(settings.get('types')) : TYPES_OF_CHANGES);
    const lost = without(typesOf(old), typesOf(filters)).filter((type) => TYPES_OF_CHANGES.includes(type));
    const types =
      lost.length > 0 && event !== 'merge_group'
        ? [entry(`${event}.types`, old.get('types'), filters.get('types'))]
        : [];
    return ['branches', 'paths', 'branches-ignore', 'paths-ignore']
      .flatMap((key) => {
        const [one, other] = [old.get(key), filters.get(key)];
        const isIgnored = key.endsWith('ignore');
        const isNarrower = isIgnored
          ? without(listOf(other), listOf(one)).length > 0
          : other !== undefined && (one === undefined || without(listOf(one), listOf(other)).length > 0);
        return isNarrower ? [entry(`${event}.${key}`, one, other)] : [];
      })
      .concat(types);
  });
}

/** Filters of each event, which are written as a name, a list of names, or a table. */
function eventsOf(on: unknown): ReadonlyMap<string, Settings> {
  if (typeof on === 'string') return new Map([[on, flatten({})]]);
  if (Array.isArray(on)) return new Map(on.map((event) => [String(event), flatten({})]));
  return new Map(Object.entries(isJsonObject(on) ? on : {}).map(([event, filters]) => [event, flatten(filters ?? {})]));
}

/** Lines without an option of strictness that a removed line of the same command had. */
function lostStrictness(added: readonly Line[], removed: readonly Line[]): number[] {
  const isStrict = ({ text }: Line) => STRICT.test(text);
  const lost = removed.filter(isStrict).slice(added.filter(isStrict).length);
  return lost.map((old) => (added.find((line) => !isStrict(line) && isAlike(line.text, old.text)) ?? old).line);
}

/** Lines of a project of .NET that silence a warning which no removed line did. */
function moreSilenced(added: readonly Line[], removed: readonly Line[]): number[] {
  const codesOf = ({ text }: Line) => (NO_WARNING.exec(text)?.[1] ?? '').match(/\w+/g) ?? [];
  const before = new Set(['NoWarn', ...removed.flatMap(codesOf)]);
  return added.filter((line) => codesOf(line).some((code) => !before.has(code))).map(({ line }) => line);
}

/** Tools whose part of a build file says what they leave out, by a word of its head. */
const EXCLUDING =
  /\b(?<tool>jacoco|kover|surefire|failsafe|checkstyle|pmd|spotbugs|detekt|ktlint|test)(?!\w*(?:Api|Compile|Impl|Runtime))/i;
const EXCLUDE = /<exclude(?:dGroups)?>|<excludes>\s*[^\s<]|(?<![</\w])exclude/i;

/** Added lines by which a tool of a build file leaves out classes or tests, but for those that were there before. */
async function findExcludes(
  added: readonly Line[],
  removed: readonly Line[],
  read: (side: 'before' | 'after') => Promise<string | null>,
): Promise<{ line: number; tool: string }[]> {
  const bare = ({ text }: Line) => text.trim().replace(/,$/, '');
  const before = new Set(removed.map(bare));
  const lines = (await read('after'))?.split('\n') ?? [];
  return added.flatMap((each) => {
    if (bare(each) === '' || before.has(bare(each))) return [];
    const heads = pluginAround(lines, each.line) ?? headsAround(lines, each.line);
    const isExcluded = EXCLUDE.test(each.text) || (/^['"]/.test(bare(each)) && EXCLUDE.test(heads[0] ?? ''));
    const tool = isExcluded && EXCLUDING.exec(heads.join('\n'))?.groups!.tool!.toLowerCase();
    return tool ? [{ line: each.line, tool }] : [];
  });
}

/** The name of the plugin of Maven around a line; null where none is. */
function pluginAround(lines: readonly string[], line: number): string[] | null {
  const start = lines.slice(0, line).findLastIndex((text) => /<\/?plugin>/.test(text));
  if (start < 0 || !lines[start]!.includes('<plugin>')) return null;
  return lines
    .slice(start, line)
    .flatMap((text) => /<artifactId>\s*([\w.-]+)/.exec(text)?.[1] ?? [])
    .slice(0, 1);
}

/** Lines that open the brackets around a line, the inmost first. */
function headsAround(lines: readonly string[], line: number): string[] {
  const heads: string[] = [];
  let depth = 0;
  for (const text of lines.slice(0, line).reverse())
    for (const sign of [...text].reverse()) {
      if ('})]'.includes(sign)) depth += 1;
      else if ('{(['.includes(sign) && (depth -= 1) < 0) {
        heads.push(text);
        depth = 0;
      }
    }
  return heads;
}

interface Line {
  readonly line: number;
  readonly text: string;
}

/** Lines with a looser limit than the removed line of the same command, or that no longer have one. */
function loosenedOptions(
  { of, isLooser }: (typeof OPTIONS)[number],
  added: readonly Line[],
  removed: readonly Line[],
): Line[] {
  const limitOf = ({ text }: Line): number | null => {
    const limit = of.exec(text)?.[1];
    if (limit === undefined) return null;
    return LEVELS.test(limit) ? levelOf(limit) : Number(limit);
  };
  const before = removed.filter((line) => limitOf(line) !== null);
  const replaced = before.map((old) => ({ old, now: added.find((line) => isAlike(line.text, old.text)) ?? added[0] }));
  const loosened = replaced.flatMap(({ old, now }) =>
    isLooser(now === undefined ? null : limitOf(now), limitOf(old)) ? [now ?? old] : [],
  );
  const known = new Set(replaced.map(({ now }) => now));
  const came = added.filter((line) => !known.has(line) && limitOf(line) !== null && isLooser(limitOf(line), null));
  return [...loosened, ...came];
}

/** Lines of one command with other limits. */
const isAlike = (one: string, other: string): boolean => one.trim().slice(0, 8) === other.trim().slice(0, 8);

function linesAt(text: string | null, ranges: readonly LineRange[]): Line[] {
  if (text === null) return [];
  const lines = text.split('\n');
  return ranges.flatMap(([from, to]) =>
    lines.slice(from - 1, to).map((each, at) => ({ line: from + at, text: each.replace(/(?:^|\s)#.*$/, '') })),
  );
}
