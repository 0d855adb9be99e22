// The extension for Visual Studio Code: starts `qgate lsp`, and shows its verdict in the status bar.
import { commands, StatusBarAlignment, ThemeColor, window, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';

const NAME = 'Quality gate';
const STATUS = 'qgate/status';

/** Icon and colour of each status. */
const LOOKS = {
  passed: { icon: '$(pass)', color: undefined },
  failed: { icon: '$(error)', color: new ThemeColor('statusBarItem.errorBackground') },
  not_configured: { icon: '$(circle-slash)', color: undefined },
};
const NO_VERDICT = { icon: '$(question)', color: undefined };

let client;
let item;

export async function activate(context) {
  item = window.createStatusBarItem('qgate.verdict', StatusBarAlignment.Left);
  item.name = NAME;
  item.command = 'qgate.showVerdict';
  context.subscriptions.push(
    item,
    commands.registerCommand('qgate.showVerdict', () => client?.outputChannel.show()),
    commands.registerCommand('qgate.restart', restart),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('qgate')) return restart();
    }),
  );
  await start();
}

export async function deactivate() {
  await stop();
}

async function start() {
  const settings = workspace.getConfiguration('qgate');
  // A shell finds the program of npm on Windows, which is a script.
  const options = { shell: process.platform === 'win32' };
  const args = ['lsp', '--stdio', ...settings.get('arguments', [])];
  client = new LanguageClient(
    'qgate',
    NAME,
    { command: settings.get('command', 'qgate'), args, options },
    { documentSelector: [{ scheme: 'file' }] },
  );
  client.onNotification(STATUS, show);
  show({ status: null, summary: 'The working tree is being judged.' });
  try {
    await client.start();
  } catch (error) {
    show({ status: null, summary: `qgate did not start: ${error.message}` });
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.dispose();
}

async function restart() {
  await stop();
  await start();
}

function show({ status, summary, policy_version: policy }) {
  const { icon, color } = LOOKS[status] ?? NO_VERDICT;
  item.text = `${icon} Gate: ${status?.replaceAll('_', ' ') ?? 'no verdict'}`;
  item.backgroundColor = color;
  item.tooltip = [summary, policy && `Policy ${policy}`].filter(Boolean).join('\n');
  item.show();
  client?.outputChannel.appendLine(item.tooltip);
}
