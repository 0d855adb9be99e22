import { type Landed, LANDED_LIMITS } from '../../domain/changes/landed.js';
import { mergedNumbersIn } from '../../domain/changes/merged-numbers.js';
import { type Git } from './git.js';

const REVERTED = /^This reverts commit ([0-9a-f]{7,64})\b/gm;

/** The history between a commit and HEAD, as far as the clone has it. */
export async function listLanded(git: Git, since: string): Promise<Landed> {
  const log = await git.ask(
    'log',
    `--max-count=${LANDED_LIMITS.commits}`,
    '--format=%H%n%B%x00',
    `${since}..HEAD`,
    '--',
  );
  const entries = (log ?? '')
    .split('\0')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const messages = entries.map((entry) => entry.slice(entry.indexOf('\n') + 1));
  const reverted = messages.flatMap((message) => Array.from(message.matchAll(REVERTED), ([, commit]) => commit!));
  return {
    commits: entries.map((entry) => entry.split('\n', 1)[0]!),
    pullRequests: [...new Set(messages.flatMap(mergedNumbersIn))].slice(0, LANDED_LIMITS.pullRequests),
    beforeReverted: await listBefore(git, [...new Set(reverted)].slice(0, LANDED_LIMITS.reverted)),
  };
}

async function listBefore(git: Git, reverted: readonly string[]): Promise<readonly (readonly string[])[]> {
  const lists = await Promise.all(
    reverted.map((commit) =>
      git.ask('rev-list', '--first-parent', `--max-count=${LANDED_LIMITS.beforeReverted}`, `${commit}^`, '--'),
    ),
  );
  return lists.flatMap((list) => (list === null || list === '' ? [] : [list.split('\n')]));
}
