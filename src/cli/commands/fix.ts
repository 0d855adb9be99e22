import { type Command } from 'commander';
import { type CommandAction } from '../command.js';
import { CliError, EXIT_CODES } from '../exit-code.js';
import { fixCheckout } from '../fixes/fix-checkout.js';
import { type FixOutcome } from '../fixes/fix-findings.js';
import { openCheckout } from '../git/git.js';
import { runLocal } from '../local/run-local.js';
import { chooseProgress } from '../progress/choose-progress.js';
import { renderColumns } from '../render-columns.js';
import { addSettingOptions } from '../settings/command-options.js';
import { LOCAL_SETTINGS } from '../settings/run-settings.js';
import { addHelp } from './support/help.js';
import { addConfigOption, readSettings } from './support/read-settings.js';

interface FixOptions {
  readonly new?: boolean;
  readonly safe?: boolean;
  readonly force?: boolean;
}

/** `qgate fix`: applies the fixes that tools offer, and keeps those that did what they promise. */
export function defineFix(command: Command): CommandAction {
  addSettingOptions(command, LOCAL_SETTINGS);
  addConfigOption(command);
  command
    .option('--new', 'fix only new findings; by default all findings in the files that the change adds or edits')
    .option('--safe', 'only apply fixes that their tool marks as safe')
    .option('--force', 'run even if there are staged changes');
  addHelp(
    command,
    ['qgate fix --new', 'qgate fix --new --safe'],
    `It stages nothing, and writes only files that the change adds or edits.

Exit codes: 0 all fixes kept, or nothing to fix; 1 some were undone or skipped.`,
  );
  return async (terminal) => {
    const { new: isNewOnly = false, safe: isSafeOnly = false, force = false } = command.opts<FixOptions>();
    const git = await openCheckout(terminal.cwd, terminal.env, terminal.interrupted);
    if (!force && (await git.ask('diff', '--cached', '--quiet')) === null)
      throw new CliError(
        'usage',
        'There are staged changes, which could not be distinguished from fixes.',
        'Commit or unstage them first, or use --force.',
      );
    const settings = await readSettings(command, LOCAL_SETTINGS, terminal, git);
    const progress = await chooseProgress(terminal, settings.values);
    const place = { git, config: settings.config, terminal, progress };
    const result = await runLocal(settings, place);
    if (result.failure !== null) throw new CliError(result.failure.kind, result.failure.message, result.failure.hint);
    const outcomes = await fixCheckout(result, { isNewOnly, isSafeOnly }, settings.values, place);
    terminal.stdout.write(`${describe(outcomes)}\n`);
    return outcomes.every(({ result: end }) => end === 'kept') ? EXIT_CODES.passed : EXIT_CODES.gate_failed;
  };
}

function describe(outcomes: readonly FixOutcome[]): string {
  if (outcomes.length === 0) return 'Nothing to fix.';
  const rows = outcomes.map(({ finding: { tool, ruleId, filePath, region }, result, why }) => [
    ...[result, tool, ruleId, `${filePath ?? ''}${region.startLine === null ? '' : `:${region.startLine}`}`, why ?? ''],
  ]);
  const counts = (['kept', 'undone', 'left'] as const).map(
    (end) => `${outcomes.filter(({ result }) => result === end).length} ${end}`,
  );
  return `${renderColumns(['', 'tool', 'rule', 'place', 'why'], rows)}\nFixes: ${counts.join(', ')}.`;
}
