import { type ChangedFile, type LineRange } from '../../domain/changes/changed-lines.js';
import { type LoosenedSetting } from '../../domain/loosened/loosened-setting.js';

const WORKFLOWS =
  /(^|\/)(\.github\/(workflows|actions)\/.+\.ya?ml|action\.ya?ml|\.gitlab-ci\.ya?ml|\.gitlab\/.+\.ya?ml|azure-pipelines[\w.-]*\.ya?ml|bitbucket-pipelines\.ya?ml|\.circleci\/.+\.ya?ml|\.buildkite\/.+\.ya?ml|\.travis\.ya?ml|\.drone\.ya?ml|\.woodpecker[\w./-]*\.ya?ml|Jenkinsfile)$/;
const SCRIPTS =
  /(^|\/)(package\.json|composer\.json|Makefile|GNUmakefile|[Jj]ustfile|Taskfile\.ya?ml|Rakefile|tox\.ini|noxfile\.py|lefthook\.ya?ml|\.pre-commit-config\.ya?ml|\.lintstagedrc[\w.]*|\.husky\/[\w-]+|pom\.xml|[\w.-]+\.gradle(?:\.kts)?)$|\.sh$/;

const LINTERS = /\b(?:\w*lint\w*|ruff|rubocop|phpcs|phpstan|biome|semgrep|stylelint|oxlint|mypy|pyright)\b/i;
/** Words of commands that check something: a new workflow in which another one may fail lets nothing pass. */
const CHECKS = /\b(?:test\w*|vet|check|tsc|audit|verify|coverage|scan|pytest|jest|vitest|rspec|clippy|qgate)\b/i;
const WARNINGS = /--max-warnings[= ](\d+)/;

