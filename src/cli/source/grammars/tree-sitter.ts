import { createRequire } from 'node:module';
import path from 'node:path';
import type * as TreeSitter from '@vscode/tree-sitter-wasm';

/** Resolves a file of a package to its path. */
export type Locate = (file: string) => string;

const PACKAGE = '@vscode/tree-sitter-wasm';

/** The grammars as npm installed them. */
export const locateInPackage: Locate = (file) =>
  path.join(path.dirname(createRequire(import.meta.url).resolve(PACKAGE)), file);

/** Reads the matches of a named query in a text into values; null when reading took too long. */
export type ReadMatches<Name extends string> = <Value>(
  name: Name,
  text: string,
  isOverdue: () => boolean,
  toValues: (matches: TreeSitter.QueryMatch[]) => Value[],
) => Value[] | null;

/**
 * Loads a grammar with queries over its trees; the parser itself is loaded with the first.
 *
 * @param wasm the grammar's file in the package
 * @throws {Error} where the package is missing, or does not run here
 */
export async function openQueries<Name extends string>(
  wasm: string,
  patterns: Readonly<Record<Name, string>>,
  locate: Locate = locateInPackage,
): Promise<ReadMatches<Name>> {
  const { Parser, Language, Query } = await loadTreeSitter();
  const grammar = await Language.load(locate(wasm));
  const parser = new Parser();
  parser.setLanguage(grammar);
  // A query takes longer to make than a file to read.
  const queries = new Map<Name, TreeSitter.Query>();
  return (name, text, isOverdue, toValues) => {
    const query = queries.get(name) ?? new Query(grammar, patterns[name]);
    queries.set(name, query);
    return readMatches(parser, query, text, isOverdue, toValues);
  };
}

/** Part of a text that is a node of a tree, with its kind. */
export interface KindSpan {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Times that a parser may report its progress on one text, once for each 100 of its operations: a count of work, so that a busy
 * machine reads the same. 1 MB of usual source takes 5,000 to 12,000, and at 29,000 texts were seen to exhaust its memory.
 */
const MAX_REPORTS = 20_000;

/**
 * Loads a grammar and answers a function that finds the nodes of some kinds in a text, in one walk over its tree. It answers null
 * where a text needs more than the bounded work.
 *
 * @param kinds a kind for each name of a node
 * @throws {Error} where the package is missing, or does not run here
 */
export async function openWalk(
  wasm: string,
  kinds: ReadonlyMap<string, string>,
): Promise<(text: string) => KindSpan[] | null> {
  const { Parser, Language } = await loadTreeSitter();
  const grammar = await Language.load(locateInPackage(wasm));
  const parser = new Parser();
  parser.setLanguage(grammar);
  const kindsById = new Map<number, string>();
  for (let id = 0; id < grammar.nodeTypeCount; id += 1) {
    const kind = grammar.nodeTypeIsNamed(id) ? kinds.get(grammar.nodeTypeForId(id) ?? '') : undefined;
    if (kind !== undefined) kindsById.set(id, kind);
  }
  return (text) => {
    let reports = 0;
    const tree = parser.parse(text, null, { progressCallback: () => (reports += 1) > MAX_REPORTS });
    if (tree === null) {
      // Otherwise the next parse would continue this one.
      parser.reset();
      return null;
    }
    try {
      return spansOf(tree.walk(), kindsById);
    } finally {
      tree.delete();
    }
  };
}

/** All nodes of the kinds, in the order of their starts. A query takes minutes on deep trees. */
function spansOf(cursor: TreeSitter.TreeCursor, kinds: ReadonlyMap<number, string>): KindSpan[] {
  const spans: KindSpan[] = [];
  try {
    for (;;) {
      const kind = kinds.get(cursor.nodeTypeId);
      if (kind !== undefined) spans.push({ kind, start: cursor.startIndex, end: cursor.endIndex });
      if (cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return spans;
    }
  } finally {
    cursor.delete();
  }
}

let treeSitter: Promise<typeof TreeSitter> | undefined;

function loadTreeSitter(): Promise<typeof TreeSitter> {
  treeSitter ??= startTreeSitter();
  return treeSitter;
}

async function startTreeSitter(): Promise<typeof TreeSitter> {
  const module = createRequire(import.meta.url)(PACKAGE) as typeof TreeSitter;
  await module.Parser.init({ locateFile: locateInPackage });
  return module;
}

/** Reads the matches of a query in a text into values; null when reading took too long. */
function readMatches<Value>(
  parser: TreeSitter.Parser,
  query: TreeSitter.Query,
  text: string,
  isOverdue: () => boolean,
  toValues: (matches: TreeSitter.QueryMatch[]) => Value[],
): Value[] | null {
  const tree = parser.parse(text, null, { progressCallback: isOverdue });
  if (tree === null) {
    // Otherwise the next parse would continue this one.
    parser.reset();
    return null;
  }
  try {
    const matches = query.matches(tree.rootNode, { progressCallback: isOverdue });
    if (isOverdue()) return null;
    return toValues(matches);
  } finally {
    tree.delete();
  }
}
