import { type Command } from 'commander';
import { type CommandAction } from '../command.js';
import { openCheckout } from '../git/git.js';
import { chooseProgress } from '../progress/choose-progress.js';
import { conclude } from '../report/conclude.js';
import { runGate } from '../run/run-gate.js';
import { addSettingOptions } from '../settings/command-options.js';
import { RUN_SETTINGS } from '../settings/run-settings.js';
import { addHelp, EXIT_CODE_HELP } from './support/help.js';
import { addConfigOption, readSettings } from './support/read-settings.js';

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
    const git = await openCheckout(terminal.cwd, terminal.env, terminal.interrupted);
    const settings = await readSettings(command, RUN_SETTINGS, terminal, git);
    const progress = await chooseProgress(terminal, settings.values);
    const result = await runGate(settings, { git, config: settings.config, terminal, progress });
    return conclude(result, settings.values, terminal);
  };
}
