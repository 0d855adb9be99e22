import type { TokenRun } from './token-run.js';

/** Classes of characters (UTF-16 units) for the tokenizer. */
const UNKNOWN = 0;
/** White space, and punctuation that formatters add, drop and move: it is no evidence. */
const DROPPED = 1;
const WORD = 2;
const SIGN = 3;
/** A quote that formatters exchange for another. */
const QUOTE = 4;

/** The kinds of the characters met so far. */
const kinds = new Uint8Array(1 << 16);

/**
 * Splits code into words (`[\p{L}\p{N}_$]+`) and single other characters and appends them to a run; drops white space
 * and `; , ( ) { }`, and every quote is `"`.
 *
 * @param text the text around the code, which goes from `from` to before `to`
 */
export function tokenize(run: TokenRun, text: string, from: number, to: number): void {
  const { vocabulary } = run;
  for (let at = from; at < to;) {
    const start = at;
    let unit = text.charCodeAt(at++);
    const kind = kindOfUnit(text, start, unit);
    if (kind === DROPPED) continue;
    if (kind === QUOTE) {
      run.add(vocabulary.numberOfText('"'), at);
      continue;
    }
    let key = vocabulary.mixed(vocabulary.seed, unit);
    for (; at < to; at += 1) {
      unit = text.charCodeAt(at);
      if (kind === WORD ? kindOfUnit(text, at, unit) !== WORD : !isInPair(text, at)) break;
      key = vocabulary.mixed(key, unit);
    }
    run.add(vocabulary.numberOf(text, start, at, key), at);
  }
}

function kindOfUnit(text: string, at: number, unit: number): number {
  const kind = kinds[unit]!;
  return kind === UNKNOWN ? lookUp(text, at, unit) : kind;
}

/** Either half of a pair is what the pair is. */
function lookUp(text: string, at: number, unit: number): number {
  if (unit >= 0xd800 && unit <= 0xdfff) return kindOf(text.slice(isInPair(text, at) ? at - 1 : at).slice(0, 2));
  return (kinds[unit] = kindOf(String.fromCharCode(unit)));
}

/** True when the second half of a surrogate pair is at that index. */
const isInPair = (text: string, at: number): boolean =>
  isLowSurrogate(text.charCodeAt(at)) && at > 0 && text.codePointAt(at - 1)! > 0xffff;

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

function kindOf(character: string): number {
  if (/^[\s;,(){}]/u.test(character)) return DROPPED;
  if (/^[\p{L}\p{N}_$]/u.test(character)) return WORD;
  return /^['`]/u.test(character) ? QUOTE : SIGN;
}
