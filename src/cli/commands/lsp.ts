import { once } from 'node:events';
import { type Command } from 'commander';
import { type CommandAction } from '../command.js';
import { CliError, EXIT_CODES } from '../exit-code.js';
import { readReportedFindings } from '../fixes/reported-findings.js';
import { openCheckout } from '../git/git.js';
import { listTrackedFiles } from '../git/tracked-files.js';
import { addSettingOptions } from '../settings/command-options.js';
import { LOCAL_SETTINGS } from '../settings/run-settings.js';
import { addHelp } from './support/help.js';
import { judgeCheckout } from './support/judge-checkout.js';
import { addConfigOption } from './support/read-settings.js';

/** `qgate lsp`: the verdict on the working tree for editors, by the Language Server Protocol over standard input and output. */
export function defineLsp(command: Command): CommandAction {
  addSettingOptions(command, LOCAL_SETTINGS);
  addConfigOption(command);
  command.option('--stdio', 'use standard input and output, the only supported transport');
  addHelp(command, ['qgate lsp', 'qgate lsp --offline']);
  return async (terminal) => {
    const { serveLanguage } = await import('../lsp/language-server.js');
    const { BoundedMessages } = await import('../lsp/bounded-messages.js');
    const { createConnection, ProposedFeatures, StreamMessageReader, StreamMessageWriter } =
      await import('../lsp/protocol-library.js');
    const { stdin } = process;
    const messages = stdin.pipe(new BoundedMessages());
    const connection = createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(messages),
      new StreamMessageWriter(process.stdout),
    );
    // Ends a verdict under way once the editor has gone.
    const gone = new AbortController();
    const interrupted = AbortSignal.any([terminal.interrupted, gone.signal]);
    const judge = async (folder: string) => {
      const place = { ...terminal, cwd: folder, interrupted };
      const git = await openCheckout(folder, terminal.env, interrupted);
      const result = await judgeCheckout(command, place, git);
      const written = await readReportedFindings(result.written, git.root, await listTrackedFiles(git));
      return { result, root: git.root, written };
    };
    const fault = once(messages, 'error') as Promise<[Error]>;
    // The library ends the process at once, and analyzers would run on.
    connection.onExit(() => gone.abort());
    serveLanguage(connection, judge, terminal.cwd);
    const ended = await Promise.race([once(stdin, 'close'), once(terminal.interrupted, 'abort'), fault]);
    gone.abort();
    connection.dispose();
    // An editor that keeps the pipe open would keep the process.
    stdin.destroy();
    const [reason] = ended as readonly unknown[];
    if (!(reason instanceof Error)) return EXIT_CODES.passed;
    const message = `Standard input does not follow the Language Server Protocol: ${reason.message}.`;
    throw new CliError('usage', message, 'qgate lsp is meant to be started by an editor.');
  };
}
