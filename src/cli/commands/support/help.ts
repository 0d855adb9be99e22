import { type Command } from 'commander';

const SOURCES = "Each option can also be set by the variable in brackets, or in qgate.yml at the repository's root.";

export const EXIT_CODE_HELP = `Exit codes: 0 passed or not configured, 1 failed, 2 usage, 3 credentials, 4 service or network, 5 timed out,
6 nothing to upload or unreadable, 7 an analyzer failed, 130 interrupted.`;

/** Ends a command's help with examples and further notes. */
export function addHelp(command: Command, examples: readonly string[], more = ''): void {
  const parts = [SOURCES, ['Examples:', ...examples.map((line) => `  $ ${line}`)].join('\n'), more];
  command.addHelpText('after', `\n${parts.filter((part) => part !== '').join('\n\n')}`);
}
