import { once } from 'node:events';
import { type Command } from 'commander';
import { connect } from '../api/connect.js';
import { type CommandAction } from '../command.js';
import { EXIT_CODES } from '../exit-code.js';
import { openCheckout } from '../git/git.js';
import { describeChange } from '../mcp/check-change.js';
import { serviceAsker } from '../mcp/service-tools.js';
import { silentProgress } from '../progress/plain-progress.js';
import { addSettingOptions } from '../settings/command-options.js';
import { CONNECTION_SETTINGS } from '../settings/run-settings.js';
import { addHelp } from './support/help.js';
import { judgeCheckout } from './support/judge-checkout.js';
import { addConfigOption, findCheckout, readSettings } from './support/read-settings.js';

/** `qgate mcp`: the tools of the service and of the checkout, until standard input ends. */
export function defineMcp(command: Command): CommandAction {
  addSettingOptions(command, CONNECTION_SETTINGS);
  addConfigOption(command);
  addHelp(command, ['qgate mcp', 'claude mcp add quality-gate -- qgate mcp']);
  return async (terminal) => {
    const { cwd, env, interrupted } = terminal;
    const askService = serviceAsker(async () => {
      const git = await findCheckout(terminal);
      const { values, origins } = await readSettings(command, CONNECTION_SETTINGS, terminal, git);
      // A model that waits shows nothing: it gets the failure at once, and may ask again.
      const settings = { values: { ...values, retries: values.retries ?? 0 }, origins };
      return connect(settings, terminal, silentProgress);
    });
    const { toolServer } = await import('../mcp/tool-server.js');
    const { CheckedLines } = await import('../mcp/checked-lines.js');
    const { serveStdio, StdioServerTransport } = await import('../mcp/protocol-library.js');
    const { stdin, stdout } = process;
    const lines = stdin.pipe(new CheckedLines((answer) => void stdout.write(`${JSON.stringify(answer)}\n`)));
    const handle = serveStdio(
      () =>
        toolServer({
          askService,
          checkChange: async () =>
            describeChange(await judgeCheckout(command, terminal, await openCheckout(cwd, env, interrupted))),
          say: (message) => void terminal.stderr.write(`${message}\n`),
        }),
      { transport: new StdioServerTransport(lines) },
    );
    await Promise.race([once(stdin, 'close'), once(interrupted, 'abort')]);
    await handle.close();
    // An agent that keeps the pipe open would keep the process.
    stdin.destroy();
    return EXIT_CODES.passed;
  };
}
