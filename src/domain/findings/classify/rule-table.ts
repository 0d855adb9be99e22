import { matchesGlob } from './glob.js';

/** A fact of one table about some rules of one tool. `*` in a rule matches anything; case is ignored. */
export interface RuleTableRow<Fact> {
  /** A tool family of tool-families.ts. */
  readonly tool: string;
  readonly rules: readonly string[];
  readonly fact: Fact;
}

export type RuleTable<Fact> = readonly RuleTableRow<Fact>[];

interface ToolRules<Fact> {
  readonly exact: Map<string, Fact>;
  readonly patterns: { readonly pattern: string; readonly fact: Fact }[];
}

/** Looks up rules of tools in a table: an exact id comes before patterns, and those in the order of the table. */
export class RuleLookup<Fact> {
  readonly tools: readonly string[];
  /**
   * Tools for which the table does not simply list every rule: a rule of an unknown tool may turn out to be theirs by
   * its id.
   */
  readonly toolsWithOwnIds: readonly string[];
  private readonly byTool = new Map<string, ToolRules<Fact>>();

  constructor(table: RuleTable<Fact>) {
    for (const { tool, rules, fact } of table) {
      const known = this.byTool.get(tool) ?? { exact: new Map<string, Fact>(), patterns: [] };
      this.byTool.set(tool, known);
      for (const rule of rules.map((each) => each.toLowerCase())) {
        if (rule.includes('*')) known.patterns.push({ pattern: rule, fact });
        else if (!known.exact.has(rule)) known.exact.set(rule, fact);
      }
    }
    this.tools = [...this.byTool.keys()];
    this.toolsWithOwnIds = this.tools.filter((tool) =>
      this.byTool.get(tool)!.patterns.every(({ pattern }) => pattern !== '*'),
    );
  }

  find(tool: string, rule: string): Fact | null {
    const rules = this.byTool.get(tool);
    if (rules === undefined) return null;
    const id = rule.toLowerCase();
    return rules.exact.get(id) ?? rules.patterns.find(({ pattern }) => matchesGlob(pattern, id))?.fact ?? null;
  }
}
