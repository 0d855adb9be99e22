import path from 'node:path';
import { type Command } from 'commander';
import { type CommandAction } from '../command.js';
import { withSuggestions } from '../fixes/suggest-fixes.js';
import { type Git, openCheckout } from '../git/git.js';
import { runLocal } from '../local/run-local.js';
import { watchFiles } from '../local/watch-files.js';
import { chooseProgress } from '../progress/choose-progress.js';
import { concludeLocally } from '../report/conclude.js';
import { addSettingOptions } from '../settings/command-options.js';
import { LOCAL_SETTINGS } from '../settings/run-settings.js';
import { type Terminal } from '../terminal.js';
import { addHelp, EXIT_CODE_HELP } from './support/help.js';
import { addConfigOption, readSettings } from './support/read-settings.js';

/** `qgate local`: the verdict on a checkout before the push. */
export function defineLocal(command: Command): CommandAction {
  addSettingOptions(command, LOCAL_SETTINGS);
  addConfigOption(command);
  command.option('--watch', 'judge again whenever a file changes, until interrupted');
  addHelp(
    command,
    [
      'qgate local',
      'qgate local --watch',
      'qgate local --require-all',
      'qgate local --offline --analyzers jscpd,eslint',
    ],
    `With a token, it judges as the service would, by its policy, base, waivers and marks. These are kept for 24 hours in case the service does not respond. Without a token, or with --offline, it uses the built-in policy and the repository's own policy file. It sends no report.

${EXIT_CODE_HELP}`,
  );
  return async (terminal) => {
    const git = await openCheckout(terminal.cwd, terminal.env, terminal.interrupted);
    const { watch = false } = command.opts<{ watch?: true }>();
    return watch ? judgeOnChange(command, terminal, git) : judgeOnce(command, terminal, git);
  };
}

/** @param outputs gets the files that the verdict is written to, from the root */
async function judgeOnce(command: Command, terminal: Terminal, git: Git, outputs = new Set<string>()): Promise<number> {
  const settings = await readSettings(command, LOCAL_SETTINGS, terminal, git);
  for (const { path: file } of settings.values.output)
    if (file !== null) outputs.add(path.relative(git.root, path.resolve(terminal.cwd, file)));
  const progress = await chooseProgress(terminal, settings.values);
  const result = await runLocal(settings, { git, config: settings.config, terminal, progress });
  const shown = await withSuggestions(result, settings.values.output, git);
  return concludeLocally(shown, settings.values, terminal);
}

/** Judges again at each change, until it is interrupted. */
async function judgeOnChange(command: Command, terminal: Terminal, git: Git): Promise<never> {
  const { interrupted, stderr } = terminal;
  const outputs = new Set<string>();
  for (;;) {
    // Before the judgement, so that a change during it is seen.
    const changes = await watchFiles(git, outputs, interrupted);
    try {
      await judgeOnce(command, terminal, git, outputs);
      if (!interrupted.aborted) stderr.write('Watching for changes; press Ctrl-C to stop.\n');
      await changes.next();
    } finally {
      changes.stop();
    }
  }
}
