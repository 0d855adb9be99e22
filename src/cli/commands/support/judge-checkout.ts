import { type Command } from 'commander';
import { type Git } from '../../git/git.js';
import { runLocal } from '../../local/run-local.js';
import { silentProgress } from '../../progress/plain-progress.js';
import { type RunResult } from '../../report/run-result.js';
import { LOCAL_SETTINGS } from '../../settings/run-settings.js';
import { type Terminal } from '../../terminal.js';
import { readSettings } from './read-settings.js';

/** Judges the working tree as `qgate local` does, in silence: its verdict goes to a program. */
export async function judgeCheckout(
  command: Command,
  terminal: Terminal,
  git: Git,
  options: { readonly isHook?: boolean } = {},
): Promise<RunResult> {
  const settings = await readSettings(command, LOCAL_SETTINGS, terminal, git);
  return runLocal(settings, { git, config: settings.config, terminal, progress: silentProgress }, options);
}
