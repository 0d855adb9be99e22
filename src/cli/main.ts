import { Command, CommanderError } from 'commander';

import { COMMANDS, type CommandAction } from './command-list.js';
import { describeFailure } from './describe-failure.js';
import { CliError, EXIT_CODES } from './exit-code.js';
import { packageVersion } from './package-root.js';
import { type Terminal } from './terminal.js';

/**
 * Runs the command line.
 *
 * @param args what was written after `qgate`
 * @returns the exit code
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const chosen: { action?: CommandAction } = {};
  const program = await buildProgram(args, terminal, chosen);
  try {
    program.parse(args, { from: 'user' });
    if (chosen.action !== undefined) return await chosen.action(terminal);
    return program.help({ error: true });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.passed : EXIT_CODES.usage;
    if (!(error instanceof CliError)) throw error;
    terminal.stderr.write(describeFailure(error.message, error.hint));
    return EXIT_CODES[error.kind];
  }
}

async function buildProgram(
  args: readonly string[],
  terminal: Terminal,
  chosen: { action?: CommandAction },
): Promise<Command> {
  const program = new Command('qgate')
    .description('Asks a quality gate whether a change may merge.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    });
  const called = args.find((arg) => !arg.startsWith('-'));
  for (const entry of COMMANDS) {
    const command = program.command(entry.name).description(entry.summary).allowExcessArguments(false);
    if (entry.name !== called) continue;
    const action = (await entry.load())(command);
    command.action(() => {
      chosen.action = action;
    });
  }
  return program;
}

/** Runs the command line in this process: its streams, its environment, and its interrupts. */
export async function runProcess(): Promise<void> {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    // The second time somebody means it.
    if (interrupt.signal.aborted) process.exit(EXIT_CODES.interrupted);
    interrupt.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.exitCode = await main(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    interrupted: interrupt.signal,
  });
  process.off('SIGINT', onSignal);
  process.off('SIGTERM', onSignal);
}
