import { mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { groupBy } from '../../domain/group-by.js';
import { LOOSENED_LIMITS, type LoosenedSetting } from '../../domain/loosened/loosened-setting.js';
import { isExecutable } from '../analyzers/find-program.js';
import { runProgram } from '../analyzers/run-program.js';
import { type Git } from '../git/git.js';
import { withWorktree } from '../git/worktree.js';
import { eslintRule, textOf } from './judges.js';
import { flatten, type Settings } from './settings.js';

/** Checkout whose own ESLint says what its configuration comes to. */
export interface EslintCheckout {
  readonly git: Git;
  readonly mergeBase: string;
  /** Files of the change that are there. */
  readonly changed: readonly string[];
  readonly tracked: readonly string[];
  /** Without the service's credentials. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly explain: (message: string) => void;
}

const MAX_FILES = 20;
const AT_ONCE = 4;
const TIME_LIMIT_SECONDS = 60;
const LINTED = /\.(?:[cm]?[jt]sx?|vue|svelte)$/;
/** The configuration of each file; null for one that is ignored. */
type Resolved = ReadonlyMap<string, Settings | null>;

/**
 * Compares what the repository's own ESLint resolves for some files at the merge base, in a temporary worktree, and now. Null where
 * it is not installed or resolves nothing.
 *
 * @param config the changed configuration file, which entries name
 */
export async function compareResolved(checkout: EslintCheckout, config: string): Promise<LoosenedSetting[] | null> {
  const { git, mergeBase, explain } = checkout;
  const program = path.join(git.root, 'node_modules', '.bin', 'eslint');
  const files = chooseFiles(checkout);
  if (files.length === 0 || !(await isExecutable(program))) return null;
  try {
    return await withWorktree(git, mergeBase, 'base', async (worktree, scratch) => {
      await symlink(path.join(git.root, 'node_modules'), path.join(worktree, 'node_modules'), 'dir');
      const end = Date.now() + TIME_LIMIT_SECONDS * 1000;
      const resolve = (root: string, side: string) =>
        resolveAll(checkout, { program, root, end, scratch: path.join(scratch, side) }, files);
      const [was, is] = [await resolve(worktree, 'was'), await resolve(git.root, 'is')];
      return was === null || is === null ? null : compare(was, is, config);
    });
  } catch (error) {
    explain(`ESLint's configuration cannot be resolved (${String(error)})`);
    return null;
  }
}

/** Changed files first, then tracked ones, of each extension in turn. */
function chooseFiles({ changed, tracked }: EslintCheckout): string[] {
  const own = changed.filter((file) => LINTED.test(file));
  const known = new Set(own);
  const others = [
    ...groupBy(
      tracked.filter((file) => LINTED.test(file) && !known.has(file)),
      (file) => path.extname(file),
    ).values(),
  ];
  const longest = Math.max(0, ...others.map(({ length }) => length));
  const inTurn = Array.from({ length: Math.min(longest, MAX_FILES) }, (_, at) =>
    others.flatMap((list) => list[at] ?? []),
  );
  return [...own, ...inTurn.flat()].slice(0, MAX_FILES);
}

interface Run {
  readonly program: string;
  readonly root: string;
  readonly scratch: string;
  /** Time by which all is resolved. */
  readonly end: number;
}

async function resolveAll(
  { env, signal, explain }: EslintCheckout,
  run: Run,
  files: readonly string[],
): Promise<Resolved | null> {
  await mkdir(run.scratch);
  const resolved = new Map<string, Settings | null>();
  const resolveOne = async (file: string, at: number): Promise<boolean> => {
    const stdoutFile = path.join(run.scratch, String(at));
    const { end, code, stderrTail } = await runProgram({
      ...{ command: run.program, args: ['--print-config', file], cwd: run.root, stdoutFile, signal },
      env: { ...env, NO_COLOR: '1' },
      timeLimitSeconds: Math.max(1, (run.end - Date.now()) / 1000),
    });
    if (end !== 'exited' || code !== 0) {
      explain(`ESLint resolves no configuration for ${file}: ${stderrTail.slice(0, 200)}`);
      return false;
    }
    const text = (await readFile(stdoutFile, 'utf8')).trim();
    resolved.set(file, text === 'undefined' ? null : flatten(JSON.parse(text)));
    return true;
  };
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const done = await Promise.all(files.slice(at, at + AT_ONCE).map((file, index) => resolveOne(file, at + index)));
    if (done.includes(false)) return null;
  }
  return resolved;
}

function compare(was: Resolved, is: Resolved, config: string): LoosenedSetting[] {
  const fell = new Map<string, { readonly was: string; readonly is: string | null; readonly paths: string[] }>();
  const note = (key: string, before: string, now: string | null, file: string): void => {
    const known = fell.get(key) ?? { was: before, is: now, paths: [] };
    known.paths.push(file);
    fell.set(key, known);
  };
  for (const [file, before] of was) {
    const now = is.get(file) ?? null;
    if (before === null) continue;
    if (now === null) note('ignores', 'linted', 'ignored', file);
    else {
      for (const [key, value] of before) {
        const other = now.get(key);
        const change = { key, name: key, was: value, is: other, wasConfigured: true };
        if (/^rules\.[^.]+$/.test(key) && eslintRule(change) !== null)
          note(key, levelName(value), other === undefined ? null : levelName(other), file);
        if (SWITCHES.test(key) && isOn(value) && !isOn(other))
          note(key, textOf(value), other === undefined ? null : textOf(other), file);
      }
    }
  }
  const linted = [...was.values()].filter((each) => each !== null).length;
  return [...fell].map(([key, { paths, ...values }]) => ({
    ...{ path: config, tool: 'eslint', key, ...values },
    rules: key.startsWith('rules.') ? [key.slice('rules.'.length)] : [],
    paths: key === 'ignores' || paths.length < linted ? paths.slice(0, LOOSENED_LIMITS.names) : [],
  }));
}

const SWITCHES = /^(?:linterOptions\.)?(?:noInlineConfig|reportUnusedDisableDirectives)$/;
const isOn = (value: unknown): boolean =>
  value === true || value === 'error' || value === 2 || value === 'warn' || value === 1;

const NAMES: Readonly<Record<string, string>> = { '0': 'off', '1': 'warn', '2': 'error' };

/** A rule's value with its level as a word, and its options. */
function levelName(value: unknown): string {
  const [level, ...options] = Array.isArray(value) ? (value as string[]) : [String(value)];
  return [NAMES[level!] ?? level!, ...options].join(', ');
}
