import type { TokenRun } from './token-run.js';

/** What a character (UTF-16 unit) is to the tokenizer. */
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
 * Splits code into words (`[\p{L}\p{N}_$]+`) and single other characters and appends them to a run; drops white space and
 * `; , ( ) { }`, and every quote is `"`.
 *
 * @param text where the code stands, from `from` to before `to`
 */
export function tokenize(run: TokenRun, text: string, from: number, to: number): void {
  const { vocabulary } = run;
  for (let at = from; at < to;) {
    const start = at;
    const kind = kindAt(text, at);
    if (kind === DROPPED) {
      at += 1;
    } else if (kind === QUOTE) {
      at += 1;
      run.add(vocabulary.numberOfText('"'), at);
    } else {
      let key = vocabulary.seed;
      do key = vocabulary.mixed(key, text.charCodeAt(at++));
      while (at < to && (kind === WORD ? kindAt(text, at) === WORD : isInPair(text, at)));
      run.add(vocabulary.numberOf(text, start, at, key), at);
    }
  }
}

function kindAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  const kind = kinds[unit]!;
  return kind === UNKNOWN ? lookUp(text, at, unit) : kind;
}

/** Either half of a pair is what the pair is. */
function lookUp(text: string, at: number, unit: number): number {
  if (unit >= 0xd800 && unit <= 0xdfff) return kindOf(text.slice(isInPair(text, at) ? at - 1 : at).slice(0, 2));
  return (kinds[unit] = kindOf(String.fromCharCode(unit)));
}

/** Whether the second half of a surrogate pair stands there. */
const isInPair = (text: string, at: number): boolean => at > 0 && text.codePointAt(at - 1)! > 0xffff;

function kindOf(character: string): number {
  if (/^[\s;,(){}]/u.test(character)) return DROPPED;
  if (/^[\p{L}\p{N}_$]/u.test(character)) return WORD;
  return /^['`]/u.test(character) ? QUOTE : SIGN;
}
