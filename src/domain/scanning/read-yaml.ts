import { Buffer } from 'node:buffer';
import {
  CST,
  type Document,
  type DocumentOptions,
  Lexer,
  parseDocument,
  type ParseOptions,
  Parser,
  type SchemaOptions,
} from 'yaml';
import { YAML_LIMITS } from './yaml-limits.js';

/** Tokens at most. A node has three or four with its space, comma or line end; so a text without nodes is short as well. */
const MAX_TOKENS = 4 * YAML_LIMITS.nodes;

/** Tokens that begin a key or a value. */
const NODE_TOKENS: ReadonlySet<CST.TokenType> = new Set<CST.TokenType>([
  'scalar',
  'single-quoted-scalar',
  'double-quoted-scalar',
  'block-scalar-header',
  'flow-map-start',
  'flow-seq-start',
]);

/** A document, or the reason why its text is not read, as the end of a sentence that the text's name begins. */
export type YamlReading =
  | { readonly document: Document.Parsed; readonly fault: null }
  | { readonly document: null; readonly fault: string };

/**
 * Reads a YAML text that anybody may have written. The library's reader is recursive, and on Node 20 and 22 the process
 * aborts where its stack ends inside a regular expression, in a thread as well: no `catch` sees that. So the text's
 * tokens are counted first, by the library's own lexer and parser, neither of which recurses.
 *
 * Errors of syntax are in `document.errors`. Aliases are refused: none can multiply or name itself.
 */
export function readYaml(text: string, options?: ParseOptions & DocumentOptions & SchemaOptions): YamlReading {
  const fault = faultOf(text);
  return fault === null
    ? { document: parseDocument(text, { ...options, logLevel: 'error' }), fault }
    : { document: null, fault };
}

function faultOf(text: string): string | null {
  const { bytes, depth, nodes } = YAML_LIMITS;
  if (Buffer.byteLength(text) > bytes) return `is larger than ${bytes} bytes`;
  let line = 1;
  let tokenCount = 0;
  let nodeCount = 0;
  let isContent = false;
  const parser = new Parser(() => (line += 1));
  for (const token of new Lexer().lex(text)) {
    // The token behind the mark of a scalar is its text, whatever that begins with.
    const type: CST.TokenType | null = isContent ? null : CST.tokenType(token);
    isContent = type === 'scalar';
    tokenCount += 1;
    if (type !== null && NODE_TOKENS.has(type)) nodeCount += 1;
    if (type === 'alias') return `uses an alias (line ${line}) where the value itself is required`;
    if (nodeCount > nodes || tokenCount > MAX_TOKENS) return `has more than ${nodes} keys and values`;
    // Only the parser's stack is of use here, not the trees that it makes.
    Array.from(parser.next(token));
    if (parser.stack.filter(isCollection).length > depth)
      return `is nested more than ${depth} levels deep (line ${line})`;
  }
  return null;
}

const isCollection = (token: CST.Token): boolean => 'items' in token;
