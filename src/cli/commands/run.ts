import { type Command } from 'commander';

import { type CommandAction } from '../command-list.js';
import { exitCodeOf, type Outcome } from '../exit-code.js';
import { openCheckout } from '../git/git.js';
import { chooseProgress } from '../progress/choose-progress.js';
import { type RunResult } from '../report/run-result.js';
import { writeOutputs } from '../report/write-outputs.js';
import { runGate } from '../run/run-gate.js';
import { addSettingOptions, readFlags } from '../settings/command-options.js';
import { resolveSettings } from '../settings/resolve-settings.js';
import { RUN_SETTINGS, type RunSettings } from '../settings/run-settings.js';
import { readSettingsFile } from '../settings/settings-file.js';
import { describeFailure } from '../describe-failure.js';
import { type Terminal } from '../terminal.js';

const HELP = `
Each option can also be set by the variable in brackets, or in qgate.yml at the repository's root.

Examples:
  $ qgate run
  $ qgate run --coverage 'packages/*/coverage/lcov.info' --findings results.sarif
  $ qgate run --branch feature/login --base main --output table --output json=qgate.json

Exit codes: 0 passed or not configured, 1 failed, 2 usage, 3 credentials, 4 service or network, 5 timed out,
6 nothing to upload or unreadable, 7 an analyzer broke, 130 interrupted.`;

/** `qgate run`: scan the checkout and ask the gate. */
export function defineRun(command: Command): CommandAction {
  addSettingOptions(command, RUN_SETTINGS);
  command.addHelpText('after', HELP);
  return async (terminal) => {
    const git = await openCheckout(terminal.cwd, terminal.env, terminal.interrupted);
    const settings = resolveSettings(RUN_SETTINGS, {
      flags: readFlags(command, RUN_SETTINGS),
      env: terminal.env,
      file: await readSettingsFile(git.root, RUN_SETTINGS),
    });
    const progress = await chooseProgress(terminal, settings.values);
    const result = await runGate(settings, { git, terminal, progress });
    const exitCode = exitCodeOf(outcomeOf(result), settings.values);
    explainExit(result, exitCode, settings.values, terminal);
    await writeOutputs(settings.values.output, result, exitCode, terminal);
    return exitCode;
  };
}

const outcomeOf = ({ failure, gate }: RunResult): Outcome =>
  failure === null ? { status: gate?.status ?? null } : { failure: failure.kind };

/** What went wrong is said even when quiet; so is a switch that turned it into success. */
function explainExit({ failure, gate }: RunResult, exitCode: number, settings: RunSettings, terminal: Terminal): void {
  if (failure !== null) terminal.stderr.write(describeFailure(failure.message, failure.hint));
  if (failure !== null && exitCode === 0) terminal.stderr.write('Exit code 0 because of --ignore-infra-errors.\n');
  if (gate?.status === 'failed' && settings.softFail) {
    terminal.stderr.write('The gate failed; exit code 0 because of --soft-fail.\n');
  }
  if (gate?.status === 'not_configured' && settings.requireGate) {
    terminal.stderr.write('There is no gate; exit code 1 because of --require-gate.\n');
  }
}
