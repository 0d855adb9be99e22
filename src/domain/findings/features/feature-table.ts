import { type Hash64 } from './keyed-hash.js';

/**
 * Facts about a finding without its text: keyed 64-bit hashes. Tool and rule id are one hash, as the matcher never
 * pairs across them.
 *
 * | field | over |
 * |---|---|
 * | path, baseName | the file's path; its last element |
 * | rule | tool and rule id |
 * | scope, scopeName | the enclosing named-scope path; its last element |
 * | line | all tokens of the flagged line |
 * | next8, next16 | the first 8 and 16 tokens from the start column on, across lines |
 * | before8 | the last 8 tokens before the start column |
 * | after | tokens 9 to 18 from the start column on |
 * | lineShape, beforeShape, afterShape | the shapes of `line`, `before8` and `after`: names and numbers left open |
 * | message | the message with every number as 0 |
 * | messageForm | the message with everything that names something in the code as Q, and numbers as 0 |
 * | statement | the message with line and column numbers as 0; what it measures stays |
 * | similarity | simhash of the flagged line: near lines differ in few bits |
 * | surroundings | simhash of 16 tokens before the start column and 24 from it on |
 * | declaration | the name that the flagged line declares, itself or below its annotations; of no other line |
 */
export const HASH_FIELDS = [
  'path',
  'baseName',
  'rule',
  'scope',
  'scopeName',
  'line',
  'next8',
  'next16',
  'before8',
  'after',
  'lineShape',
  'beforeShape',
  'afterShape',
  'message',
  'messageForm',
  'statement',
  'similarity',
  'surroundings',
  'declaration',
] as const;
export type HashField = (typeof HASH_FIELDS)[number];

/**
 * Lines and columns count from 1 and are 0 where the tool did not say; `extent` is how many lines follow the first;
 * `tokenCount` is of the flagged line, `tokensBefore` of its part before the start column.
 */
export const INT_FIELDS = [
  'startLine',
  'startColumn',
  'extent',
  'endColumn',
  'tokenCount',
  'tokensBefore',
  'traits',
] as const;
export type IntField = (typeof INT_FIELDS)[number];
export type Field = HashField | IntField;

/** Bits of `traits`. */
export const TRAITS = {
  /** The flagged line's text is known. */
  hasText: 1,
  /** The enclosing scope is known and is not the file's top level. */
  isInNamedScope: 2,
  /** The rule judges a whole scope (its length, its complexity, what is used in it), not only the flagged line. */
  judgesScope: 4,
  /** A declared name was looked for: features of the version before have none. */
  knowsDeclaration: 8,
  /** A declared name was found. */
  isDeclaration: 16,
  /** The rule judges the whole file; off in features stored before the trait was added. */
  judgesFile: 32,
} as const;
export type Trait = keyof typeof TRAITS;

/** 32-bit words of one finding: two for each hash, one for each integer. */
export const ROW_WORDS = 2 * HASH_FIELDS.length + INT_FIELDS.length;

/** Index within a row of the words of a field. */
export const WORD_OF = Object.fromEntries([
  ...HASH_FIELDS.map((field, at) => [field, 2 * at]),
  ...INT_FIELDS.map((field, at) => [field, 2 * HASH_FIELDS.length + at]),
]) as Readonly<Record<Field, number>>;

/** All words of the given fields, within a row. */
export function wordsOf(fields: readonly Field[]): number[] {
  const hashes: readonly Field[] = HASH_FIELDS;
  return fields.flatMap((field) => (hashes.includes(field) ? [WORD_OF[field], WORD_OF[field] + 1] : [WORD_OF[field]]));
}

/**
 * The features of many findings, a row each, in one buffer: hashes and integers only, no source text. A million rows take
 * 180 MB, and `words.buffer` can be handed between threads without a copy.
 */
export class FeatureTable {
  /** @param words `ROW_WORDS` words for each row */
  constructor(readonly words: Uint32Array) {
    if (words.length % ROW_WORDS !== 0) throw new RangeError('not a whole number of rows');
  }

  static withRows(count: number): FeatureTable {
    return new FeatureTable(new Uint32Array(count * ROW_WORDS));
  }

  get count(): number {
    return this.words.length / ROW_WORDS;
  }

  int(row: number, field: IntField): number {
    return this.words[row * ROW_WORDS + WORD_OF[field]]!;
  }

  setInt(row: number, field: IntField, value: number): void {
    this.words[row * ROW_WORDS + WORD_OF[field]] = value;
  }

  hash(row: number, field: HashField): Hash64 {
    const at = row * ROW_WORDS + WORD_OF[field];
    return [this.words[at]!, this.words[at + 1]!];
  }

  setHash(row: number, field: HashField, hash: Hash64): void {
    this.setWords(row, WORD_OF[field], hash);
  }

  /** Sets a field by the index of its first word, which callers that set millions look up once. */
  setWords(row: number, word: number, hash: Hash64): void {
    const at = row * ROW_WORDS + word;
    this.words[at] = hash[0];
    this.words[at + 1] = hash[1];
  }

  has(row: number, trait: Trait): boolean {
    return (this.int(row, 'traits') & TRAITS[trait]) !== 0;
  }

  addTrait(row: number, trait: Trait): void {
    this.words[row * ROW_WORDS + WORD_OF.traits]! |= TRAITS[trait];
  }

  removeTrait(row: number, trait: Trait): void {
    this.words[row * ROW_WORDS + WORD_OF.traits]! &= ~TRAITS[trait];
  }

  /** True when a field of a row equals that field of a row in this or another table. */
  isEqual(row: number, other: FeatureTable, otherRow: number, field: HashField): boolean {
    const mine = row * ROW_WORDS + WORD_OF[field];
    const theirs = otherRow * ROW_WORDS + WORD_OF[field];
    return this.words[mine] === other.words[theirs] && this.words[mine + 1] === other.words[theirs + 1];
  }

  /** True when two fields of one row have equal hashes. */
  areFieldsEqual(row: number, one: HashField, other: HashField): boolean {
    const [low, high] = this.hash(row, one);
    const [otherLow, otherHigh] = this.hash(row, other);
    return low === otherLow && high === otherHigh;
  }

  /** The rows from `from` to before `to`, in the same memory. */
  slice(from: number, to: number): FeatureTable {
    return new FeatureTable(this.words.subarray(from * ROW_WORDS, to * ROW_WORDS));
  }

  /** A new table of the given rows of this one, in that order. */
  select(rows: ArrayLike<number>): FeatureTable {
    const words = new Uint32Array(rows.length * ROW_WORDS);
    for (let to = 0; to < rows.length;) {
      const from = rows[to]!;
      let count = 1;
      // Rows that follow one another are copied together.
      while (to + count < rows.length && rows[to + count] === from + count) count += 1;
      words.set(this.words.subarray(from * ROW_WORDS, (from + count) * ROW_WORDS), to * ROW_WORDS);
      to += count;
    }
    return new FeatureTable(words);
  }
}
