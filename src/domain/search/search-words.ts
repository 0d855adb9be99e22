/** A text that a search finds by how one of its parts begins. */
export interface SearchWord {
  readonly kind: 'file' | 'rule';
  /** In lower case. */
  readonly word: string;
  readonly value: string;
}

/** Longest texts that an index takes whatever their letters are. */
const MAX_VALUE = 400;
const MAX_WORD = 150;
/** Texts that a search shows of one word. */
const VALUES_OF_WORD = 3;
/** Words of one kind in a repository. */
const MAX_WORDS = 20_000;

/** Words of paths or rules: each text itself, and its parts between slashes. Longer texts are left out, as is what is beyond the most. */
export function searchWords(kind: SearchWord['kind'], values: Iterable<string>): SearchWord[] {
  const found: SearchWord[] = [];
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value.length > MAX_VALUE) continue;
    const words = new Set([value, ...value.split('/')].map((part) => part.toLowerCase().slice(0, MAX_WORD)));
    for (const word of words) {
      const count = counts.get(word) ?? 0;
      if (word === '' || count === VALUES_OF_WORD) continue;
      if (found.length === MAX_WORDS) return found;
      counts.set(word, count + 1);
      found.push({ kind, word, value });
    }
  }
  return found;
}
