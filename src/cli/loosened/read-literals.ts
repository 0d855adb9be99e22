import type * as TreeSitter from '@vscode/tree-sitter-wasm';
import { openQueries, type ReadMatches } from '../source/grammars/tree-sitter.js';
import { eslintLevel } from './judges.js';
import { isCode, type Value } from './settings.js';

const MAX_MS = 2_000;

let reader: Promise<ReadMatches<'pairs'>> | undefined;

/**
 * Reads what a configuration in JavaScript or TypeScript says in literals, without running it: the pairs of its objects by their
 * keys. Several values of one key add up: lists are joined, and of a rule the lowest level counts. Null where it cannot be read.
 */
export async function readLiterals(text: string): Promise<Map<string, Value> | null> {
  reader ??= openQueries('tree-sitter-typescript.wasm', { pairs: '(pair) @pair' });
  const end = performance.now() + MAX_MS;
  try {
    const pairs = (await reader)(
      'pairs',
      text,
      () => performance.now() > end,
      (matches) => matches.flatMap(({ captures }) => captures.flatMap(({ node }) => readPair(node))),
    );
    if (pairs === null) return null;
    const settings = new Map<string, Value>();
    for (const [key, value] of pairs) settings.set(key, joined(key, settings.get(key), value));
    return settings;
  } catch {
    return null;
  }
}

function joined(key: string, one: Value | undefined, other: Value): Value {
  if (one === undefined) return other;
  if (/(?:^|\.)rules\./.test(key)) return (eslintLevel(one) ?? 3) <= (eslintLevel(other) ?? 3) ? one : other;
  return Array.isArray(one) && Array.isArray(other) ? [...(one as string[]), ...(other as string[])] : other;
}

function readPair(node: TreeSitter.Node): (readonly [string, Value])[] {
  const value = node.childForFieldName('value');
  const key = keyOf(node);
  if (value === null || key === null) return [];
  const read = valueOf(value);
  return read === null ? [] : [[key, read]];
}

/** The keys of the objects around a pair, and its own. */
function keyOf(pair: TreeSitter.Node): string | null {
  const names: string[] = [];
  for (let node: TreeSitter.Node | null = pair; node !== null; node = node.parent) {
    if (node.type !== 'pair') continue;
    const key = node.childForFieldName('key');
    if (key === null || key.type === 'computed_property_name') return null;
    names.unshift(textOf(key));
  }
  return names.join('.');
}

/** Null for an object, whose pairs are read one by one. */
function valueOf(node: TreeSitter.Node): Value | null {
  const { type, text } = node;
  if (type === 'object') return null;
  if (type === 'string' || (type === 'template_string' && node.namedChildCount === 0)) return textOf(node);
  if (type === 'number' || (type === 'unary_expression' && /^-[\d.]+$/.test(text))) return Number(text);
  if (type === 'true' || type === 'false') return type === 'true';
  if (type !== 'array') return { code: text };
  const entries = node.namedChildren.flatMap((child) => (child === null || child.type === 'comment' ? [] : [child]));
  const values = entries.map(valueOf);
  if (values.some((value) => isCode(value ?? undefined))) return { code: text };
  return values.map((value, at) => (value === null || typeof value === 'object' ? entries[at]!.text : String(value)));
}

const textOf = (node: TreeSitter.Node): string => node.text.replace(/^(['"`])([\s\S]*)\1$/, '$2');
