import { type Command, Option } from 'commander';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { readId } from './support/arguments.js';
import { addHelp } from './support/help.js';
import { addJudgeOption, judgeAgain } from './support/judge-again.js';
import { requestCommand } from './support/request-command.js';
import { readEnd } from './waiver.js';

interface AcceptOptions {
  readonly reason?: string;
  readonly until?: string;
  readonly expires?: string;
  readonly undo?: boolean;
}

/** `qgate accept`: the problem does not count for a while, or for good. */
export function defineAccept(command: Command): CommandAction {
  command
    .argument('<issue>', 'the issue_id of the finding, as listed by --output json')
    .option('--reason <text>', 'reason, shown beside the finding')
    .addOption(new Option('--expires <when>', 'as --until').hideHelp())
    .option('--until <when>', 'a date, or how long from now: 12h, 14d, 8w')
    .option('--undo', 'withdraw the acceptance');
  addJudgeOption(command);
  addHelp(command, ['qgate accept 4711 --reason "goes with the old parser" --until 8w', 'qgate accept 4711 --undo']);
  return requestCommand(command, async (place) => {
    const { api, answer } = place;
    const issueId = readId(command.args[0], 'issue');
    const { reason, undo } = command.opts<AcceptOptions>();
    if ((reason === undefined) === (undo !== true)) throw new CliError('usage', 'Give either --reason or --undo.');
    if (reason === undefined) {
      const changes = await api.withdrawAcceptance(issueId);
      answer({ issue_id: issueId, changes_verdicts: changes }, `Issue ${issueId} counts again.`);
      await judgeAgain(command, place, 'The withdrawal', changes);
      return;
    }
    const end = readEnd(command.opts<AcceptOptions>());
    const accepted = await api.acceptIssue({ issue_id: issueId, reason, until: end });
    answer(accepted, `Issue ${issueId} is accepted ${end === null ? 'permanently' : `until ${end}`}.`);
    await judgeAgain(command, place, 'The acceptance', accepted.changes_verdicts ?? []);
  });
}
