import { countOf } from '../../../ui/format';
import { type Baseline } from './baseline.queries';

/** Number of problems that the baseline has, over all tools. */
export const problemsOf = ({ tools }: Pick<Baseline, 'tools'>): number =>
  tools.reduce((total, { problems }) => total + problems, 0);

/** Problems that the branch is known to have, in a sentence. */
export function knownWords(baseline: Pick<Baseline, 'branch' | 'tools'>): string {
  const { branch, tools } = baseline;
  if (tools.length === 0) return `${branch} has no baseline: its next scan creates one.`;
  const problems = problemsOf(baseline);
  const known = `${countOf(problems, 'problem')} of ${branch} ${problems === 1 ? 'is' : 'are'} known`;
  return `${known} from ${countOf(tools.length, 'tool')}; known problems do not count as new.`;
}

/** Consequence of a rebuild, in figures. */
export function consequenceWords(baseline: Pick<Baseline, 'branch' | 'tools'>): string {
  const problems = problemsOf(baseline);
  return `${countOf(problems, 'problem')} ${problems === 1 ? 'becomes' : 'become'} new until the next scan of ${baseline.branch}.`;
}
