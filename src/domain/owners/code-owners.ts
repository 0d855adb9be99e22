import { PathPatterns } from '../paths/path-patterns.js';
import { countWildcards, parseOwnerPattern } from './owner-pattern.js';

/** Places of the file in a repository; the first that exists counts. */
export const CODE_OWNERS_FILES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];

/** Limits of the file, in UTF-8 bytes and in lines: matching takes time for each line and each path. */
export const MAX_CODE_OWNERS_BYTES = 1024 * 1024;
export const MAX_CODE_OWNERS_LINES = 10_000;

/** Limits of a line; one beyond them does not count. */
const MAX_LINE_LENGTH = 500;
const MAX_WILDCARDS = 5;
/** Owners of a file, of which each section may name some. */
const MAX_OWNERS_OF_FILE = 100;

/** True when a text is within the limits of the file; a line break at its end begins no further line. */
export const isWithinLimits = (text: string): boolean =>
  Buffer.byteLength(text) <= MAX_CODE_OWNERS_BYTES &&
  text.replace(/\n$/, '').split('\n').length <= MAX_CODE_OWNERS_LINES;

/** Lines that CODEOWNERS leaves out, counted from 1. */
export interface LeftOutLine {
  readonly line: number;
  readonly reason: string;
}

/** Owners of what a line's pattern matches, in its section. */
interface OwnerRule {
  readonly section: Section;
  readonly owners: readonly string[];
}

/** Rules among which the last that matches decides. */
interface Section {
  /** Among the sections. */
  readonly place: number;
  readonly defaultOwners: readonly string[];
  /** Number of the last rule with each pattern. */
  readonly lastOf: Map<string, number>;
}

const HEADER = /^\^?\[([^\]]+)\](?:\[\d+\])?(?:\s+(.*))?$/;
const OWNER = /^(@@?[\w.-]+(\/[\w.-]+)*|[^@\s]+@[^@\s]+)$/;

/**
 * Owners of the files of a repository, from its CODEOWNERS. The last pattern that matches decides, even without owners, as on
 * GitHub; in each section of GitLab for itself. Lines that are not valid are skipped, and so are those over the limits of a line.
 */
export class CodeOwners {
  readonly leftOut: readonly LeftOutLine[];
  /** By their names in lower case; '' for the lines before any section. */
  private readonly sections = new Map<string, Section>([['', emptySection(0, [])]]);
  private readonly rules: OwnerRule[] = [];
  private readonly patterns = new PathPatterns();

  constructor(text: string) {
    const leftOut: LeftOutLine[] = [];
    let section = this.sections.get('')!;
    text.split(/\r?\n/).forEach((each, index) => {
      const trimmed = each.replace(/^\uFEFF/, '').trim();
      if (trimmed === '' || trimmed.startsWith('#')) return;
      const isTooLong = each.length > MAX_LINE_LENGTH;
      const header = isTooLong ? null : HEADER.exec(trimmed);
      const [pattern = '', ...owners] = isTooLong ? [] : tokensOf(trimmed);
      if (isTooLong) leftOut.push({ line: index + 1, reason: `has more than ${MAX_LINE_LENGTH} characters` });
      else if (header !== null) section = this.openSection(header[1]!, header[2] ?? '');
      else if (countWildcards(pattern) > MAX_WILDCARDS)
        leftOut.push({ line: index + 1, reason: `has more than ${MAX_WILDCARDS} wildcards` });
      else this.addRule(section, pattern, owners);
    });
    this.leftOut = leftOut;
    for (const { lastOf } of this.sections.values())
      for (const [pattern, number] of lastOf) this.patterns.add(parseOwnerPattern(pattern), number);
  }

  /** Steps taken so far: see `PathPatterns`. */
  get steps(): number {
    return this.patterns.steps;
  }

  /** Owners as the file writes them, each once; none where the file names none. */
  ownersOf(path: string): readonly string[] {
    const numbers = this.patterns.numbersOf(path);
    if (this.sections.size === 1)
      return this.rules[numbers.reduce((last, each) => Math.max(last, each), -1)]?.owners ?? [];
    const last = new Map<Section, number>();
    for (const number of numbers) {
      const { section } = this.rules[number]!;
      last.set(section, Math.max(last.get(section) ?? -1, number));
    }
    const inOrder = [...last].sort(([a], [b]) => a.place - b.place);
    return [...new Set(inOrder.flatMap(([, number]) => this.rules[number]!.owners))].slice(0, MAX_OWNERS_OF_FILE);
  }

  /** Sections of one name are one; the first names its default owners. */
  private openSection(name: string, owners: string): Section {
    const key = name.trim().toLowerCase();
    const known = this.sections.get(key);
    if (known !== undefined) return known;
    const section = emptySection(this.sections.size, readOwners(tokensOf(owners)) ?? []);
    this.sections.set(key, section);
    return section;
  }

  private addRule(section: Section, pattern: string, tokens: readonly string[]): void {
    const owners = readOwners(tokens);
    // Neither forge reads character ranges, and GitHub no exceptions.
    if (owners === null || pattern.startsWith('!') || pattern === '') return;
    section.lastOf.set(pattern, this.rules.length);
    this.rules.push({ section, owners: owners.length === 0 ? section.defaultOwners : owners });
  }
}

const emptySection = (place: number, defaultOwners: readonly string[]): Section => ({
  ...{ place, defaultOwners },
  lastOf: new Map(),
});

/** Parts between white space, in which `\` escapes a space, up to a comment. */
function tokensOf(text: string): string[] {
  const tokens = text.match(/(?:\\.|\S)+/g) ?? [];
  const comment = tokens.findIndex((token) => token.startsWith('#'));
  return comment === -1 ? tokens : tokens.slice(0, comment);
}

/** Each owner once; null where one is none. */
const readOwners = (tokens: readonly string[]): readonly string[] | null =>
  tokens.every((token) => OWNER.test(token)) ? [...new Set(tokens)] : null;
