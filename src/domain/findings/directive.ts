/** Kinds of directives, by what they silence. */
export const FAMILIES = ['lint', 'types', 'security', 'coverage', 'tests'] as const;
export type Family = (typeof FAMILIES)[number];

/** Code that a directive reaches, the narrowest first. */
export const REACHES = ['line', 'next_line', 'block', 'file'] as const;
export type Reach = (typeof REACHES)[number];

/** Directive in the source, but for its place and its reason. */
export interface Directive {
  readonly family: Family;
  /** Name as its tool writes it, such as `eslint-disable-next-line`. */
  readonly name: string;
  /** Rules that it names. Empty: it silences all rules. */
  readonly rules: readonly string[];
  readonly reach: Reach;
  /** Last line that a block reaches; null where it is unknown, and for other reaches. */
  readonly endLine: number | null;
}

/** The one tool name of directives, which no other report may have. */
export const SUPPRESSIONS_TOOL = 'suppressions';

export const MAX_DIRECTIVES = 20_000;
export const MAX_REASON_LENGTH = 200;

export const ruleIdOf = ({ family, name }: Pick<Directive, 'family' | 'name'>): string => `${family}/${name}`;

/** Family and name by the id that `ruleIdOf` made. */
export function splitRuleId(ruleId: string): Pick<Directive, 'family' | 'name'> {
  const slash = ruleId.indexOf('/');
  return { family: ruleId.slice(0, slash) as Family, name: ruleId.slice(slash + 1) };
}

/** Places of the reaches in order of size: one line is as much as the next. */
const SIZES: Readonly<Record<Reach, number>> = { line: 0, next_line: 0, block: 1, file: 2 };

/** Extent of what a directive silences. */
export type DirectiveExtent = Pick<Directive, 'rules' | 'reach'> & Partial<Pick<Directive, 'endLine'>>;

/** True for a directive that silences something that it did not silence before. */
export function hasGrown(before: DirectiveExtent, now: DirectiveExtent): boolean {
  if (SIZES[now.reach] > SIZES[before.reach]) return true;
  if (now.reach === 'block' && before.reach === 'block' && now.endLine === null && before.endLine != null) return true;
  if (before.rules.length === 0) return false;
  return now.rules.length === 0 || now.rules.some((rule) => !before.rules.includes(rule));
}
