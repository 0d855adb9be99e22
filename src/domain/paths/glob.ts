import { ANY_CHARACTER, type CharacterSet, type NamePart, STAR } from './name-pattern.js';
import { ANY_FOLDERS, type PathPart } from './path-patterns.js';

/** Limit of the patterns that the braces of globs that are matched together stand for. */
export const MAX_ALTERNATIVES = 1_000;

/** Characters of a glob that are no part of a name, where no `\` is in front of them. */
type Mark = '/' | '{' | ',' | '}';
type Token = NamePart | Mark;

/** Parts of a glob, and choices between such sequences. */
type Sequence = (NamePart | '/' | readonly Sequence[])[];

/**
 * Reads a glob as git does, relative to the root: `*` and `?` match within a name, `**` between slashes any folders, `[a-z]` one
 * of these characters and `[!a-z]` any other, and `\` takes a meaning away. As in shells, `{a,b}` stands for either.
 *
 * @returns the patterns that its braces stand for; none where these are more than `most`
 */
export function parseGlob(glob: string, most = MAX_ALTERNATIVES): readonly (readonly PathPart[])[] {
  const sequence = readBraces(tokensOf(glob));
  return alternativesIn(sequence) > most ? [] : expand(sequence).map(toNames);
}

/** Number of the patterns that the braces of a glob stand for; most globs have none, and are not read for it. */
export const countAlternatives = (glob: string): number =>
  glob.includes('{') ? alternativesIn(readBraces(tokensOf(glob))) : 1;

function tokensOf(glob: string): readonly Token[] {
  const tokens: Token[] = [];
  let setsClose = true;
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob[at]!;
    const set: SetInGlob | null = character === '[' && setsClose ? readSet(glob, at) : null;
    // Looked for once, as one that does not close is read to the end.
    setsClose &&= character !== '[' || set !== null;
    if (set !== null) {
      tokens.push(set.characters);
      at = set.end;
    } else if (character === '?') tokens.push(ANY_CHARACTER);
    else if (isMark(character) || character === STAR) tokens.push(character);
    else if (character === '\\' && at + 1 < glob.length) tokens.push(glob.charCodeAt(++at));
    else tokens.push(glob.charCodeAt(at));
  }
  return tokens;
}

const isMark = (token: unknown): token is Mark => token === '/' || token === '{' || token === ',' || token === '}';

/** Names of sets within brackets, as POSIX has them, with their ASCII characters. */
const NAMED_SETS: Readonly<Record<string, string>> = {
  alnum: '09AZaz',
  alpha: 'AZaz',
  blank: '\t\t  ',
  cntrl: '\0\x1f\x7f\x7f',
  digit: '09',
  graph: '!~',
  lower: 'az',
  print: ' ~',
  punct: '!/:@[`{~',
  space: '\t\r  ',
  upper: 'AZ',
  xdigit: '09AFaf',
};

/** A set of characters, and the place of the bracket that closes it. */
interface SetInGlob {
  readonly characters: CharacterSet;
  readonly end: number;
}

/** The set that a bracket opens; null where nothing closes it. */
function readSet(glob: string, open: number): SetInGlob | null {
  let at = open + 1;
  const isNegated = glob[at] === '!' || glob[at] === '^';
  if (isNegated) at += 1;
  const ranges: [number, number][] = [];
  const codeAt = () => glob.charCodeAt(glob[at] === '\\' && at + 1 < glob.length ? ++at : at);
  for (const first = at; at < glob.length; at += 1) {
    if (glob[at] === ']' && at > first) return { characters: { ranges, isNegated }, end: at };
    const named = glob.startsWith('[:', at) ? glob.slice(at + 2, glob.indexOf(':]', at + 2)) : '';
    if (Object.hasOwn(NAMED_SETS, named)) {
      ranges.push(...rangesIn(NAMED_SETS[named]!));
      at += named.length + 3;
      continue;
    }
    const from = codeAt();
    if (glob[at + 1] !== '-' || (glob[at + 2] ?? ']') === ']') ranges.push([from, from]);
    else {
      at += 2;
      ranges.push([from, codeAt()]);
    }
  }
  return null;
}

const rangesIn = (limits: string): [number, number][] =>
  (limits.match(/[^]{2}/g) ?? []).map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)]);

/** Depth of braces in braces; deeper ones are characters. */
const MAX_DEPTH = 50;

/** Braces that enclose no choice or do not close, and commas outside of them, are characters. */
function readBraces(tokens: readonly Token[]): Sequence {
  const open: Sequence[][] = [];
  let current: Sequence = [];
  let choices = [current];
  const close = (closed: Sequence[number]) => {
    choices = open.pop()!;
    current = choices.at(-1)!;
    current.push(closed);
  };
  for (const token of tokens) {
    if (token === '{' && open.length < MAX_DEPTH) {
      open.push(choices);
      current = [];
      choices = [current];
    } else if (token === ',' && open.length > 0) {
      current = [];
      choices.push(current);
    } else if (token === '}' && open.length > 0) {
      close(choices.length > 1 ? choices : [[CODE['{'], choices, CODE['}']]]);
    } else current.push(isMark(token) && token !== '/' ? CODE[token] : token);
  }
  while (open.length > 0) close([choices.flatMap((choice, at): Sequence => [CODE[at === 0 ? '{' : ','], [choice]])]);
  return current;
}

const CODE = { '{': 0x7b, ',': 0x2c, '}': 0x7d };

const isChoice = (part: Sequence[number]): part is readonly Sequence[] => Array.isArray(part);

const alternativesIn = (sequence: Sequence): number =>
  sequence
    .filter(isChoice)
    .reduce((product, choices) => product * choices.reduce((sum, choice) => sum + alternativesIn(choice), 0), 1);

const expand = (sequence: Sequence): (NamePart | '/')[][] =>
  sequence.reduce<(NamePart | '/')[][]>(
    (starts, part) => {
      if (!isChoice(part)) starts.forEach((start) => start.push(part));
      else return starts.flatMap((start) => part.flatMap(expand).map((rest) => [...start, ...rest]));
      return starts;
    },
    [[]],
  );

/** Names between slashes; empty ones and `.` say nothing. `**` at the end is all that is below, without the folder itself. */
function toNames(tokens: readonly (NamePart | '/')[]): readonly PathPart[] {
  const names: NamePart[][] = [[]];
  for (const token of tokens) {
    if (token === '/') names.push([]);
    else names.at(-1)!.push(token);
  }
  const parts = names
    .filter((name) => name.length > 0 && !isDot(name))
    .map((name) => (isAnyFolders(name) ? ANY_FOLDERS : name));
  return parts.length > 1 && parts.at(-1) === ANY_FOLDERS ? [...parts.slice(0, -1), [STAR], ANY_FOLDERS] : parts;
}

const isDot = (name: readonly NamePart[]): boolean => name.length === 1 && name[0] === '.'.charCodeAt(0);
const isAnyFolders = (name: readonly NamePart[]): boolean => name.length === 2 && name.every((part) => part === STAR);
