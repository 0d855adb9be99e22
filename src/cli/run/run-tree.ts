import { createHash } from 'node:crypto';
import { TOOLS } from '../analyzers/tools.js';
import { type Git } from '../git/git.js';
import { packageVersion } from '../package-root.js';
import { withoutSecrets } from '../redact.js';
import { type CollectionSettings } from '../settings/run-settings.js';
import { askVersions } from './ask-versions.js';
import { type RunPlace } from './run-place.js';

/** The tree that a run reads, and a digest of what reads it: runs in which both are equal report the same. */
export interface RunTree {
  readonly tree_sha: string;
  readonly run_digest: string;
}

/** Programs that are no part of the tree and none of qgate. */
const PROGRAMS = TOOLS.flatMap(({ family, program }) => (program.startsWith('./') ? [] : [family]));

/** Null where tracked files are modified, and without git. */
export async function readRunTree(
  { git, terminal }: Pick<RunPlace, 'git' | 'terminal'>,
  settings: CollectionSettings,
  isFork: boolean,
): Promise<RunTree | null> {
  const tree = await treeOf(git);
  if (tree === null) return null;
  const isUntrusted = isFork && !settings.trustForks;
  const { coverage, findings, tests, search, analyzers, exclude, coverageExclude, duplicationExclude } = settings;
  const versions =
    analyzers === 'none'
      ? []
      : await askVersions(Array.isArray(analyzers) ? analyzers : PROGRAMS, {
          ...{ root: git.root, env: withoutSecrets(terminal.env), isUntrusted, signal: terminal.interrupted },
        });
  const said = [
    ...[packageVersion(), coverage, findings, tests, search, analyzers, exclude, coverageExclude, duplicationExclude],
    ...[isUntrusted, [...versions].sort()],
  ];
  return { tree_sha: tree, run_digest: createHash('sha256').update(JSON.stringify(said)).digest('hex') };
}

async function treeOf(git: Git): Promise<string | null> {
  if (!git.hasCommits || (await git.ask('diff', '--quiet', 'HEAD', '--')) === null) return null;
  return git.ask('rev-parse', '--verify', '--quiet', 'HEAD^{tree}');
}
