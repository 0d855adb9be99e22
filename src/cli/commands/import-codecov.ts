import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command } from 'commander';
import { readYaml } from '../../domain/scanning/read-yaml.js';
import { proposeCodecovImport } from '../codecov/propose-codecov-import.js';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { PROPOSAL_FILE } from '../init/propose-policy-file.js';
import { SETTINGS_FILE } from '../settings/resolve-settings.js';
import { type Terminal } from '../terminal.js';
import { addHelp } from './support/help.js';
import { placeProposal } from './support/place-proposal.js';
import { findCheckout } from './support/read-settings.js';

/** Places where Codecov looks for its configuration. */
const PLACES = ['', '.github/', 'dev/'].flatMap((folder) =>
  ['codecov.yml', '.codecov.yml', 'codecov.yaml', '.codecov.yaml'].map((name) => `${folder}${name}`),
);

/** `qgate import codecov`: proposes a policy file and settings from codecov.yml. Sends nothing, and overwrites nothing. */
export function defineImportCodecov(command: Command): CommandAction {
  command
    .argument(
      '[file]',
      `the configuration; by default the first of ${PLACES.slice(0, 2).join(', ')}, ... in the checkout`,
    )
    .option('--force', `overwrite ${PROPOSAL_FILE} and ${SETTINGS_FILE}`);
  addHelp(command, ['qgate import codecov', 'qgate import codecov .github/codecov.yml']);
  return async (terminal) => {
    const [name = await findConfiguration(terminal)] = command.args;
    const text = await readFile(path.resolve(terminal.cwd, name), 'utf8').catch((error: unknown) => {
      throw new CliError('usage', `${name} cannot be read: ${(error as Error).message}`);
    });
    const { document, fault } = readYaml(text.replace(/^\uFEFF/, ''));
    const [error] = document?.errors ?? [];
    if (fault !== null) throw new CliError('unusable_input', `${name} ${fault}.`);
    if (error) throw new CliError('unusable_input', `${name} is not valid YAML: ${error.message}`);
    const proposal = proposeCodecovImport(document.toJS(), PROPOSAL_FILE);
    terminal.stdout.write(`${proposal.report}\n`);
    await placeProposal(proposal, command.opts<{ force?: boolean }>().force ?? false, terminal);
    return 0;
  };
}

async function findConfiguration(terminal: Terminal): Promise<string> {
  const root = (await findCheckout(terminal))?.root ?? terminal.cwd;
  for (const name of PLACES) {
    const file = path.join(root, name);
    const isThere = await readFile(file).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  throw new CliError('usage', 'There is no codecov.yml in this checkout.', 'Name the file.');
}
