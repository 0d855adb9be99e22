import { partsOf, STAR, widthOf } from '../../paths/name-pattern.js';
import { PathPatterns } from '../../paths/path-patterns.js';
import { type ProblemType, type Severity } from '../finding.js';

/** An organization's own classification of a tool's rules; omitted parts are as in the tables. */
export interface ClassificationOverride {
  /** Name in the report, case ignored; `*` matches anything. */
  readonly tool: string;
  /** Rule id, case ignored; `*` matches anything. */
  readonly rule: string;
  readonly type?: ProblemType | undefined;
  readonly severity?: Severity | undefined;
}
export type ClassificationOverrides = readonly ClassificationOverride[];

/** Type and severity that the overrides set for one rule. */
export type OverriddenRule = Pick<ClassificationOverride, 'type' | 'severity'>;

/**
 * Finds the overrides that match a rule, and combines them. For type and severity each the most specific decides: a named tool
 * before a pattern, then the rule with more letters spelt out; of equals the last.
 */
export class OverrideLookup {
  /** The most specific last. */
  private readonly inOrder: ClassificationOverrides;
  /** Tools and their rules as folders and their files. */
  private readonly patterns = new PathPatterns();

  constructor(overrides: ClassificationOverrides) {
    this.inOrder = overrides.toSorted(
      (a, b) => compare(specificity(a.tool), specificity(b.tool)) || compare(specificity(a.rule), specificity(b.rule)),
    );
    this.inOrder.forEach(({ tool, rule }, at) => this.patterns.add([partsOf(nameOf(tool)), partsOf(nameOf(rule))], at));
  }

  /** Steps taken so far: see `PathPatterns`. */
  get steps(): number {
    return this.patterns.steps;
  }

  find(tool: string, ruleId: string): OverriddenRule {
    const numbers = this.patterns.numbersOf(`${nameOf(tool)}/${nameOf(ruleId)}`);
    const fitting = numbers.toSorted((a, b) => a - b).map((number) => this.inOrder[number]!);
    return {
      type: fitting.findLast((override) => override.type !== undefined)?.type,
      severity: fitting.findLast((override) => override.severity !== undefined)?.severity,
    };
  }
}

/** The most steps that overrides take for each character of a report, most of which are neither tools nor rules. */
export const stepsOfOverrides = (overrides: ClassificationOverrides): number =>
  overrides.flatMap(({ tool, rule }) => [tool, rule]).reduce((sum, text) => sum + stepsOf(text), 0);

/** Texts without `*` are looked up. */
const stepsOf = (text: string): number => (text.includes(STAR) ? 1 + widthOf(text.length) : 0);

/** A name of a path, in lower case. */
const nameOf = (text: string): string => text.toLowerCase().replaceAll('/', '\0');

/** Letters that a pattern spells out; a text without `*` is more specific than any pattern. */
function specificity(pattern: string): number {
  return pattern.includes(STAR) ? pattern.replaceAll(STAR, '').length : Infinity;
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
