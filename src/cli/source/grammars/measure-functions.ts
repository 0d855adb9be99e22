import type * as TreeSitter from '@vscode/tree-sitter-wasm';
import { type MeasuredLanguage } from './languages.js';
import { type Locate, locateInPackage, openQueries } from './tree-sitter.js';

/** A function with its cyclomatic number. */
export interface MeasuredFunction {
  /** Null for one without a name. */
  readonly name: string | null;
  /** Of its name, else of its beginning; both count from 1, columns in UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  /** One without a branch. */
  readonly cyclomaticNumber: number;
}

/** Measures the functions of a text, in the order of their beginnings; null when reading took too long. */
export type MeasureFunctions = (text: string, isOverdue: () => boolean) => readonly MeasuredFunction[] | null;

/**
 * Loads the measure of a language.
 *
 * @throws {Error} as `openQueries`
 */
export async function loadMeasure(
  { wasm, complexity }: MeasuredLanguage,
  locate: Locate = locateInPackage,
): Promise<MeasureFunctions> {
  const read = await openQueries(wasm, { complexity }, locate);
  return (text, isOverdue) => read('complexity', text, isOverdue, toFunctions);
}

interface FunctionNode {
  readonly node: TreeSitter.Node;
  readonly name: TreeSitter.Node | null;
  branches: number;
}

/** Counts each branch in the innermost function around it. */
function toFunctions(matches: TreeSitter.QueryMatch[]): MeasuredFunction[] {
  const { functions, branches } = sortNodes(matches);
  const open: FunctionNode[] = [];
  let next = 0;
  for (const at of branches) {
    while (next < functions.length && functions[next]!.node.startIndex <= at) open.push(functions[next++]!);
    while (open.length > 0 && open.at(-1)!.node.endIndex <= at) open.pop();
    const innermost = open.at(-1);
    if (innermost !== undefined) innermost.branches += 1;
  }
  return functions.map(toMeasured);
}

/** Functions and the beginnings of branches, in the order of the text. */
function sortNodes(matches: TreeSitter.QueryMatch[]): { functions: FunctionNode[]; branches: number[] } {
  const functions = new Map<number, FunctionNode>();
  const branches = new Map<number, number>();
  for (const { captures } of matches.sort((one, other) => one.patternIndex - other.patternIndex)) {
    const nodes = new Map(captures.map(({ name, node }) => [name, node]));
    const node = nodes.get('function');
    const branch = nodes.get('branch');
    if (node !== undefined && !functions.has(node.id))
      functions.set(node.id, { node, name: nodes.get('name') ?? null, branches: 0 });
    if (branch !== undefined) branches.set(branch.id, branch.startIndex);
  }
  return {
    functions: [...functions.values()].sort(
      ({ node: a }, { node: b }) => a.startIndex - b.startIndex || b.endIndex - a.endIndex,
    ),
    branches: [...branches.values()].sort((a, b) => a - b),
  };
}

function toMeasured({ node, name, branches }: FunctionNode): MeasuredFunction {
  const { row, column } = (name ?? node).startPosition;
  return { name: name?.text ?? null, line: row + 1, column: column + 1, cyclomaticNumber: branches + 1 };
}
