import { type Warning, warningOf } from '../warning.js';

/** The traits of a scan that say which baseline it would have become. */
export interface KeptScan {
  readonly branch: string;
  readonly defaultBranch: string;
  readonly prNumber: number | null;
  readonly mayBeBase: boolean;
}

/** Says of a scan of the default branch that its key kept it from becoming the baseline; nothing of any other. */
export function warnOfKeptBaseline({ branch, defaultBranch, prNumber, mayBeBase }: KeptScan): readonly Warning[] {
  if (mayBeBase || prNumber !== null || branch !== defaultBranch) return [];
  const message = `The API key that began this scan may not write the baseline: the scan of ${branch} counts as a change.`;
  return [warningOf('baseline_not_writable', message)];
}
