import { type NamePart, NamePattern, STAR, textOf } from './name-pattern.js';

/** Matches any number of folders, and at the end of a pattern all that is below. */
export const ANY_FOLDERS = '**';

/** Part of a path's pattern: any folders, or the pattern of one name. */
export type PathPart = typeof ANY_FOLDERS | readonly NamePart[];

/** Patterns that end alike, with the numbers by which their owner knows them, and the parts that may follow. */
class PatternNode {
  readonly numbers: number[] = [];
  /** Walk that reached this node last, so that it is entered once in each. */
  reachedIn = 0;
  anyFolders: PatternNode | null = null;
  anyName: PatternNode | null = null;
  names: Map<string, PatternNode> | null = null;
  patterns: NameIndex | null = null;

  constructor(readonly isAnyFolders = false) {}

  next(part: PathPart): PatternNode {
    if (part === ANY_FOLDERS) return this.isAnyFolders ? this : (this.anyFolders ??= new PatternNode(true));
    if (part.every((one) => one === STAR) && part.length > 0) return (this.anyName ??= new PatternNode());
    if (part.some((one) => typeof one !== 'number')) return (this.patterns ??= new NameIndex()).add(part);
    const name = textOf(part);
    const known = (this.names ??= new Map<string, PatternNode>()).get(name);
    if (known !== undefined) return known;
    const node = new PatternNode();
    this.names.set(name, node);
    return node;
  }
}

/**
 * Patterns of paths that are matched together, name by name: all nodes of their common tree that a path may be at, at once. It never goes
 * back: a node is entered at most once for each name of a path. Names without wildcards are looked up, others by what they
 * begin or end with.
 */
export class PathPatterns {
  /** Comparisons of a name, and parts of patterns compared with its characters: a measure of time that no machine changes. */
  steps = 0;
  private readonly root = new PatternNode();
  private walks = 0;
  /** The folder of the path before, and where it led. */
  private folder = '';
  private nodesOfFolder: readonly PatternNode[] | null = null;

  /** @param number by which `numbersOf` names the pattern */
  add(pattern: readonly PathPart[], number: number): void {
    const { numbers } = pattern.reduce((node, part) => node.next(part), this.root);
    if (numbers.at(-1) !== number) numbers.push(number);
    this.nodesOfFolder = null;
  }

  /** Numbers of all patterns that match a path, in no order. */
  numbersOf(path: string): readonly number[] {
    const end = path.lastIndexOf('/') + 1;
    const nodes = this.follow(this.nodesOf(path.slice(0, end)), path.slice(end));
    const numbers = nodes.flatMap((node) => node.numbers);
    this.steps += numbers.length;
    return numbers;
  }

  private nodesOf(folder: string): readonly PatternNode[] {
    if (this.nodesOfFolder === null || this.folder !== folder) {
      let nodes: PatternNode[] = [];
      this.walks += 1;
      this.enter(this.root, nodes);
      for (const name of folder.split('/').slice(0, -1)) nodes = this.follow(nodes, name);
      this.folder = folder;
      this.nodesOfFolder = nodes;
    }
    return this.nodesOfFolder;
  }

  private follow(nodes: readonly PatternNode[], name: string): PatternNode[] {
    const next: PatternNode[] = [];
    this.walks += 1;
    this.steps += nodes.length;
    for (const node of nodes) {
      if (node.isAnyFolders) this.enter(node, next);
      if (node.anyName !== null) this.enter(node.anyName, next);
      const named = node.names?.get(name);
      if (named !== undefined) this.enter(named, next);
      for (const { pattern, behind } of node.patterns?.choicesFor(name) ?? NO_CHOICES) {
        this.steps += 1 + name.length * pattern.width;
        if (pattern.matches(name)) this.enter(behind, next);
      }
    }
    return next;
  }

  private enter(node: PatternNode, nodes: PatternNode[]): void {
    if (node.reachedIn === this.walks) return;
    node.reachedIn = this.walks;
    nodes.push(node);
    if (node.anyFolders !== null) this.enter(node.anyFolders, nodes);
  }
}

/** A pattern of a name, and the node behind it. */
interface NameChoice {
  readonly pattern: NamePattern;
  readonly behind: PatternNode;
}

const NO_CHOICES: readonly NameChoice[] = [];

/** Characters of a prefix or suffix by which patterns are looked up. */
const KEY_LENGTH = 8;

/** Patterns of a name that may follow, by the longer of what a name must begin or end with. */
class NameIndex {
  private readonly known = new Map<string, PatternNode>();
  private readonly byPrefix = new Map<string, NameChoice[]>();
  private readonly bySuffix = new Map<string, NameChoice[]>();
  /** Lengths of the keys. */
  private readonly prefixes = new Set<number>();
  private readonly suffixes = new Set<number>();

  add(parts: readonly NamePart[]): PatternNode {
    const key = JSON.stringify(parts);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const pattern = new NamePattern(parts);
    const { prefix, suffix } = pattern;
    const choice = { pattern, behind: new PatternNode() };
    this.known.set(key, choice.behind);
    if (prefix.length > suffix.length) addTo(this.byPrefix, this.prefixes, prefix.slice(0, KEY_LENGTH), choice);
    else addTo(this.bySuffix, this.suffixes, suffix.slice(-KEY_LENGTH), choice);
    return choice.behind;
  }

  /** The patterns that may match a name. */
  choicesFor(name: string): readonly NameChoice[] {
    let found = NO_CHOICES;
    const take = (choices: readonly NameChoice[] | undefined) => {
      if (choices !== undefined) found = found.length === 0 ? choices : [...found, ...choices];
    };
    for (const length of this.prefixes) take(this.byPrefix.get(name.slice(0, length)));
    for (const length of this.suffixes) take(this.bySuffix.get(name.slice(Math.max(name.length - length, 0))));
    return found;
  }
}

function addTo(choices: Map<string, NameChoice[]>, lengths: Set<number>, key: string, choice: NameChoice): void {
  lengths.add(key.length);
  const known = choices.get(key);
  if (known === undefined) choices.set(key, [choice]);
  else known.push(choice);
}
