import { type Command } from 'commander';

import { type Terminal } from './terminal.js';

/** Runs a command and gives its exit code. @throws {CliError} for what the user can mend */
export type CommandAction = (terminal: Terminal) => Promise<number>;

/** One command; its module is loaded only when it is the one that was called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Gives the function that adds the command's options and returns what it does. */
  readonly load: () => Promise<(command: Command) => CommandAction>;
}

/** The commands, in the order of the help. A new one is a file in commands/ and an entry here. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'scan this checkout, send what was found and ask the gate',
    load: async () => (await import('./commands/run.js')).defineRun,
  },
];
