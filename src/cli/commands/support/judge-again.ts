import { createInterface } from 'node:readline/promises';
import { type Command } from 'commander';
import { countOf } from '../../../domain/count-of.js';
import { oneLine } from '../../../domain/reporting/plain-text.js';
import { type VerdictChangeAnswer } from '../../api/gate-api.js';
import { CliError } from '../../exit-code.js';
import { type RequestPlace } from './request-command.js';

/** Adds the choice to judge the verdicts again that a write turns. */
export const addJudgeOption = (command: Command): Command =>
  command
    .option('--judge', 'judge the affected scans again; on a terminal, qgate asks')
    .option('--no-judge', 'leave them as they are');

/**
 * Judges the verdicts again that a write turns, where the caller wants it. Words go to standard error, so that the answer stays
 * alone on standard output.
 *
 * @param written the write, for the message where judging is refused: it is kept
 * @throws {CliError} of kind `credentials` for a caller who may not judge
 */
export async function judgeAgain(
  command: Command,
  { api, terminal }: RequestPlace,
  written: string,
  changes: readonly VerdictChangeAnswer[],
): Promise<void> {
  if (changes.length === 0) return;
  const say = (text: string): void => void terminal.stderr.write(`${text}\n`);
  for (const change of changes) say(`${nameOf(change)} is ${change.from}; judged again, it would be ${change.to}.`);
  const { judge } = command.opts<{ judge?: boolean }>();
  const recompute = `qgate recompute ${changes[0]!.scan_id}`;
  if (judge === false) return;
  if (judge === undefined && !(await ask(`Judge ${countOf(changes.length, 'verdict')} again? [Y/n] `, terminal))) {
    say(`Judge again with --judge, or one by one: ${recompute}`);
    return;
  }
  for (const change of changes) {
    const { status } = await api.recompute(change.scan_id).catch((error: unknown) => {
      if (!(error instanceof CliError) || error.kind !== 'credentials') throw error;
      throw new CliError(
        'credentials',
        `${written} is saved, but this token may not judge scans again: ask an administrator.`,
        recompute,
      );
    });
    say(`${nameOf(change)}: ${status ?? 'not judged'}.`);
  }
}

const nameOf = ({ repo, branch, pr_number: pr, scan_id: scan }: VerdictChangeAnswer): string =>
  oneLine(`${repo}, ${pr === null ? `branch ${branch}` : `pull request ${pr}`} (scan ${scan})`);

/** Asks a person; false where no one is there. */
async function ask(question: string, { stdin, stdout, stderr }: RequestPlace['terminal']): Promise<boolean> {
  if (stdin?.isTTY !== true || stdout.isTTY !== true) return false;
  stderr.write(question);
  const lines = createInterface({ input: stdin as unknown as NodeJS.ReadableStream });
  try {
    return /^(y(es)?)?$/i.test((await lines.question('')).trim());
  } finally {
    lines.close();
  }
}
