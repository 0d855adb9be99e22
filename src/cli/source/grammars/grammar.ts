import type * as TreeSitter from '@vscode/tree-sitter-wasm';
import { titledName, toScopeName } from '../scopes/scope-name.js';
import { type NamedBody } from '../scopes/scope-tree.js';
import { type GrammarLanguage } from './languages.js';
import { type Locate, locateInPackage, openQueries } from './tree-sitter.js';

/** The grammar of one language, ready to read files. */
export interface Grammar {
  /** The named scopes of a text; null when reading took too long. Syntax errors in the text are skipped. */
  readScopes(text: string, isOverdue: () => boolean): NamedBody[] | null;
  /** The executable lines of a text, ascending, where only LF ends a line; null when reading took too long. */
  readExecutableLines(text: string, isOverdue: () => boolean): number[] | null;
}

/**
 * Loads the grammar of a language; the parser itself is loaded with the first.
 *
 * @throws {Error} where the package is missing, or does not run here
 */
export async function loadGrammar(language: GrammarLanguage, locate: Locate = locateInPackage): Promise<Grammar> {
  const read = await openQueries(language.wasm, { scopes: language.scopes, lines: language.executable }, locate);
  const finish = language.isLaidOut ? toLineEnd : unchanged;
  return {
    readScopes: (text, isOverdue) => read('scopes', text, isOverdue, toBodies)?.map(finish(text)) ?? null,
    readExecutableLines: (text, isOverdue) => read('lines', text, isOverdue, toExecutableLines),
  };
}

const unchanged = () => (body: NamedBody) => body;

const toLineEnd = (text: string) => (body: NamedBody) => {
  const rest = /[^\r\n]*/y;
  rest.lastIndex = body.end;
  return { ...body, end: body.end + rest.exec(text)![0].length };
};

const toBodies = (matches: TreeSitter.QueryMatch[]): NamedBody[] =>
  matches.sort((one, other) => one.patternIndex - other.patternIndex).flatMap(toNamedBody);

function toExecutableLines(matches: TreeSitter.QueryMatch[]): number[] {
  const captures = matches.flatMap((match) => match.captures);
  const excluded = new Set(captures.flatMap(({ name, node }) => (name === 'not' ? [node.id] : [])));
  const lines = captures.flatMap(({ name, node }) =>
    name === 'line' && !excluded.has(node.id) ? [node.startPosition.row + 1] : [],
  );
  return [...new Set(lines)].sort((one, other) => one - other);
}

function toNamedBody({ captures }: TreeSitter.QueryMatch): NamedBody[] {
  const nodes = new Map(captures.map(({ name, node }) => [name, node]));
  const body = nodes.get('body');
  const textOf = (name: string): string | undefined => nodes.get(name)?.text;
  const name = nameOf(textOf('name'), textOf('owner'), textOf('callee'), textOf('title'));
  return body === undefined || name === '' ? [] : [{ name, start: body.startIndex, end: body.endIndex }];
}

function nameOf(name?: string, owner?: string, callee?: string, title?: string): string {
  if (callee !== undefined && title !== undefined) return titledName(callee, title);
  return toScopeName(owner === undefined ? (name ?? '') : `${owner}.${name ?? ''}`);
}
