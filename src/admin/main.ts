import { createInterface } from 'node:readline/promises';
import { Command, CommanderError, Option } from 'commander';
import type { AppConfig } from '../platform/config/app-config.js';
import { describeConfigErrors } from '../platform/config/describe-config-errors.js';
import { parseConfig } from '../platform/config/parse-config.js';
import { describeRefusedConnection } from '../platform/database/describe-refused-connection.js';
import type { Ask } from './ask.js';
import { identities } from './identities.js';
import { makeSuperAdmin } from './make-super-admin.js';
import { discardQueue, holdQueueByCommand, releaseQueue } from './queue.js';
import { resetPassword } from './reset-password.js';
import { resetSecondFactor } from './reset-second-factor.js';
import { rotateKey } from './rotate-key.js';
import { setDatabasePassword } from './set-database-password.js';
import type { AdminResult } from './support/admin-result.js';
import { type Progress, verify } from './verify/verify.js';
import { verifyAudit } from './verify/verify-audit.js';

/** Streams and environment of a run. */
export interface AdminTerminal {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly env: NodeJS.ProcessEnv;
  /** Asks the operator; absent where nobody is there to answer. */
  readonly ask?: Ask;
}

/** Exit codes: done; done, and something is wrong with what was looked at; not done. */
const DONE = 0;
const FAULTY = 1;
const FAILED = 2;

type Action = (config: AppConfig, progress: Progress) => Promise<AdminResult>;

/**
 * Runs a command of the operator, with the configuration of the service, beside it or without it.
 *
 * @param args what was written after `qgate-admin`
 * @returns the exit code
 */
export async function main(args: readonly string[], terminal: AdminTerminal): Promise<number> {
  const chosen: { action?: Action } = {};
  const program = createProgram(terminal, (action) => (chosen.action = action));
  try {
    program.parse(args, { from: 'user' });
    if (!chosen.action) return program.help({ error: true });
    const parsed = parseConfig(terminal.env);
    if (!parsed.ok) throw new Error(describeConfigErrors(parsed.errors));
    const { text, isFaulty = false } = await chosen.action(parsed.config, (line) => terminal.stderr.write(`${line}\n`));
    terminal.stdout.write(`${text}\n`);
    return isFaulty ? FAULTY : DONE;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : FAILED;
    terminal.stderr.write(`${describeRefusedConnection(error)}\n`);
    return FAILED;
  }
}

function createProgram({ stdout, stderr, ask }: AdminTerminal, choose: (action: Action) => void): Command {
  const program = new Command('qgate-admin')
    .description('Maintains an installation. It reads the environment variables of the service.')
    .helpCommand(false)
    .showHelpAfterError('(qgate-admin --help lists the commands)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: (text) => void stderr.write(text) });
  const audit = program.command('audit').description('the audit log').helpCommand(false);
  audit
    .command('verify')
    .description('verify the hash chain of every organization')
    .action(() => choose(verifyAudit));
  program
    .command('verify')
    .description('verify all stored data: segments, counters, verdicts and their seals, sealed secrets, the audit log')
    .action(() => choose(verify));
  program
    .command('set-database-password')
    .description('set the password of the database role that serves requests')
    .action(() => choose(setDatabasePassword));
  program
    .command('hold-queue')
    .description('send nothing to webhooks, forges and people from now on')
    .action(() => choose(holdQueueByCommand));
  for (const [name, what, end] of [
    ['release-queue', 'send everything in a held queue', releaseQueue],
    ['discard-queue', 'delete everything in a held queue; items queued later are sent', discardQueue],
  ] as const)
    program
      .command(name)
      .description(what)
      .option('--yes', 'do not ask')
      .action(({ yes }: { yes?: true }) => choose((config) => end(config, yes ?? ask ?? refuseUnasked)));
  program
    .command('rotate-signing-key')
    .description('replace the signing key in DATA_DIR; sessions stay valid')
    .action(() => choose(rotateKey));
  program
    .command('reset-password')
    .description('set a temporary password, and print it; all sessions of the person end')
    .argument('<email>', 'address of the person')
    .option('--unbind-identities', 'also unbind the identities that sign in as the person')
    .addOption(new Option('--keep-identities', 'keep these identities, without asking').conflicts('unbindIdentities'))
    .option('--end-second-factors', 'also remove the authenticator apps and passkeys of the person')
    .addOption(
      new Option('--keep-second-factors', 'keep these second factors, without asking').conflicts('endSecondFactors'),
    )
    .action((email: string, given: Partial<Record<string, true>>) =>
      choose((config) =>
        resetPassword(config, email, {
          unbinds: given.keepIdentities ? false : (given.unbindIdentities ?? ask ?? false),
          endsFactors: given.keepSecondFactors ? false : (given.endSecondFactors ?? ask ?? false),
        }),
      ),
    );
  program
    .command('identities')
    .description('list the identities that sign in as a person at the identity provider, or unbind one')
    .argument('<email>', 'address of the person')
    .option('--remove <id>', 'unbind the identity with this id; its sessions end')
    .action((email: string, { remove }: { remove?: string }) =>
      choose((config) => identities(config, email, remove ?? null)),
    );
  program
    .command('reset-second-factor')
    .description('remove every second factor of a person; all sessions of the person end')
    .argument('<email>', 'address of the person')
    .action((email: string) => choose((config) => resetSecondFactor(config, email)));
  program
    .command('make-super-admin')
    .description('make a person a SUPER_ADMIN; all their sessions end')
    .argument('<email>', 'address of the person')
    .action((email: string) => choose((config) => makeSuperAdmin(config, email)));
  return program;
}

/** Runs the command line in this process. */
export async function runProcess(): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  const isAttended = stdin.isTTY && stderr.isTTY;
  process.exitCode = await main(process.argv.slice(2), {
    stdout,
    stderr,
    env,
    ...(isAttended && { ask: askAtTerminal }),
  });
}

/** Refusal in place of an answer, where no terminal can show the question. */
const refuseUnasked: Ask = (question) =>
  Promise.reject(
    new Error(`${question} There is no terminal to ask on, so nothing was changed. Repeat the command with --yes.`),
  );

async function askAtTerminal(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
