import { type Command, Option } from 'commander';
import { type RawValue, type Setting, type SettingTable } from './setting.js';

/** Adds one option per setting to a command; an option that is not given is undefined, so that other sources apply. */
export function addSettingOptions<T extends object>(command: Command, table: SettingTable<T>): void {
  for (const setting of Object.values<Setting<unknown>>(table)) {
    const option = new Option(setting.flags, `${setting.help} [${setting.variable}]`);
    if (setting.isRepeatable) {
      option.argParser((value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value]);
    }
    command.addOption(option);
  }
}

/** Values of the settings on the command line; commander's own defaults (as of `--no-search`) do not count. */
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
