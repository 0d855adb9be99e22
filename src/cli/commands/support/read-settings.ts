import { type Command } from 'commander';

import { CliError } from '../../exit-code.js';
import { type Git, openCheckout } from '../../git/git.js';
import { readFlags } from '../../settings/command-options.js';
import { type ResolvedSettings, resolveSettings } from '../../settings/resolve-settings.js';
import { type SettingTable } from '../../settings/setting.js';
import { readSettingsFile } from '../../settings/settings-file.js';
import { type Terminal } from '../../terminal.js';

/** Reads a command's settings, qgate.yml of the checkout among their places where there is one. */
export async function readSettings<T extends object>(
  command: Command,
  table: SettingTable<T>,
  terminal: Terminal,
  git: Git | null,
): Promise<ResolvedSettings<T>> {
  const file = git === null ? null : await readSettingsFile(git.root);
  for (const note of file?.notes ?? []) terminal.stderr.write(`${note}\n`);
  return resolveSettings(table, {
    flags: readFlags(command, table),
    env: terminal.env,
    file: file?.values ?? {},
  });
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
