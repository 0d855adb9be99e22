import path from 'node:path';
import { type Command } from 'commander';
import { countOf } from '../../domain/count-of.js';
import { oneLine } from '../../domain/reporting/plain-text.js';
import { forgetAttempts, takeAttempt } from '../agents/hook-attempts.js';
import { HOOK_FORMS, type HookAnswer, isHookForm } from '../agents/hook-forms.js';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { openCheckout } from '../git/git.js';
import { changeText } from '../mcp/check-change.js';
import { readInput, type Terminal } from '../terminal.js';
import { addHelp } from './support/help.js';
import { judgeCheckout } from './support/judge-checkout.js';

const FORMS = Object.keys(HOOK_FORMS).join(', ');
/** End of everything but a failed verdict: 2 would stop the agent. */
const NO_VERDICT = 1;

/** `qgate agent-hook`: judges the working tree when a coding agent stops. */
export function defineAgentHook(command: Command): CommandAction {
  // Optional values and unknown options are judged below: what commander refuses ends with 2, which would stop the agent.
  command
    .option('--format [agent]', `the agent whose hook this is: ${FORMS}`)
    .option('--attempts [n]', 'how many times the agent is sent back for one change', '3')
    .allowExcessArguments(true)
    .allowUnknownOption(true);
  addHelp(
    command,
    ['qgate agent-hook --format claude', 'qgate agent-hook --format cursor --attempts 5'],
    `Exit codes: 0 passed, or sent back often enough; 2 the gate would fail (claude, codex, gemini); 1 no verdict.
Cursor and Copilot read the answer on standard output, with exit code 0.`,
  );
  return async (terminal) => {
    const { exitCode, stdout, stderr } = await answerHook(command, terminal).catch(toNoVerdict);
    if (stdout !== '') terminal.stdout.write(stdout);
    if (stderr !== '') terminal.stderr.write(stderr);
    return exitCode;
  };
}

async function answerHook(command: Command, terminal: Terminal): Promise<HookAnswer> {
  const { format, attempts } = command.opts<{ format?: string | true; attempts: string | true }>();
  const [unknown] = command.args;
  if (unknown !== undefined) throw new CliError('usage', `Unknown argument: ${unknown}.`);
  if (typeof format !== 'string' || !isHookForm(format))
    throw new CliError('usage', `Name the agent with --format: ${FORMS}.`);
  if (typeof attempts !== 'string' || !/^[1-9]\d{0,3}$/.test(attempts))
    throw new CliError('usage', '--attempts must be a whole number from 1 to 9999.');
  const place = { ...terminal, cwd: (await readFolder(terminal)) ?? terminal.cwd };
  const git = await openCheckout(place.cwd, place.env, place.interrupted);
  const result = await judgeCheckout(command, place, git, { isHook: true });
  if (result.failure !== null) throw new CliError(result.failure.kind, result.failure.message);
  if (result.gate?.status !== 'failed') {
    await forgetAttempts(git);
    return { exitCode: 0, stdout: '', stderr: '' };
  }
  const text = changeText(result);
  const { isSpent, count } = await takeAttempt(git, Number(attempts));
  if (!isSpent) return HOOK_FORMS[format](text);
  const end = `The agent was sent back ${countOf(count, 'time')} and may stop now.`;
  return { exitCode: 0, stdout: '', stderr: `${text.split('\n', 1)[0]!} ${end}\n` };
}

const toNoVerdict = (error: unknown): HookAnswer => ({
  exitCode: NO_VERDICT,
  stdout: '',
  stderr: `qgate: ${oneLine(error instanceof Error ? error.message : String(error))}\n`,
});

/** The folder in which the agent works, as `cwd` of the JSON that it sends; null where it names none. */
async function readFolder(terminal: Terminal): Promise<string | null> {
  if (terminal.stdin?.isTTY) return null;
  const said = await readInput(terminal);
  try {
    const { cwd } = JSON.parse(said) as { cwd?: unknown };
    return typeof cwd === 'string' && path.isAbsolute(cwd) ? cwd : null;
  } catch {
    return null;
  }
}
