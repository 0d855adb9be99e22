import path from 'node:path';
import { type Command } from 'commander';
import { type CommandAction } from '../command.js';
import { CliError } from '../exit-code.js';
import { openCheckout } from '../git/git.js';
import { readRegularFile } from '../regular-file.js';
import { openReview } from '../suggest/open-review.js';
import { readOffers } from '../suggest/read-offers.js';
import { suggest, type Suggested } from '../suggest/review.js';
import { type Terminal } from '../terminal.js';

const MOST_BYTES = 100 * 1024 ** 2;

/** `qgate suggest`: offers the fixes of a run on its pull request. */
export function defineSuggest(command: Command): CommandAction {
  command.argument('<file>', 'the file written by `qgate run --output rdjson=FILE`');
  command.addHelpText(
    'after',
    `
The token is GITHUB_TOKEN with the permission pull-requests: write, or on GitLab QGATE_FORGE_TOKEN with the scope api.
Each fix is posted once, at most 20 in a run.

Examples:
  $ qgate run --output table --output rdjson=qgate.rdjson
  $ qgate suggest qgate.rdjson

Exit codes: 0 posted, or nothing to post; 2 usage, 3 credentials, 4 forge or network, 6 unreadable, 130 interrupted.`,
  );
  return async (terminal) => {
    const [file = ''] = command.args;
    const git = await openCheckout(terminal.cwd, terminal.env, terminal.interrupted);
    const offers = readOffers(await read(file, terminal), file);
    const review = await openReview(git, terminal);
    terminal.stdout.write(
      review === null
        ? 'This build does not belong to a pull request, so nothing is suggested.\n'
        : describe(await suggest(offers, review, git)),
    );
    return 0;
  };
}

async function read(file: string, { cwd }: Terminal): Promise<string> {
  try {
    return (await readRegularFile(path.resolve(cwd, file), MOST_BYTES, 'followed')).toString('utf8');
  } catch (error) {
    throw new CliError('unusable_input', `${file} cannot be read: ${(error as Error).message}`);
  }
}

function describe({ posted, postedBefore, left }: Suggested): string {
  const lines = left.map(({ offer, why }) => `left  ${offer.path}:${offer.startLine}  ${offer.rule}: ${why}\n`);
  return `${lines.join('')}Suggestions: ${posted.length} posted, ${postedBefore} posted before, ${left.length} left.\n`;
}
