import { type Command } from 'commander';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { readId } from './support/arguments.js';
import { addHelp } from './support/help.js';
import { addJudgeOption, judgeAgain } from './support/judge-again.js';
import { requestCommand } from './support/request-command.js';

/** `qgate mark-fp`: the mark belongs to the problem, and survives rescans, renames and merges. */
export function defineMarkFp(command: Command): CommandAction {
  command
    .argument('<issue>', 'the issue_id of the finding, as listed by --output json')
    .option('--reason <text>', 'reason for the mark')
    .option('--scan <id>', 'scan that contains the finding; by default the newest one that does')
    .option('--undo', 'remove the mark');
  addJudgeOption(command);
  addHelp(command, ['qgate mark-fp 4711 --reason "input is validated in the router"', 'qgate mark-fp 4711 --undo']);
  return requestCommand(command, async (place) => {
    const { api, answer } = place;
    const issueId = readId(command.args[0], 'issue');
    const { reason, undo, scan } = command.opts<{ reason?: string; undo?: boolean; scan?: string }>();
    if ((reason === undefined) === (undo !== true)) throw new CliError('usage', 'Give either --reason or --undo.');
    const mark = await api.markFalsePositive(issueId, reason ?? null, scan === undefined ? null : readId(scan, 'scan'));
    answer(mark, `Issue ${issueId} ${reason === undefined ? 'counts again' : 'is marked as a false positive'}.`);
    await judgeAgain(command, place, 'The mark', mark.changes_verdicts ?? []);
  });
}
