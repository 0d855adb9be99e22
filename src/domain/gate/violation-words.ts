import type { Threshold } from './exact-value.js';

/** A broken rule's measure, null where it is unknown, beside its limit, which is null for a rule that was not judged. */
export interface MeasuredViolation {
  readonly actual: Threshold | null;
  readonly threshold: Threshold | null;
}

/** A violation as a part of a sentence in Markdown, its measure in bold. */
export type ViolationWords = (violation: MeasuredViolation) => string;

/** @param kind of findings, such as `critical`; empty for all */
export const findingsWords =
  (kind: string): ViolationWords =>
  ({ actual, threshold }) =>
    `**${show(actual)} new${kind === '' ? '' : ` ${kind}`}** ${actual === 1 ? 'finding' : 'findings'}, ${allowed(threshold)}`;

/** @param fate of the tests, such as `failed` */
export const testsWords =
  (fate: string): ViolationWords =>
  ({ actual, threshold }) =>
    actual === null
      ? `test results are **missing**`
      : `**${show(actual)} ${actual === 1 ? 'test' : 'tests'}** ${fate}, ${allowed(threshold)}`;

/** @param one, many what was added, in bold: `directive without a reason` */
export const suppressionsWords =
  (one: string, many: string): ViolationWords =>
  ({ actual, threshold }) =>
    actual === null
      ? `a directive report is **missing**`
      : `**${show(actual)} ${actual === 1 ? one : many}**, ${allowed(threshold)}`;

/** Added lines or changed files that lack coverage. */
export const coverageCountWords =
  (which: 'added' | 'changed', one: 'line' | 'file', lack: string): ViolationWords =>
  ({ actual, threshold }) =>
    actual === null
      ? `coverage of ${which} ${one}s is **missing**`
      : `**${show(actual)} ${which} ${actual === 1 ? one : `${one}s`}** ${lack}, ${allowed(threshold)}`;

/** @param measure a share in percent, such as `duplication` */
export const shareWords =
  (measure: string, bound: 'at least' | 'at most'): ViolationWords =>
  ({ actual, threshold }) =>
    `${measure} is **${actual === null ? 'unknown' : `${show(actual)} %`}**, ${bound} ${show(threshold)} % is ${
      bound === 'at least' ? 'required' : 'allowed'
    }`;

export const ratingWords: ViolationWords = ({ actual, threshold }) =>
  `the rating is **${show(actual)}**; at least ${show(threshold)} is required`;

export const changeRatingWords: ViolationWords = ({ actual, threshold }) =>
  `the rating of the new findings is **${show(actual)}**; at least ${show(threshold)} is required`;

export const dropWords: ViolationWords = ({ actual, threshold }) =>
  `coverage fell by **${show(actual)} points**; at most ${show(threshold)} is allowed`;

const show = (value: Threshold | null): string => (value === null ? 'unknown' : String(value));

function allowed(threshold: Threshold | null): string {
  if (threshold === 0) return 'none is allowed';
  return threshold === 1 ? 'at most 1 is allowed' : `at most ${show(threshold)} are allowed`;
}
