import { Argument, type Command } from 'commander';
import { type CommandAction } from '../command.js';
import { describeFailure } from '../describe-failure.js';
import { CliError, EXIT_CODES } from '../exit-code.js';
import { type Git, openCheckout } from '../git/git.js';
import { HOOK_NAMES, type HookName, installHook } from '../hooks/install-hook.js';
import { commitIndex, type JudgedCommit, readPushed, withCommit } from '../hooks/judge-commit.js';
import { runLocal } from '../local/run-local.js';
import { chooseProgress } from '../progress/choose-progress.js';
import { concludeLocally } from '../report/conclude.js';
import { LOCAL_SETTINGS } from '../settings/run-settings.js';
import { readInput, type Terminal } from '../terminal.js';
import { addHelp } from './support/help.js';
import { readSettings } from './support/read-settings.js';

const hookName = (): Argument => new Argument('[hook]', 'the git hook').choices(HOOK_NAMES).default('pre-push');

/** `qgate hook install`: writes the hook of git that asks the gate before a push or commit. */
export function defineHookInstall(command: Command): CommandAction {
  command.addArgument(hookName()).option('--chain', 'keep an existing hook, and run it first');
  addHelp(command, ['qgate hook install', 'qgate hook install pre-commit --chain']);
  return async ({ cwd, env, interrupted, stderr }) => {
    const [name] = command.processedArgs as [HookName];
    const { chain = false } = command.opts<{ chain?: true }>();
    const installed = await installHook(await openCheckout(cwd, env, interrupted), name, chain);
    if (installed === null) {
      stderr.write(`There is already a ${name} hook. qgate hook install ${name} --chain keeps it and runs it first.\n`);
      return EXIT_CODES.gate_failed;
    }
    const { file, before } = installed;
    stderr.write(`Wrote ${file}${before === null ? '' : `, which runs ${before} first`}.\n`);
    return EXIT_CODES.passed;
  };
}

/** `qgate hook run`: judges what git is about to push or commit. Only a failed gate stops git. */
export function defineHookRun(command: Command): CommandAction {
  command.addArgument(hookName());
  addHelp(
    command,
    ['qgate hook run pre-push'],
    'Called by the hook that qgate hook install writes. Exit codes: 1 the gate would fail, 0 otherwise; if there is no verdict, it prints the reason.',
  );
  return async (terminal) => {
    const [name] = command.processedArgs as [HookName];
    const git = await openCheckout(terminal.cwd, terminal.env, terminal.interrupted);
    const commits = name === 'pre-push' ? readPushed(await readInput(terminal)) : [await commitIndex(git)];
    for (const commit of commits) if (await isRefused(command, git, terminal, commit)) return EXIT_CODES.gate_failed;
    return EXIT_CODES.passed;
  };
}

const NO_VERDICT = 'Without a verdict, git continues.\n';

async function isRefused(command: Command, git: Git, terminal: Terminal, commit: JudgedCommit): Promise<boolean> {
  try {
    return await withCommit(git, terminal, commit, async (checkout, there) => {
      const settings = await readSettings(command, LOCAL_SETTINGS, there, checkout);
      const progress = await chooseProgress(there, settings.values);
      const place = { git: checkout, config: settings.config, terminal: there, progress };
      const result = await runLocal(settings, place, { hasUntracked: false, isHook: true });
      const exitCode = await concludeLocally(result, settings.values, there);
      if (result.failure !== null) there.stderr.write(NO_VERDICT);
      return exitCode === EXIT_CODES.gate_failed;
    });
  } catch (error) {
    if (!(error instanceof CliError) || error.kind === 'interrupted') throw error;
    terminal.stderr.write(describeFailure(error.message, error.hint) + NO_VERDICT);
    return false;
  }
}
