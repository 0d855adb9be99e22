import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { type Command } from 'commander';
import { readYaml } from '../../domain/scanning/read-yaml.js';
import { YAML_LIMITS } from '../../domain/scanning/yaml-limits.js';
import { proposeCodecovImport } from '../codecov/propose-codecov-import.js';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { PROPOSAL_FILE } from '../init/propose-policy-file.js';
import { readRegularFile, readWithin } from '../regular-file.js';
import { leadsOut } from '../settings/inside-checkout.js';
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
    const root = (await findCheckout(terminal))?.root ?? (await realpath(terminal.cwd));
    const [named] = command.args;
    const { name, bytes } =
      named === undefined ? await findConfiguration(root) : await readNamed(named, root, terminal);
    const { document, fault } = readYaml(bytes.toString().replace(/^\uFEFF/, ''));
    const [error] = document?.errors ?? [];
    if (fault !== null) throw new CliError('unusable_input', `${name} ${fault}.`);
    if (error) throw new CliError('unusable_input', `${name} is not valid YAML: ${error.message}`);
    const proposal = proposeCodecovImport(document.toJS(), PROPOSAL_FILE);
    terminal.stdout.write(`${proposal.report}\n`);
    await placeProposal(proposal, command.opts<{ force?: boolean }>().force ?? false, terminal);
    return 0;
  };
}

interface Configuration {
  readonly name: string;
  readonly bytes: Buffer;
}

async function findConfiguration(root: string): Promise<Configuration> {
  for (const name of PLACES) {
    const read = await readWithin(root, name, YAML_LIMITS.bytes);
    if (read !== 'missing') return { name, bytes: requireRead(name, read) };
  }
  throw new CliError('usage', 'There is no codecov.yml in this checkout.', 'Name the file.');
}

/** A file of the checkout leads nowhere else; one elsewhere is the caller's to choose. */
async function readNamed(name: string, root: string, { cwd }: Terminal): Promise<Configuration> {
  const file = path.resolve(await realpath(cwd), name);
  const within = path.relative(root, file);
  if (!leadsOut(within)) {
    const read = await readWithin(root, within, YAML_LIMITS.bytes);
    return { name, bytes: requireRead(name, read) };
  }
  const bytes = await readRegularFile(file, YAML_LIMITS.bytes, 'followed').catch((error: unknown) => {
    throw new CliError('usage', `${name} cannot be read: ${(error as Error).message}`);
  });
  return { name, bytes };
}

const UNREAD = {
  outside: 'it points outside the checkout',
  missing: 'no regular file has this name',
  too_large: 'it is over 64 KB',
} as const;

function requireRead(name: string, read: Awaited<ReturnType<typeof readWithin>>): Buffer {
  if (typeof read !== 'string') return read;
  throw new CliError(read === 'too_large' ? 'unusable_input' : 'usage', `${name} cannot be read: ${UNREAD[read]}.`);
}
