/** Part of a text, from its first character to the one behind its last. */
type Part = readonly [start: number, end: number];

/** The words of a JavaScript text as another may share them. */
export interface SharedWords {
  /**
   * A number for each word and mark outside of comments, in order: that of the word, or `NO_WORD` for a mark, and for all that may be
   * in a comment.
   */
  readonly sequence: Int32Array;
  /** The text with its comments as blanks. */
  readonly blanked: string;
}

export const NO_WORD = -1;

/** Numbers of words are below this: two words may have the same. */
export const WORD_NUMBERS = 65_536;

/** Numbers of the words of a text, comments included, each once. */
export function wordsOf(text: string): Uint16Array {
  const words = new Set<number>();
  eachAtom(text, (number) => {
    if (number !== NO_WORD) words.add(number);
  });
  return Uint16Array.from(words);
}

/**
 * Reads the words that a copy of a part of the text must have, however it is laid out and commented. Which parts are comments is a guess
 * that a reader of the language has to confirm: `blanked` has as many tokens as the text. Words are left out of all that may be a comment.
 */
export function readSharedWords(text: string): SharedWords {
  const comments = findComments(text);
  const doubtful = findDoubtful(text);
  const sequence: number[] = [];
  let [comment, doubt] = [0, 0];
  eachAtom(text, (number, at) => {
    while (comment < comments.length && comments[comment]![1] <= at) comment += 1;
    if (isIn(comments[comment], at)) return;
    while (doubt < doubtful.length && doubtful[doubt]![1] <= at) doubt += 1;
    sequence.push(isIn(doubtful[doubt], at) ? NO_WORD : number);
  });
  return { sequence: Int32Array.from(sequence), blanked: blank(text, comments) };
}

const isIn = (part: Part | undefined, at: number): boolean => part !== undefined && part[0] <= at;

/** Calls with each word and mark of a text. */
function eachAtom(text: string, take: (number: number, at: number) => void): void {
  for (let at = 0; at < text.length;) {
    const start = at;
    let hash = 0x811c9dc5;
    while (at < text.length && isOfWord(text.charCodeAt(at))) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
      at += 1;
    }
    if (at > start) take((hash ^ (hash >>> 16)) & (WORD_NUMBERS - 1), start);
    else {
      if (!isBlank(text.charCodeAt(at))) take(NO_WORD, start);
      at += 1;
    }
  }
}

/** Letters, digits, `_` and `$`; of other scripts all but white space. */
const isOfWord = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x30 && code <= 0x39) ||
  code === 0x5f ||
  code === 0x24 ||
  (code >= 0x80 && !isBlank(code));

const isBlank = (code: number): boolean => code <= 0x20 || (code >= 0x80 && /\s/.test(String.fromCharCode(code)));

/** Parts that can be comments, whatever is around them, in order and apart. */
function findDoubtful(text: string): Part[] {
  const parts: Part[] = [];
  const find = (opens: string, closes: string): void => {
    for (let start = text.indexOf(opens); start >= 0; start = text.indexOf(opens, start + 1)) {
      const end = text.indexOf(closes, start + opens.length);
      parts.push([start, end < 0 ? text.length : end + closes.length]);
      // Openings inside of the part end with it, but for one that the closing is part of.
      start = end < 0 ? text.length : Math.max(start, end - closes.length);
    }
  };
  find('//', '\n');
  find('/*', '*/');
  find('<!--', '\n');
  find('-->', '\n');
  find('#!', '\n');
  parts.sort(([one], [other]) => one - other);
  const apart: [number, number][] = [];
  for (const [start, end] of parts) {
    const last = apart.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else apart.push([start, end]);
  }
  return apart;
}

/** Beginnings of comments, quoted texts, templates, expressions in these, and regular expressions. */
const OPENING = /\/\/|\/\*|["'`{}]|\//g;
/** The last characters before a `/` that begins a regular expression. */
const BEFORE_PATTERN =
  /(?:^|[([{,;=:?!&|^~+\-*%<>]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield))\s*$/;
const PATTERN = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//y;
const QUOTED: Readonly<Record<string, RegExp>> = {
  '"': /"(?:\\[^]|[^"\\\n])*"?/y,
  "'": /'(?:\\[^]|[^'\\\n])*'?/y,
};
/** The rest of a template to its next expression. */
const TEMPLATE = /(?:\\[^]|\$(?!\{)|[^`\\$])*(?:`|\$\{)?/y;
const COMMENT: Readonly<Record<string, RegExp>> = { '//': /\/\/[^\n]*/y, '/*': /\/\*[^]*?(?:\*\/|$)/y };

/** The comments of a text that has no JSX. */
function findComments(text: string): Part[] {
  const comments: Part[] = [];
  /** For each open brace, whether it is that of an expression in a template. */
  const braces: boolean[] = [];
  const endOf = (pattern: RegExp, at: number): number => {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : at + 1;
  };
  const endOfTemplate = (at: number): number => {
    const end = endOf(TEMPLATE, at);
    if (text.startsWith('${', end - 2)) braces.push(true);
    return end;
  };
  for (let at = 0; ;) {
    OPENING.lastIndex = at;
    const found = OPENING.exec(text);
    if (found === null) return comments;
    const [mark] = found;
    const start = found.index;
    const comment = COMMENT[mark];
    at = start + 1;
    if (comment !== undefined) {
      at = endOf(comment, start);
      comments.push([start, at]);
    } else if (mark in QUOTED) at = endOf(QUOTED[mark]!, start);
    else if (mark === '`') at = endOfTemplate(at);
    else if (mark === '{') braces.push(false);
    else if (mark === '}') {
      if (braces.pop() === true) at = endOfTemplate(at);
    } else if (BEFORE_PATTERN.test(text.slice(Math.max(0, start - 40), start))) at = endOf(PATTERN, start);
  }
}

function blank(text: string, parts: readonly Part[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const [start, end] of parts) {
    pieces.push(text.slice(from, start), text.slice(start, end).replace(/[^\r\n]/g, ' '));
    from = end;
  }
  return [...pieces, text.slice(from)].join('');
}
