/** Characters between two codes, both included; if negated, all others. */
export interface CharacterSet {
  readonly ranges: readonly (readonly [from: number, to: number])[];
  readonly isNegated: boolean;
}

/** Matches any number of characters. */
export const STAR = '*';

/** Part of a name's pattern: a star, the code of a character, or a set of characters. */
export type NamePart = typeof STAR | number | CharacterSet;

export const ANY_CHARACTER: CharacterSet = { ranges: [], isNegated: true };

/** A name as the pattern that matches it alone. */
export const literally = (name: string): number[] =>
  Array.from({ length: name.length }, (_, at) => name.charCodeAt(at));

/** A pattern in which `*` alone has a meaning. */
export const partsOf = (text: string): NamePart[] =>
  Array.from({ length: text.length }, (_, at) => (text[at] === STAR ? STAR : text.charCodeAt(at)));

/** The characters of a pattern without stars and sets. */
export const textOf = (parts: readonly NamePart[]): string =>
  parts.map((code) => String.fromCharCode(code as number)).join('');

/**
 * Pattern of one name in a path. It takes at most `width` steps for each character of the name, whatever either of them says.
 */
export class NamePattern {
  /** Text that a name begins and ends with. */
  readonly prefix: string;
  readonly suffix: string;
  readonly width: number;
  private readonly leastLength: number;
  private readonly isPrefixAndSuffix: boolean;
  private automaton: NameAutomaton | null = null;

  constructor(private readonly parts: readonly NamePart[]) {
    const first = parts.findIndex(isVariable);
    const last = parts.findLastIndex(isVariable);
    this.prefix = textOf(parts.slice(0, first === -1 ? parts.length : first));
    this.suffix = textOf(parts.slice(last + 1));
    this.leastLength = parts.filter(isOneCharacter).length;
    this.width = widthOf(this.leastLength);
    this.isPrefixAndSuffix = first === last && parts[first] === STAR;
  }

  matches(name: string): boolean {
    if (name.length < this.leastLength || !name.startsWith(this.prefix) || !name.endsWith(this.suffix)) return false;
    return this.isPrefixAndSuffix || (this.automaton ??= new NameAutomaton(this.parts)).accepts(name);
  }
}

/**
 * A nondeterministic automaton whose state `n` means that `n` parts have matched. The states that it can be in are the bits of one
 * set, which each character moves together, 32 at a time.
 */
class NameAutomaton {
  private readonly last: number;
  private readonly words: number;
  /** States in which a star takes further characters. */
  private readonly staying: Uint32Array;
  /** First codes of the groups of characters among which no part distinguishes. */
  private readonly groups: Uint32Array;
  /** For each group the states that one of its characters leads on from. */
  private readonly moving: Uint32Array;
  private readonly states: Uint32Array;

  constructor(pattern: readonly NamePart[]) {
    const parts = pattern.filter(isOneCharacter);
    this.last = parts.length;
    this.words = widthOf(parts.length);
    this.states = new Uint32Array(this.words);
    this.staying = new Uint32Array(this.words);
    this.groups = Uint32Array.from(new Set([0, ...parts.flatMap(limitsOf)])).sort();
    this.moving = new Uint32Array(this.groups.length * this.words);
    let state = 0;
    for (const part of pattern) {
      if (part === STAR) addTo(this.staying, 0, state);
      else this.addPart(part, state++);
    }
  }

  accepts(name: string): boolean {
    const { words, states, staying, moving } = this;
    states.fill(0);
    states[0] = 1;
    for (let at = 0; at < name.length; at += 1) {
      const row = this.groupOf(name.charCodeAt(at)) * words;
      let carried = 0;
      let left = 0;
      for (let word = 0; word < words; word += 1) {
        const before = states[word]!;
        const moved = before & moving[row + word]!;
        const after = (moved << 1) | carried | (before & staying[word]!);
        carried = moved >>> 31;
        left |= after;
        states[word] = after;
      }
      if (left === 0) return false;
    }
    return ((states[this.last >>> 5]! >>> (this.last & 31)) & 1) === 1;
  }

  private addPart(part: number | CharacterSet, state: number): void {
    if (typeof part === 'number') addTo(this.moving, this.groupOf(part) * this.words, state);
    else
      this.groups.forEach((code, group) => {
        if (contains(part, code)) addTo(this.moving, group * this.words, state);
      });
  }

  private groupOf(code: number): number {
    let low = 0;
    let high = this.groups.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.groups[middle]! <= code) low = middle;
      else high = middle;
    }
    return low;
  }
}

const isVariable = (part: NamePart): boolean => typeof part !== 'number';
const isOneCharacter = (part: NamePart): part is number | CharacterSet => part !== STAR;

/** Words with a bit for each state of a pattern of so many parts. */
export const widthOf = (parts: number): number => Math.floor(parts / 32) + 1;

const limitsOf = (part: number | CharacterSet): readonly number[] =>
  typeof part === 'number' ? [part, part + 1] : part.ranges.flatMap(([from, to]) => [from, to + 1]);

const contains = ({ ranges, isNegated }: CharacterSet, code: number): boolean =>
  ranges.some(([from, to]) => from <= code && code <= to) !== isNegated;

function addTo(bits: Uint32Array, row: number, bit: number): void {
  bits[row + (bit >>> 5)]! |= 1 << (bit & 31);
}
