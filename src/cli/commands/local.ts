import { type Command } from 'commander';
import { type CommandAction } from '../command.js';
import { withSuggestions } from '../fixes/suggest-fixes.js';
import { openCheckout } from '../git/git.js';
import { runLocal } from '../local/run-local.js';
import { chooseProgress } from '../progress/choose-progress.js';
import { conclude } from '../report/conclude.js';
import { addSettingOptions } from '../settings/command-options.js';
import { LOCAL_SETTINGS } from '../settings/run-settings.js';
import { addHelp, EXIT_CODE_HELP } from './support/help.js';
import { addConfigOption, readSettings } from './support/read-settings.js';

/** `qgate local`: the verdict on a checkout before the push. */
export function defineLocal(command: Command): CommandAction {
  addSettingOptions(command, LOCAL_SETTINGS);
  addConfigOption(command);
  addHelp(
    command,
    ['qgate local', 'qgate local --require-all', 'qgate local --offline --analyzers jscpd,eslint'],
    `With a token it judges as the service would: by its policy, base, waivers and marks, which serve for 24 hours where it does not
answer. Without a token, and with --offline, the built-in policy judges with the repository's own file over it. It sends no report.

${EXIT_CODE_HELP}`,
  );
  return async (terminal) => {
    const git = await openCheckout(terminal.cwd, terminal.env, terminal.interrupted);
    const settings = await readSettings(command, LOCAL_SETTINGS, terminal, git);
    const progress = await chooseProgress(terminal, settings.values);
    const result = await runLocal(settings, { git, config: settings.config, terminal, progress });
    const ofServices = { followMonitor: false, requireGate: false, ignoreInfraErrors: false };
    const shown = await withSuggestions(result, settings.values.output, git);
    return conclude(shown, { ...settings.values, ...ofServices }, terminal);
  };
}
