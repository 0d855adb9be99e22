import { type Command } from 'commander';
import { type Terminal } from './terminal.js';

/**
 * Runs a command and returns its exit code.
 *
 * @throws {CliError} for faults that the user can fix
 */
export type CommandAction = (terminal: Terminal) => Promise<number>;

/** Adds a command's arguments and options, and returns its action. */
export type CommandDefinition = (command: Command) => CommandAction;

/** One command, or a group of them; a module is loaded only when its command is the one that was called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Absent for a group. */
  readonly load?: () => Promise<CommandDefinition>;
  readonly subcommands?: readonly CommandEntry[];
}
