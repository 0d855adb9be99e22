import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command } from 'commander';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { PROPOSAL_FILE } from '../init/propose-policy-file.js';
import { SETTINGS_FILE } from '../settings/resolve-settings.js';
import { readText, readUrl } from '../settings/value-readers.js';
import { proposeImport } from '../sonar/describe-import.js';
import { joinExports, NoSonarExport, readExport, type SonarExport } from '../sonar/export.js';
import { fetchExport } from '../sonar/fetch-export.js';
import { type Terminal } from '../terminal.js';
import { readArgument } from './support/arguments.js';
import { addHelp } from './support/help.js';
import { placeProposal } from './support/place-proposal.js';

interface ImportOptions {
  readonly from?: string;
  readonly project?: string;
  readonly organization?: string;
  readonly gate?: string;
  readonly force?: boolean;
}

/**
 * `qgate import sonar`: proposes a policy file and settings from what SonarQube has of a project. Sends nothing to the
 * service of the gate, and overwrites nothing.
 */
export function defineImportSonar(command: Command): CommandAction {
  command
    .argument('[files...]', 'saved responses of the web API, and sonar-project.properties')
    .option('--from <url>', 'address of a SonarQube server; set its token in SONAR_TOKEN')
    .option('--project <key>', 'key of the project in SonarQube')
    .option('--organization <key>', 'organization of the project, in SonarQube Cloud')
    .option('--gate <name>', "a quality gate other than the project's own")
    .option('--force', `overwrite ${PROPOSAL_FILE} and ${SETTINGS_FILE}`);
  addHelp(
    command,
    [
      'qgate import sonar --from https://sonar.example.com --project acme-web',
      'qgate import sonar gate.json settings.json sonar-project.properties',
    ],
    'Files: the responses of api/qualitygates/show, api/settings/values and api/qualityprofiles/search, in any order.',
  );
  return async (terminal) => {
    const options = command.opts<ImportOptions>();
    if (options.from === undefined && command.args.length === 0)
      throw new CliError('usage', 'There is nothing to import.', 'Name exported files, or a server with --from.');
    const ofFiles = await Promise.all(command.args.map((file) => fromFile(file, terminal)));
    const exported = joinExports([await fromServer(options, terminal), ...ofFiles]);
    const proposal = proposeImport(exported, PROPOSAL_FILE);
    terminal.stdout.write(`${proposal.report}\n`);
    await placeProposal(proposal, options.force ?? false, terminal);
    return 0;
  };
}

async function fromServer(
  { from, project, organization, gate }: ImportOptions,
  terminal: Terminal,
): Promise<SonarExport> {
  if (from === undefined) return joinExports([]);
  if (project === undefined) throw new CliError('usage', 'The project is missing.', 'Name its key with --project.');
  const token = terminal.env.SONAR_TOKEN?.trim() ?? '';
  return fetchExport(
    {
      url: readArgument('--from', () => readUrl(from)),
      token: token === '' ? null : token,
      project: readArgument('--project', () => readText(project)),
      organization: organization ?? null,
      gate: gate ?? null,
    },
    terminal,
  );
}

async function fromFile(file: string, { cwd }: Terminal): Promise<SonarExport> {
  const text = await readFile(path.resolve(cwd, file), 'utf8').catch((error: unknown) => {
    throw new CliError('usage', `${file} cannot be read: ${(error as Error).message}`);
  });
  try {
    return readExport(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof NoSonarExport)) throw error;
    throw new CliError('unusable_input', `${file} is not a SonarQube export: ${error.message}.`);
  }
}
