import { type Command } from 'commander';
import { type CommandAction } from '../command.js';
import { withSuggestions } from '../fixes/suggest-fixes.js';
import { openFolder } from '../git/folder.js';
import { type Git, openCheckout } from '../git/git.js';
import { chooseProgress } from '../progress/choose-progress.js';
import { conclude } from '../report/conclude.js';
import { runGate } from '../run/run-gate.js';
import { addSettingOptions, readFlags } from '../settings/command-options.js';
import { resolveSettings } from '../settings/resolve-settings.js';
import { IDENTITY_SETTINGS, RUN_SETTINGS } from '../settings/run-settings.js';
import { type Terminal } from '../terminal.js';
import { addHelp, EXIT_CODE_HELP } from './support/help.js';
import { addConfigOption, findCheckout, readSettings } from './support/read-settings.js';

/** `qgate run`: scans the checkout and queries the gate. */
export function defineRun(command: Command): CommandAction {
  addSettingOptions(command, RUN_SETTINGS);
  addConfigOption(command);
  addHelp(
    command,
    [
      'qgate run',
      "qgate run --coverage 'packages/*/coverage/lcov.info' --findings results.sarif",
      'qgate run --branch feature/login --base main --output table --output json=qgate.json',
    ],
    EXIT_CODE_HELP,
  );
  return async (terminal) => {
    const git = await openPlace(command, terminal);
    const settings = await readSettings(command, RUN_SETTINGS, terminal, git);
    const progress = await chooseProgress(terminal, settings.values);
    const result = await runGate(settings, { git, config: settings.config, terminal, progress });
    const shown = await withSuggestions(result, settings.values.output, git);
    return conclude(shown, settings.values, terminal);
  };
}

/** The checkout; or the folder without one, where the caller states what it is. */
async function openPlace(command: Command, terminal: Terminal): Promise<Git> {
  const { cwd, env, interrupted } = terminal;
  const { repo, branch, commit } = resolveSettings(IDENTITY_SETTINGS, {
    flags: readFlags(command, IDENTITY_SETTINGS),
    env,
    file: {},
  }).values;
  const isStated = repo !== null && branch !== null && commit !== null;
  const checkout = isStated ? await findCheckout(terminal) : await openCheckout(cwd, env, interrupted);
  return checkout ?? openFolder(cwd, env, interrupted);
}
