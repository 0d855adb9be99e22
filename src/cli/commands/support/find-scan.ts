import { type Command } from 'commander';
import { type ScanApi } from '../../api/scan-api.js';
import { CliError } from '../../exit-code.js';
import { type Git } from '../../git/git.js';
import { readCiEnvironment } from '../../identity/ci-environment.js';
import { detectRepoName } from '../../identity/detect-identity.js';
import { type ResolvedSettings } from '../../settings/resolve-settings.js';
import { IDENTITY_SETTINGS, type IdentitySettings } from '../../settings/run-settings.js';
import { type SettingTable } from '../../settings/setting.js';
import { type Terminal } from '../../terminal.js';
import { readId } from './arguments.js';

/** Place of a scan: its repository, with a branch, a pull request or a commit. */
export type ScanPlace = Pick<IdentitySettings, 'repo' | 'branch' | 'pr' | 'commit'>;

const { repo, branch, pr, commit } = IDENTITY_SETTINGS;
export const SCAN_PLACE: SettingTable<ScanPlace> = { repo, branch, pr, commit };

/** Adds the scan as an argument that may be left out. */
export const addScanArgument = (command: Command): Command =>
  command.argument(
    '[scan]',
    'the id of the scan; by default the newest scan of --pr, --branch or --commit, or else of HEAD',
  );

const PARAMETERS = [
  ['pr', 'pr_number', 'pull request'],
  ['branch', 'branch', 'branch'],
  ['commit', 'commit_sha', 'commit'],
] as const;

/**
 * The scan that the caller names: by its id, else the newest of its place.
 *
 * @throws {CliError} of kind `usage` where there is none
 */
export async function findScan(
  named: string | undefined,
  settings: ResolvedSettings<ScanPlace>,
  api: ScanApi,
  { env }: Pick<Terminal, 'env'>,
  git: Git | null,
): Promise<number> {
  if (named !== undefined) return readId(named, 'scan');
  const ci = git === null ? {} : await readCiEnvironment(env, git.root);
  const { value: repo } = await detectRepoName(settings, ci, git);
  const given = givenParts(settings) ?? (await headOf(git));
  const query = Object.fromEntries(given.map(({ parameter, value }) => [parameter, value]));
  const found = await api.findNewest({ repo, ...query });
  if (found !== null) return found;
  const words = given.map(({ word, value }) => `${word} ${value}`).join(', ');
  throw new CliError('usage', `No scan of ${words} exists in ${repo}.`, 'Create the first one: qgate run');
}

interface Part {
  readonly parameter: string;
  readonly word: string;
  readonly value: string;
}

/** The parts that flags name, else those of the environment; null where nothing is named. */
function givenParts({ values, origins }: ResolvedSettings<ScanPlace>): readonly Part[] | null {
  const named = PARAMETERS.flatMap(([key, parameter, word]) =>
    values[key] === null
      ? []
      : [{ parameter, word, value: String(values[key]), isFlag: origins[key].startsWith('--') }],
  );
  const flags = named.filter(({ isFlag }) => isFlag);
  if (named.length === 0) return null;
  return flags.length > 0 ? flags : named;
}

async function headOf(git: Git | null): Promise<readonly Part[]> {
  const head = git === null ? null : await git.ask('rev-parse', '--verify', '--quiet', 'HEAD^{commit}');
  if (head === null || head === '')
    throw new CliError(
      'usage',
      'HEAD does not point to a commit.',
      'Give the id of the scan, or --pr, --branch or --commit.',
    );
  return [{ parameter: 'commit_sha', word: 'commit', value: head }];
}
