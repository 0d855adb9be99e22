import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { type Readable, type Writable } from 'node:stream';
import { CliError } from '../exit-code.js';

/** Result of one call of git. */
interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Environment in which a user's settings neither change the comparison nor ask a question that nobody answers. */
const STEADY_ENV = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_PAGER: 'cat' };
const STEADY_CONFIG = ['-c', 'core.quotePath=false', '-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false'];

/** The git program in one checkout. */
export interface Git {
  /** The checkout's top folder, links resolved. */
  readonly root: string;
  /** False for a folder without a repository: it has files, but nothing to compare them with. */
  readonly hasCommits: boolean;
  /**
   * Runs git and returns its output.
   *
   * @throws {CliError} of kind `usage` with git's own words when it fails
   */
  run(...args: string[]): Promise<string>;
  /** Runs git when failing is an answer: null then, else the output without its final line break. */
  ask(...args: string[]): Promise<string | null>;
  /** Runs git with a text as its standard input and returns the bytes that it writes; null when it fails. */
  feed(input: string, ...args: string[]): Promise<Buffer | null>;
}

/**
 * Opens the checkout that holds `cwd`.
 *
 * @throws {CliError} of kind `usage` without git, and outside of a checkout
 */
export async function openCheckout(cwd: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Git> {
  const top = await runGit(cwd, env, signal, ['rev-parse', '--show-toplevel']);
  if (top.code !== 0) throw noCheckout(top.stderr);
  return gitIn(await realpath(withoutLineEnd(top.stdout)), env, signal);
}

/** The git program in a folder. */
export function gitIn(root: string, env: NodeJS.ProcessEnv, signal: AbortSignal | undefined): Git {
  const call = (args: readonly string[], input?: string): Promise<GitResult> => runGit(root, env, signal, args, input);
  return {
    root,
    hasCommits: true,
    run: async (...args) => {
      const result = await call(args);
      if (result.code === 0) return result.stdout.toString('utf8');
      throw new CliError('usage', `git ${args[0] ?? ''} failed: ${result.stderr.trim() || `exit code ${result.code}`}`);
    },
    ask: async (...args) => {
      const result = await call(args);
      return result.code === 0 ? withoutLineEnd(result.stdout) : null;
    },
    feed: async (input, ...args) => {
      const result = await call(args, input);
      return result.code === 0 ? result.stdout : null;
    },
  };
}

const withoutLineEnd = (output: Buffer): string => output.toString('utf8').replace(/\r?\n$/, '');

function noCheckout(stderr: string): CliError {
  if (stderr.includes('dubious ownership')) {
    return new CliError(
      'usage',
      'git refuses this checkout because another user owns it.',
      'git config --global --add safe.directory "$PWD"',
    );
  }
  return new CliError(
    'usage',
    'This is not a git checkout.',
    'Run qgate inside the repository to judge; for a plain folder, use qgate run with --repo, --branch and --commit.',
  );
}

function runGit(
  cwd: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
  args: readonly string[],
  input?: string,
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...STEADY_CONFIG, ...args], {
      cwd,
      env: { ...env, ...STEADY_ENV },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(signal && { signal }),
    }) as ChildProcessByStdio<Writable | null, Readable, Readable>;
    // git may end before it has read all; its exit code gives the reason.
    child.stdin?.on('error', () => undefined).end(input);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.name === 'AbortError') reject(new CliError('interrupted', 'Interrupted.'));
      // Both a missing program and a missing folder are ENOENT.
      else if (error.code === 'ENOENT' && !existsSync(cwd))
        reject(new CliError('usage', `The folder ${cwd} does not exist.`));
      else if (error.code === 'ENOENT')
        reject(new CliError('usage', 'git was not found.', 'Install git on this machine.'));
      else reject(error);
    });
    child.on('close', (code) => {
      resolve({
        code: code ?? 128,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
  });
}
