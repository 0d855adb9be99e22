import { textReader } from '../../segments/byte-texts.js';
import type { FindingColumns } from './finding-columns.js';
import { sortStable } from './stable-sort.js';

/** Findings of one tool, in the order of path and line. */
export interface ToolRows {
  readonly tool: string;
  readonly rows: Uint32Array;
  /** The rule of each, once, in the order in which they occur. */
  readonly ruleIds: readonly string[];
}

/** The findings of each tool that has any. */
export function rowsByTool(columns: FindingColumns): ToolRows[] {
  const byTool = sortStable(columns.orders.path, columns.tool);
  const toolOf = textReader(columns.dictionaries.tool);
  const ruleOf = textReader(columns.dictionaries.rule);
  const found: ToolRows[] = [];
  for (let start = 0, end = 0; start < byTool.length; start = end) {
    const tool = columns.tool[byTool[start]!]!;
    const rules = new Set<number>();
    for (; end < byTool.length && columns.tool[byTool[end]!] === tool; end += 1) rules.add(columns.rule[byTool[end]!]!);
    found.push({ tool: toolOf(tool), rows: byTool.subarray(start, end), ruleIds: [...rules].map(ruleOf) });
  }
  return found;
}
