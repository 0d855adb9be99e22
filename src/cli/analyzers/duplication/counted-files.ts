import { matchExcluded } from '../../../domain/paths/match-excluded.js';
import { kindOfPath } from '../../source/file-kind.js';

/**
 * Chooses the files in which duplication counts: no tests, and none that a glob of `duplication_exclude` names. A glob
 * behind `!` takes files back in, tests among them. The last glob that names a file decides.
 */
export function matchCounted(globs: readonly string[]): (path: string) => boolean {
  const rules = globs.map((glob) => {
    const isBack = glob.startsWith('!');
    return { isBack, names: matchExcluded([isBack ? glob.slice(1) : glob]) };
  });
  return (path) => rules.findLast(({ names }) => names(path))?.isBack ?? kindOfPath(path) !== 'test';
}
