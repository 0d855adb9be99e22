import { type Command } from 'commander';
import { connect } from '../../api/connect.js';
import { GateApi } from '../../api/gate-api.js';
import { type CommandAction } from '../../command.js';
import { type Git } from '../../git/git.js';
import { chooseProgress } from '../../progress/choose-progress.js';
import { type Progress } from '../../progress/progress.js';
import { addSettingOptions } from '../../settings/command-options.js';
import { REQUEST_SETTINGS, type RequestSettings } from '../../settings/run-settings.js';
import { type Terminal } from '../../terminal.js';
import { findCheckout, readSettings } from './read-settings.js';

/** Tools of a command that reads or changes something on the service. */
export interface RequestPlace {
  readonly api: GateApi;
  readonly settings: RequestSettings;
  readonly terminal: Terminal;
  readonly progress: Progress;
  /** Null outside of a checkout. */
  readonly git: Git | null;
  /** Prints an answer: as JSON on request, else in words. */
  readonly answer: (body: unknown, words: string) => void;
}

/** Defines a command that sends a request and prints the answer; exits 0 when the service carried it out. */
export function requestCommand(command: Command, carryOut: (place: RequestPlace) => Promise<void>): CommandAction {
  addSettingOptions(command, REQUEST_SETTINGS);
  return async (terminal) => {
    const git = await findCheckout(terminal);
    const resolved = await readSettings(command, REQUEST_SETTINGS, terminal, git);
    const settings = resolved.values;
    const progress = await chooseProgress(terminal, settings);
    const api = new GateApi(await connect(resolved, terminal, progress));
    const answer = (body: unknown, words: string): void => {
      terminal.stdout.write(settings.json ? `${JSON.stringify(body, null, 2)}\n` : `${words}\n`);
    };
    await carryOut({ api, settings, terminal, progress, git, answer });
    return 0;
  };
}
