import { type components } from '../../api/schema.gen';
import { type LineFacts } from './code-lines';
import { isWithin } from './code-rows';

type FileCoverage = components['schemas']['FileCoverage'];

/** Hits by line, without added lines that the verdict does not count, such as closing brackets. */
export function countedHits({ lines, uncounted_added: uncounted }: Pick<FileCoverage, 'lines' | 'uncounted_added'>) {
  const isUncounted = isWithin(uncounted);
  return new Map(lines.filter(([line]) => !isUncounted(line)));
}

/** Facts beside the lines of a file whose coverage is known. */
export const coverageFacts = ({
  branches,
  added,
  ...file
}: Pick<FileCoverage, 'lines' | 'branches' | 'added' | 'uncounted_added'>): LineFacts => ({
  hits: countedHits(file),
  branches: new Map(branches.map(([line, taken, all]) => [line, [taken, all]])),
  ...(added.length > 0 && { isAdded: isWithin(added) }),
});
