import { type Command, Option } from 'commander';

import { type RawValue, type Setting, type SettingTable } from './setting.js';

/** Gives a command one option per setting; what is not written stays undefined, so that the other places are asked. */
export function addSettingOptions<T extends object>(command: Command, table: SettingTable<T>): void {
  for (const setting of Object.values<Setting<unknown>>(table)) {
    const option = new Option(setting.flags, `${setting.help} [${setting.variable}]`);
    if (setting.isRepeatable) {
      option.argParser((value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value]);
    }
    command.addOption(option);
  }
}

/** What the command line gave for each setting; commander's own defaults (as of `--no-search`) do not count. */
export function readFlags<T extends object>(
  command: Command,
  table: SettingTable<T>,
): Readonly<Record<string, RawValue | undefined>> {
  return Object.fromEntries(
    Object.entries<Setting<unknown>>(table).map(([key, { flags }]) => {
      const name = new Option(flags).attributeName();
      const isGiven = command.getOptionValueSource(name) === 'cli';
      return [key, isGiven ? (command.getOptionValue(name) as RawValue) : undefined];
    }),
  );
}
