import type * as TreeSitter from '@vscode/tree-sitter-wasm';
import { grammarLanguageOf } from '../../source/grammars/languages.js';
import { openQueries, type ReadMatches } from '../../source/grammars/tree-sitter.js';
import { extensionWithoutDot } from '../../source/scopes/read-scopes.js';

const TYPESCRIPT = `[(function_signature) (interface_declaration) (abstract_method_signature) (method_signature)
  (ambient_declaration)] @declaration`;

/** Patterns of declarations without a body in tree-sitter's query language, by the name of the grammar's language. */
const PATTERNS: Readonly<Record<string, string>> = {
  TypeScript: TYPESCRIPT,
  TSX: TYPESCRIPT,
  Python: `
    ((decorated_definition (decorator) @name definition: (function_definition)) @declaration
      (#match? @name "^@([A-Za-z_]+[.])*overload"))
    (function_definition body: (block . (expression_statement (ellipsis)) .)) @declaration
    (decorated_definition definition: (function_definition
      body: (block . (expression_statement (ellipsis)) .))) @declaration`,
  Java: '(method_declaration !body) @declaration',
  Go: '(interface_type) @declaration',
  'C#': '(method_declaration !body) @declaration',
  PHP: '(method_declaration !body) @declaration',
};

/** A source that takes longer to parse keeps its lines. */
const MAX_MS = 1_000;

const opened = new Map<string, Promise<ReadMatches<'declarations'> | null>>();

/**
 * Lines of declarations without a body, from 1: overloads, members of interfaces, abstract and ambient ones. Their language demands
 * that they are repeated, so they are not duplicates. Empty for languages without a grammar, null for a text that takes too long.
 */
export async function findBodiless(file: string, text: string): Promise<readonly number[] | null> {
  const language = grammarLanguageOf(extensionWithoutDot(file));
  const pattern = language === null ? undefined : PATTERNS[language.name];
  if (language === null || pattern === undefined) return [];
  const known = opened.get(language.wasm) ?? openQueries(language.wasm, { declarations: pattern }).catch(() => null);
  opened.set(language.wasm, known);
  const until = performance.now() + MAX_MS;
  const read = await known;
  return read === null ? null : read('declarations', text, () => performance.now() > until, toLines);
}

const toLines = (matches: TreeSitter.QueryMatch[]): number[] =>
  matches
    .flatMap(({ captures }) => captures.filter(({ name }) => name === 'declaration'))
    .flatMap(({ node: { startPosition, endPosition } }) =>
      Array.from({ length: endPosition.row - startPosition.row + 1 }, (_, at) => startPosition.row + at + 1),
    );
