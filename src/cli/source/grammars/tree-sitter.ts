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
  const queries = new Map(
    Object.entries<string>(patterns).map(([name, pattern]) => [name, new Query(grammar, pattern)]),
  );
  return (name, text, isOverdue, toValues) => readMatches(parser, queries.get(name)!, text, isOverdue, toValues);
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
