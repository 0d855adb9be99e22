import { type components } from '../../api/schema.gen';
import { type LineFacts } from './code-lines';
import { isWithin } from './code-rows';

/** Facts beside the lines of a file whose coverage is known. */
export const coverageFacts = ({
  lines,
  branches,
  added,
}: Pick<components['schemas']['FileCoverage'], 'lines' | 'branches' | 'added'>): LineFacts => ({
  hits: new Map(lines),
  branches: new Map(branches.map(([line, taken, all]) => [line, [taken, all]])),
  ...(added.length > 0 && { isAdded: isWithin(added) }),
});
