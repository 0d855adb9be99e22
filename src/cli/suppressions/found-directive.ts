import { type Family, type Reach } from '../../domain/findings/directive.js';
import { visiblePart } from '../../domain/scanning/visible-text.js';

/** A directive as a source has it. */
export interface FoundDirective {
  /** Counted from 1, as git does. */
  readonly line: number;
  readonly family: Family;
  readonly directive: string;
  readonly rules: readonly string[];
  readonly reach: Reach;
  /** Last line that a block reaches; null where it is unknown, and for other reaches. */
  readonly endLine: number | null;
  /** Null where there is none. */
  readonly reason: string | null;
}

/** Statement of a part of a source, wherever that is. */
export type SaidDirective = Omit<FoundDirective, 'line' | 'endLine'> & {
  /** Comments that end what it silences; left out where nothing does. */
  readonly until?: RegExp;
};

/** Names in a list that commas or white space separate, such as `a, b c`. */
export const namesIn = (list: string | undefined): string[] =>
  (list ?? '').split(/[\s,]+/).filter((name) => name !== '' && name !== 'all');

/** A reason without the signs before it; null where nothing is left. */
export function reasonIn(text: string | undefined): string | null {
  const reason = (text ?? '').replace(/^[\s:;,#/*-]+/, '').trim();
  return /[\p{L}\p{N}]/u.test(visiblePart(reason)) ? reason : null;
}
