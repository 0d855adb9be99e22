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

const HEADER = /^\^?\[([^\]]+)\](?:\[\d+\])?(?:\s+(.*))?$/s;
const OWNER = /^(@@?[\w.-]+(\/[\w.-]+)*|[^@\s]+@[^@\s]+)$/;

/**
 * Owners of the files of a repository, from its CODEOWNERS. The last pattern that matches decides, even without owners, as on
 * GitHub; in each section of GitLab for itself. Lines that are not valid are skipped, and so are those over the limits of a line.
 */
export class CodeOwners {
  /** By their names in lower case; '' for the lines before any section. */
  private readonly sections = new Map<string, Section>([['', emptySection(0, [])]]);
  private readonly rules: OwnerRule[] = [];
  private readonly patterns = new PathPatterns();

  constructor(text: string) {
    let section = this.sections.get('')!;
    for (const line of readLines(text)) {
      if (line.kind === 'section') section = this.openSection(line.name, line.owners);
      else if (line.kind === 'rule') this.addRule(section, line.text);
    }
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

  private addRule(section: Section, line: string): void {
    const [pattern = '', ...tokens] = tokensOf(line);
    const owners = readOwners(tokens);
    // Neither forge reads character ranges, and GitHub no exceptions.
    if (owners === null || pattern.startsWith('!') || pattern === '') return;
    section.lastOf.set(pattern, this.rules.length);
    this.rules.push({ section, owners: owners.length === 0 ? section.defaultOwners : owners });
  }
}

/** The lines that are over the limits of a line. Takes the time of reading the text: no pattern is prepared for matching. */
export const leftOutLines = (text: string): readonly LeftOutLine[] =>
  [...readLines(text)].flatMap((line) => (line.kind === 'left out' ? { line: line.line, reason: line.reason } : []));

/** A line that counts, or one that is left out. */
type OwnerLine = SectionLine | RuleLine | (LeftOutLine & { readonly kind: 'left out' });

interface SectionLine {
  readonly kind: 'section';
  readonly name: string;
  readonly owners: string;
}

interface RuleLine {
  readonly kind: 'rule';
  readonly text: string;
}

function* readLines(text: string): Iterable<OwnerLine> {
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    const trimmed = written.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const isTooLong = written.length > MAX_LINE_LENGTH;
    const [, name, owners = ''] = (isTooLong ? null : HEADER.exec(trimmed)) ?? [];
    if (isTooLong) yield leftOut(index, `has more than ${MAX_LINE_LENGTH} characters`);
    else if (name !== undefined) yield { kind: 'section', name, owners };
    else if (countWildcards(trimmed) > MAX_WILDCARDS) yield leftOut(index, `has more than ${MAX_WILDCARDS} wildcards`);
    else yield { kind: 'rule', text: trimmed };
  }
}

const leftOut = (index: number, reason: string) => ({ kind: 'left out', line: index + 1, reason }) as const;

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
