import { countOf } from '../../count-of.js';
import { type Warning, warningOf } from '../../warning.js';

/**
 * Warning about files of a report that name no path; none where there are none.
 *
 * @param missing all that would name the file
 */
export const ignoredFiles = (count: number, missing = 'a path'): Warning[] =>
  count > 0 ? [warningOf('records_ignored', `Ignored ${countOf(count, 'file')} without ${missing}`)] : [];
