import { type Command } from 'commander';
import { type CommandAction, type CommandEntry } from './command.js';

/** Receives the action of the parsed command, which runs after parsing. */
type Choose = (action: CommandAction) => void;

/**
 * Adds the commands to a program or group. Only the module of the called command is loaded, so that starting costs the
 * same however many commands there are.
 *
 * @param words the words after the program's or group's name, without options; null: load all
 */
export async function addCommands(
  parent: Command,
  entries: readonly CommandEntry[],
  words: readonly string[] | null,
  choose: Choose,
): Promise<void> {
  for (const entry of entries) {
    const path = [...parentsOf(parent), entry.name].join(' ');
    const command = parent
      .command(entry.name)
      .description(entry.summary)
      .allowExcessArguments(false)
      .showHelpAfterError(`(${path} --help lists its ${entry.subcommands === undefined ? 'options' : 'commands'})`);
    const isCalled = words === null || words[0] === entry.name;
    if (entry.subcommands !== undefined) {
      command.helpCommand(false);
      await addCommands(command, entry.subcommands, words === null ? null : isCalled ? words.slice(1) : [], choose);
    } else if (isCalled && entry.load !== undefined) {
      const action = (await entry.load())(command);
      command.action(() => choose(action));
    }
  }
}

const parentsOf = (command: Command): readonly string[] =>
  command.parent === null ? [command.name()] : [...parentsOf(command.parent), command.name()];
