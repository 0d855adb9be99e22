import { type GateStatusAnswer } from '../api/answers.js';
import { type Git } from '../git/git.js';

const SHORT = 7;

/**
 * Sentence for a verdict whose base is a commit that the checkout lacks, though it has its whole history: then two projects may
 * share one name; null elsewhere.
 */
export async function describeForeignBase(
  git: Git,
  { base }: Pick<GateStatusAnswer, 'base'>,
  repo: string | null,
): Promise<string | null> {
  const commit = base?.commit_sha ?? null;
  if (commit === null || !git.hasCommits) return null;
  if ((await git.ask('cat-file', '-e', `${commit}^{commit}`)) !== null) return null;
  if ((await git.ask('rev-parse', '--is-shallow-repository')) === 'true') return null;
  return (
    `The base, ${base!.branch} at ${commit.slice(0, SHORT)}, is not a commit of this checkout. ` +
    `If another project is also called ${repo}, name this one with --repo.`
  );
}