/** Settings of Maven and Gradle by which a failure passes, or nothing is checked. */
const BUILD_PASSES =
  /\b(?:ignoreFailures|isIgnoreFailures|testFailureIgnore|maven\.test\.failure\.ignore|skipTests|maven\.test\.skip|[\w.]+\.skip)\s*(?:=|>|\()\s*true\b|\b(?:[\w.]*failOn\w+|failsOnError|abortOnError|isAbortOnError|haltOnFailure)\s*(?:=|>|\()\s*false\b/i;

/** Words of a command or a step by which a failure passes. */
const WEAKENERS: readonly { readonly key: string; readonly isIn: (line: string, isWorkflow: boolean) => boolean }[] = [
  { key: '--quiet', isIn: (line) => /(?:^|\s)--quiet\b/.test(line) && LINTERS.test(line) },
  { key: '--exit-zero', isIn: (line) => /--exit-zero\b/.test(line) },
  { key: 'failures ignored', isIn: (line) => BUILD_PASSES.test(line) },
  {
    key: '--ignore',
    isIn: (line) =>
      /\s--(?:testPathIgnorePatterns|ignore-pattern|ignore-path|ignore|exclude|deselect)\b/.test(line) &&
      (LINTERS.test(line) || CHECKS.test(line)),
  },
  { key: '--passWithNoTests', isIn: (line) => /--passWithNoTests\b/.test(line) },
  {
    key: 'continue-on-error',
    isIn: (line, isWorkflow) => isWorkflow && /\bcontinue-?on-?error["']?\s*:\s*(?!["']?false\b)\S/i.test(line),
  },
  { key: 'allow_failure', isIn: (line, isWorkflow) => isWorkflow && /\ballow_failure\s*:\s*true\b/.test(line) },
  {
    key: '|| true',
    isIn: (line, isWorkflow) =>
      (/\|\|\s*(?:true|:|exit 0|echo\b[^|&;]*)(?=\s|["',;)]|$)/.test(line) && (isWorkflow || LINTERS.test(line))) ||
      (/;\s*(?:true|exit 0)\s*(?:["',)]|$)/.test(line) && (LINTERS.test(line) || CHECKS.test(line))),
  },
];

/** Limits of JaCoCo in Maven and Gradle. */
const LIMITS: readonly {
  readonly key: string;
  readonly of: RegExp;
  readonly isLooser: (now: number, was: number) => boolean;
}[] = [
  { key: 'minimum', of: /\bminimum\b[^\d\n]{0,20}?(\d+(?:\.\d+)?)/, isLooser: (now, was) => now < was },
  { key: 'maximum', of: /\bmaximum\b[^\d\n]{0,20}?(\d+(?:\.\d+)?)/, isLooser: (now, was) => now > was },
];
const BUILDS = /(^|\/)(pom\.xml|[\w.-]+\.gradle(?:\.kts)?)$/;

/** Configuration files that commands name, as `eslint -c config/lint.json` does, by the tool of the command. */
export function namedConfigs(text: string, tools: readonly string[]): { tool: string; name: string }[] {
  return text.split('\n').flatMap((line) => {
    const tool = tools.find((each) => new RegExp(`(?:^|[\\s"'/:@])${each}(?=[\\s@])`).test(line));
    if (tool === undefined) return [];
    return [...line.matchAll(CONFIG_OPTION)].map((match) => ({ tool, name: match[1]! }));
  });
}

const CONFIG_OPTION = /\s(?:-c|-p|--config(?:-file|uration)?|--rcfile|--rc-file|--project)[= ]\s*["']?([\w.][\w./-]*)/g;

/** True for a file whose commands may name configuration files. */
export const hasCommands = (file: string): boolean => WORKFLOWS.test(file) || SCRIPTS.test(file);

/** Names commands of workflows and scripts that a change lets pass where they failed before, by their lines. */
export async function findWeakCommands(
  changed: ChangedFile,
  read: (side: 'before' | 'after') => Promise<string | null>,
): Promise<LoosenedSetting[]> {
  const isWorkflow = WORKFLOWS.test(changed.path);
  if (changed.status === 'deleted' || !(isWorkflow || SCRIPTS.test(changed.path))) return [];
  const added = linesAt(await read('after'), changed.added);
  const removed = linesAt(await read('before'), changed.removed ?? []);
  const entry = (key: string, tool: string, line: number): LoosenedSetting => ({
    ...{ path: changed.path, tool, key: `${key}, line ${line}`, was: null, is: null, rules: [], paths: [] },
  });
  const mayCheck = ({ text }: Line) => changed.status !== 'added' || LINTERS.test(text) || CHECKS.test(text);
  const weak = WEAKENERS.flatMap(({ key, isIn }) => {
    const now = added.filter((line) => isIn(line.text, isWorkflow) && (key !== '|| true' || mayCheck(line)));
    const before = removed.filter(({ text }) => isIn(text, isWorkflow)).length;
    return now.slice(before).map(({ line, text }) => entry(key, key.startsWith('--') ? linterIn(text) : 'ci', line));
  });
  const limits = BUILDS.test(changed.path) ? LIMITS : [];
  return [
    ...weak,
    ...raisedWarnings(added, removed).map((line) => entry('--max-warnings', 'eslint', line)),
    ...limits.flatMap((limit) => loosenedLimits(limit, added, removed).map((line) => entry(limit.key, 'jacoco', line))),
  ];
}

const linterIn = (text: string): string => LINTERS.exec(text)?.[0].toLowerCase() ?? 'ci';

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

interface Line {
  readonly line: number;
  readonly text: string;
}

/** Lines whose limit of warnings is above that of the removed ones, or that no longer have one. */
function raisedWarnings(added: readonly Line[], removed: readonly Line[]): number[] {
  const limitOf = ({ text }: Line): number | null => {
    const limit = WARNINGS.exec(text)?.[1];
    return limit === undefined ? null : Number(limit);
  };
  const before = removed.filter((line) => limitOf(line) !== null);
  return before.flatMap((old) => {
    const other = added.find((line) => isAlike(line.text, old.text)) ?? added[0];
    if (other === undefined) return [old.line];
    const limit = limitOf(other);
    return limit === null || limit > limitOf(old)! ? [other.line] : [];
  });
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
