import { once } from 'node:events';
import { type Command } from 'commander';
import { type CommandAction } from '../command.js';
import { EXIT_CODES } from '../exit-code.js';
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
  command.option('--stdio', 'speak over standard input and output, as always');
  addHelp(command, ['qgate lsp', 'qgate lsp --offline']);
  return async (terminal) => {
    const { serveLanguage } = await import('../lsp/language-server.js');
    const { createConnection, ProposedFeatures, StreamMessageReader, StreamMessageWriter } =
      await import('../lsp/protocol-library.js');
    const connection = createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(process.stdin),
      new StreamMessageWriter(process.stdout),
    );
    const judge = async (folder: string) => {
      const place = { ...terminal, cwd: folder };
      const git = await openCheckout(folder, terminal.env, terminal.interrupted);
      const result = await judgeCheckout(command, place, git);
      const written = await readReportedFindings(result.written, git.root, await listTrackedFiles(git));
      return { result, root: git.root, written };
    };
    serveLanguage(connection, judge, terminal.cwd);
    await Promise.race([once(process.stdin, 'close'), once(terminal.interrupted, 'abort')]);
    connection.dispose();
    return EXIT_CODES.passed;
  };
}
