import { Command, CommanderError } from 'commander';
import { oneLine } from '../domain/reporting/plain-text.js';
import { addCommands } from './build-program.js';
import { type CommandAction } from './command.js';
import { COMMANDS } from './command-list.js';
import { describeFailure } from './describe-failure.js';
import { CliError, EXIT_CODES } from './exit-code.js';
import { packageVersion } from './package-root.js';
import { guardTerminal } from './redact.js';
import { type Terminal } from './terminal.js';

/**
 * Runs the command line.
 *
 * @param args what was written after `qgate`
 * @returns the exit code
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const guarded = guardTerminal(terminal, args);
  const chosen: { action?: CommandAction } = {};
  const program = createProgram(guarded);
  await addCommands(
    program,
    COMMANDS,
    args.filter((arg) => !arg.startsWith('-')),
    (action) => {
      chosen.action = action;
    },
  );
  try {
    program.parse(args, { from: 'user' });
    if (chosen.action !== undefined) return await chosen.action(guarded);
    return program.help({ error: true });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.passed : EXIT_CODES.usage;
    const { kind, message, hint } = error instanceof CliError ? error : toUnexpected(error);
    guarded.stderr.write(describeFailure(message, hint));
    return EXIT_CODES[kind];
  }
}

/** A fault of qgate's own, which must not end as a failed gate does (exit code 1). */
const toUnexpected = (error: unknown): CliError =>
  new CliError(
    'usage',
    `Unexpected error in qgate: ${oneLine(error instanceof Error ? error.message : String(error))}`,
    'Please report it, with the command, and describe the checkout and the service.',
  );

/** The program without its commands. */
export function createProgram(terminal: Pick<Terminal, 'stdout' | 'stderr'>): Command {
  return new Command('qgate')
    .description('Asks a quality gate whether a change may be merged.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpCommand(false)
    .showSuggestionAfterError()
    .showHelpAfterError('(qgate --help lists the commands)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    });
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
  // Handles `qgate run 2>&1 | head`: a reader that stopped has seen enough, and the exit code still gives the verdict.
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  process.exitCode = await main(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    interrupted: interrupt.signal,
  });
  process.off('SIGINT', onSignal);
  process.off('SIGTERM', onSignal);
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
