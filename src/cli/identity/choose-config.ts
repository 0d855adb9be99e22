import { CliError } from '../exit-code.js';
import { mergeBaseWith } from '../git/changed-lines.js';
import { type Git } from '../git/git.js';
import { configAt, type ConfigFiles, NO_CONFIG, workingTreeConfig } from '../settings/config-files.js';
import { resolveSettings, type SettingSources } from '../settings/resolve-settings.js';
import { IDENTITY_SETTINGS } from '../settings/run-settings.js';
import { type Terminal } from '../terminal.js';
import { readCiEnvironment } from './ci-environment.js';
import { comparedWith, detectIdentity, type Identity, isDefaultBranchScan } from './detect-identity.js';

/** Choice of the configuration in force. */
export interface ChosenConfig {
  readonly files: ConfigFiles;
  readonly isCi: boolean;
  /** Commit whose files replace the change's own; null when the change's own count. */
  readonly mergeBase: string | null;
  /** Facts of the scan that are known without the file, by the file's keys. */
  readonly known: Readonly<Record<string, unknown>>;
  /** A line for the user; null where there is nothing to say. */
  readonly note: string | null;
}

/** Places of the files that count: the merge base, or the change itself. */
export const CONFIG_FROM = ['merge-base', 'head'] as const;
export type ConfigFrom = (typeof CONFIG_FROM)[number];

const NOWHERE =
  'There is no merge base with the target branch of the change: neither qgate.yml nor the policy file is used.';

/**
 * Decides whose configuration counts. A change in CI is judged by the files of its merge base, as its author could relax
 * what they check. Everything else goes by the working tree: the default branch, a developer's own machine, and a caller
 * who trusts the authors (`--config-from head`).
 */
export async function chooseConfig(
  git: Git,
  terminal: Terminal,
  { flags, from }: Pick<SettingSources, 'flags'> & { readonly from: ConfigFrom },
): Promise<ChosenConfig> {
  const ci = await readCiEnvironment(terminal.env, git.root);
  const isCi = ci.isCi === true;
  const own = { files: workingTreeConfig(git, { isTrackedOnly: isCi }), isCi, mergeBase: null, note: null, known: {} };
  if (!isCi) return own;
  try {
    const settings = resolveSettings(IDENTITY_SETTINGS, { flags, env: terminal.env, file: {} });
    const identity = await detectIdentity(settings, ci, git);
    const known = asKeys(identity);
    if (from === 'head' || isDefaultBranchScan(identity)) return { ...own, known };
    const mergeBase = await mergeBaseWith(git, comparedWith(identity), () => undefined);
    return { files: configAt(git, mergeBase), isCi, mergeBase, note: null, known };
  } catch (error) {
    if (!(error instanceof CliError) || error.kind !== 'usage') throw error;
    return from === 'head' ? own : { files: NO_CONFIG, isCi, mergeBase: null, note: NOWHERE, known: {} };
  }
}

const asKeys = ({ repo, branch, defaultBranch, commit, pr, base }: Identity): Readonly<Record<string, unknown>> => ({
  repo: repo.value,
  branch: branch.value,
  default_branch: defaultBranch.value,
  commit: commit.value,
  pr: pr?.value,
  base: base.value,
});
