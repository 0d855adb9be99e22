import { type Warning, warningOf } from '../warning.js';

/** The traits of a scan that say whether a baseline went without it. */
export interface KeptScan {
  readonly branch: string;
  /** Its branch is a baseline branch, and its key may not write the baseline. */
  readonly isKeptFromBaseline: boolean;
}

/** Says of a scan of a baseline branch that its key kept it from being a baseline scan; nothing of any other. */
export function warnOfKeptBaseline({ branch, isKeptFromBaseline }: KeptScan): readonly Warning[] {
  if (!isKeptFromBaseline) return [];
  const message = `The key or token that started this scan may not write the baseline, so the scan of ${branch} counts as a change.`;
  return [warningOf('baseline_not_writable', message)];
}
