import { type Command } from 'commander';
import { type RepoAnswer } from '../api/gate-api.js';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { readCiEnvironment } from '../identity/ci-environment.js';
import { detectRepoName } from '../identity/detect-identity.js';
import { IDENTITY_SETTINGS } from '../settings/run-settings.js';
import { addHelp } from './support/help.js';
import { readSettings } from './support/read-settings.js';
import { requestCommand, type RequestPlace } from './support/request-command.js';

/** `qgate baseline rebuild`: until the next scan of the default branch, everything is new. */
export function defineBaselineRebuild(command: Command): CommandAction {
  addRepoOption(command);
  addHelp(command, ['qgate baseline rebuild --repo acme/web']);
  return requestCommand(command, async (place) => {
    const repo = await chooseRepo(command, place);
    const rebuilt = await place.api.rebuildBaseline(repo.id);
    place.answer(
      rebuilt,
      `${repo.name}: ${rebuilt.cleared_fingerprints} known problems cleared. The next scan of ${repo.default_branch} establishes ` +
        `the baseline again; until then everything counts as new, and qgate baseline undo reverts this.`,
    );
  });
}

/** `qgate baseline undo`: possible until the next scan of the default branch. */
export function defineBaselineUndo(command: Command): CommandAction {
  addRepoOption(command);
  addHelp(command, ['qgate baseline undo --repo acme/web']);
  return requestCommand(command, async (place) => {
    const repo = await chooseRepo(command, place);
    const restored = await place.api.undoRebuild(repo.id);
    place.answer(restored, `${repo.name}: ${restored.restored_fingerprints} known problems restored.`);
  });
}

const addRepoOption = (command: Command): Command =>
  command.option('--repo <name>', 'the repository; by default that of the checkout [QGATE_REPO]');

async function chooseRepo(command: Command, { api, git, terminal, progress }: RequestPlace): Promise<RepoAnswer> {
  const { repo: setting } = IDENTITY_SETTINGS;
  const settings = await readSettings(command, { repo: setting }, terminal, git);
  if (settings.values.repo === null && git === null) {
    throw new CliError('usage', 'This is not a git checkout.', 'Name the repository with --repo.');
  }
  const ci = git === null ? {} : await readCiEnvironment(terminal.env, git.root);
  const name = await detectRepoName(settings, ci, git);
  progress.detail(`repo: ${name.value} (${name.from})`);
  return api.getRepo(name.value);
}
