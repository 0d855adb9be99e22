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

/** Sentence for a verdict whose base is another commit than the one that the caller named; null elsewhere. */
export function describeOtherBase({ base }: Pick<GateStatusAnswer, 'base'>, named: string | null): string | null {
  if (named === null || base?.exact === true) return null;
  const instead =
    base === null ? 'nothing' : `${base.branch} at ${base.commit_sha?.slice(0, SHORT) ?? `scan ${base.scan_id}`}`;
  return `The commit of --base-commit (${named.slice(0, SHORT)}) has no scan that can be a base: the change is compared with ${instead}.`;
}
