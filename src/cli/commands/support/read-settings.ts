import { type Command, Option } from 'commander';
import { CliError } from '../../exit-code.js';
import { type Git, openCheckout } from '../../git/git.js';
import { chooseConfig, CONFIG_FROM, type ConfigFrom } from '../../identity/choose-config.js';
import { readFlags } from '../../settings/command-options.js';
import { type ConfigFiles, NO_CONFIG, workingTreeConfig } from '../../settings/config-files.js';
import { requireInside } from '../../settings/inside-checkout.js';
import { type OutputTarget } from '../../settings/output-target.js';
import { isFromFile, type ResolvedSettings, resolveSettings } from '../../settings/resolve-settings.js';
import { IDENTITY_SETTINGS } from '../../settings/run-settings.js';
import { type SettingTable } from '../../settings/setting.js';
import { lookAtOwnSettings, readSettingsFile } from '../../settings/settings-file.js';
import { type Terminal } from '../../terminal.js';

/** Settings, with the reader of the repository's policy file. */
export type CommandSettings<T> = ResolvedSettings<T> & { readonly config: ConfigFiles };

/**
 * Adds the option for callers who trust the authors of changes. It is a flag only: no file and no variable may set it.
 */
export const addConfigOption = (command: Command): Command =>
  command.addOption(
    new Option(
      '--config-from <place>',
      'which qgate.yml and policy file to use in CI: those of the merge base, or those of the change',
    )
      .choices(CONFIG_FROM)
      .default('merge-base'),
  );

/** Reads a command's settings, from qgate.yml of the checkout among other sources. */
export async function readSettings<T extends object>(
  command: Command,
  table: SettingTable<T>,
  terminal: Terminal,
  git: Git | null,
): Promise<CommandSettings<T>> {
  const flags = readFlags(command, table);
  const { env } = terminal;
  if (git === null) return { ...resolveSettings(table, { flags, env, file: {} }), config: NO_CONFIG };
  const { configFrom: from = 'merge-base' } = command.opts<{ configFrom?: ConfigFrom }>();
  const chosen = await chooseConfig(git, terminal, { flags: readFlags(command, IDENTITY_SETTINGS), from });
  const file = await readSettingsFile(chosen.files, chosen.isCi, chosen.known);
  const own =
    chosen.mergeBase === null
      ? null
      : await lookAtOwnSettings(workingTreeConfig(git, { isTrackedOnly: true }), chosen.files, chosen.mergeBase);
  const settings = await keepInside(resolveSettings(table, { flags, env, file: file.values }), git.root, terminal.cwd);
  for (const note of [chosen.note, own, ...file.notes]) if (note !== null) terminal.stderr.write(`${note}\n`);
  return { ...settings, config: chosen.files };
}

/** Binds the paths that qgate.yml names for writing to the checkout; a flag or a variable may name any. */
async function keepInside<T extends object>(
  settings: ResolvedSettings<T>,
  root: string,
  cwd: string,
): Promise<ResolvedSettings<T>> {
  const { output = [], baseline = '' } = settings.values as { output?: readonly OutputTarget[]; baseline?: string };
  const origins = settings.origins as { output?: string; baseline?: string };
  if (isFromFile(origins.baseline ?? '')) await requireInside('The baseline of qgate.yml', root, root, baseline);
  if (!isFromFile(origins.output ?? '')) return settings;
  for (const { path } of output) if (path !== null) await requireInside('The output of qgate.yml', root, cwd, path);
  return { ...settings, values: { ...settings.values, output: output.map((target) => ({ ...target, within: root })) } };
}

/** The checkout that the command was called in; null where it was called elsewhere. */
export async function findCheckout({ cwd, env, interrupted }: Terminal): Promise<Git | null> {
  try {
    return await openCheckout(cwd, env, interrupted);
  } catch (error) {
    if (error instanceof CliError && error.kind === 'usage') return null;
    throw error;
  }
}
