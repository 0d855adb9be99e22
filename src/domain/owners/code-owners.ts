import { matchesPath, type OwnerPattern, parseOwnerPattern, rootNameOf } from './owner-pattern.js';

/** Places of the file in a repository; the first that exists counts. */
export const CODE_OWNERS_FILES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];

/** Limits of the file, in UTF-8 bytes and in lines: matching takes time for each line and each path. */
export const MAX_CODE_OWNERS_BYTES = 1024 * 1024;
export const MAX_CODE_OWNERS_LINES = 10_000;

/** A line of the file. */
interface OwnerRule {
  readonly line: number;
  readonly pattern: OwnerPattern;
  readonly owners: readonly string[];
}

/** Rules among which the last that matches decides. */
interface Section {
  readonly defaultOwners: readonly string[];
  /** By the name at the root that they begin with. */
  readonly anchored: Map<string, OwnerRule[]>;
  readonly floating: OwnerRule[];
}

const HEADER = /^\^?\[([^\]]+)\](?:\[\d+\])?(?:\s+(.*))?$/;
const OWNER = /^(@@?[\w.-]+(\/[\w.-]+)*|[^@\s]+@[^@\s]+)$/;

/**
 * Owners of the files of a repository, from its CODEOWNERS. The last pattern that matches decides, even without owners, as on
 * GitHub; in each section of GitLab for itself. Lines that are not valid are skipped.
 */
export class CodeOwners {
  /** By their names in lower case; '' for the lines before any section. */
  private readonly sections = new Map<string, Section>([['', emptySection([])]]);

  constructor(text: string) {
    let section = this.sections.get('')!;
    text.split(/\r?\n/).forEach((each, line) => {
      const trimmed = each.replace(/^\uFEFF/, '').trim();
      if (trimmed === '' || trimmed.startsWith('#')) return;
      const header = HEADER.exec(trimmed);
      if (header === null) addRule(section, line, trimmed);
      else section = this.openSection(header[1]!, header[2] ?? '');
    });
  }

  /** Owners as the file writes them, each once; none where the file names none. */
  ownersOf(path: string): readonly string[] {
    const names = path.split('/');
    const owners = [...this.sections.values()].flatMap((section) => lastMatch(section, names)?.owners ?? []);
    return this.sections.size === 1 ? owners : [...new Set(owners)];
  }

  /** Sections of one name are one; the first names its default owners. */
  private openSection(name: string, owners: string): Section {
    const key = name.trim().toLowerCase();
    const known = this.sections.get(key);
    if (known !== undefined) return known;
    const section = emptySection(readOwners(tokensOf(owners)) ?? []);
    this.sections.set(key, section);
    return section;
  }
}

const emptySection = (defaultOwners: readonly string[]): Section => ({
  defaultOwners,
  anchored: new Map(),
  floating: [],
});

function addRule({ defaultOwners, anchored, floating }: Section, line: number, text: string): void {
  const [pattern = '', ...tokens] = tokensOf(text);
  const owners = readOwners(tokens);
  // Neither forge reads character ranges, and GitHub no exceptions.
  if (owners === null || pattern.startsWith('!') || pattern === '') return;
  const parsed = parseOwnerPattern(pattern);
  const rule = { line, pattern: parsed, owners: owners.length === 0 ? defaultOwners : owners };
  const root = rootNameOf(parsed);
  if (root === null) floating.push(rule);
  else if (anchored.has(root)) anchored.get(root)!.push(rule);
  else anchored.set(root, [rule]);
}

/** Parts between white space, in which `\` escapes a space, up to a comment. */
function tokensOf(text: string): string[] {
  const tokens = text.match(/(?:\\.|\S)+/g) ?? [];
  const comment = tokens.findIndex((token) => token.startsWith('#'));
  return comment === -1 ? tokens : tokens.slice(0, comment);
}

/** Each owner once; null where one is none. */
const readOwners = (tokens: readonly string[]): readonly string[] | null =>
  tokens.every((token) => OWNER.test(token)) ? [...new Set(tokens)] : null;

function lastMatch({ anchored, floating }: Section, names: readonly string[]): OwnerRule | null {
  const inRoot = lastOf(anchored.get(names[0]!) ?? [], names, -1);
  return lastOf(floating, names, inRoot?.line ?? -1) ?? inRoot;
}

/** The last rule that matches, of those behind a line. */
function lastOf(rules: readonly OwnerRule[], names: readonly string[], line: number): OwnerRule | null {
  for (let at = rules.length - 1; at >= 0 && rules[at]!.line > line; at -= 1)
    if (matchesPath(rules[at]!.pattern, names)) return rules[at]!;
  return null;
}
