import { type Warning, warningOf } from '../../warning.js';

/** Warning about files of a report that name no path; none where there are none. */
export const ignoredFiles = (count: number): Warning[] =>
  count > 0 ? [warningOf('records_ignored', `${count} files without a path were ignored`)] : [];
