import { type LineSpan } from '../../domain/gate/evidence.js';
import { type AtLeast, type Body } from './body.js';
import { fields, fits } from './shape.js';

/** A remark of the service: a code for programs, `warning` from a service of an earlier version, and a sentence for people. */
export interface VerdictWarning extends Omit<Body<'Warning'>, 'code'> {
  readonly code: string;
}

type Evidence =
  | 'conclusion'
  | 'base'
  | 'tolerated_violations'
  | 'policy'
  | 'policy_file'
  | 'uncovered'
  | 'untested_files'
  | 'changes'
  | 'unmatched_paths'
  | 'reports'
  | 'missing_tools'
  | 'tests'
  | 'moved_lines'
  | 'suppressions'
  | 'loosened'
  | 'assertions'
  | 'next_actions'
  | 'next_actions_total'
  | 'warnings';

/** Fields that services of earlier versions send otherwise, or as null. */
type Changed = 'uncovered' | 'reports' | 'missing_tools' | 'warnings';

/** Added lines of one file that no test ran; a service that lists all of them has no `more_lines`. */
export type UncoveredAnswer = AtLeast<Omit<Body<'UncoveredFile'>, 'ranges'>, 'file_path'> & {
  readonly ranges: readonly LineSpan[];
};

/** The evidence that a verdict carries beside its rules; what is not known of tools is empty. */
export type VerdictFacts = Omit<Pick<Body<'GateStatus'>, Evidence>, Changed> & {
  /** Null when the changed lines or their coverage are unknown. */
  readonly uncovered: readonly UncoveredAnswer[] | null;
  readonly reports: readonly Body<'ToolReport'>[];
  readonly missing_tools: readonly string[];
  readonly warnings: readonly VerdictWarning[];
};

/** The evidence of a verdict with nothing but its rules. */
export const NO_FACTS: VerdictFacts = {
  conclusion: null,
  base: null,
  tolerated_violations: [],
  policy: null,
  policy_file: null,
  uncovered: null,
  untested_files: null,
  changes: null,
  unmatched_paths: null,
  reports: [],
  missing_tools: [],
  tests: null,
  moved_lines: null,
  suppressions: null,
  loosened: null,
  assertions: null,
  next_actions: [],
  next_actions_total: {},
  warnings: [],
};

const LISTS = ['tolerated_violations', 'reports', 'missing_tools', 'next_actions', 'warnings'] as const;

/** Reads the evidence out of a verdict. A service of an earlier version lacks some of it. */
export function readVerdictFacts(body: Readonly<Partial<Record<Evidence, unknown>>>): VerdictFacts {
  const names = Object.keys(NO_FACTS) as (keyof VerdictFacts)[];
  const known = names.filter((name) => body[name] !== undefined && !(isList(name) && !Array.isArray(body[name])));
  const facts = Object.fromEntries(known.map((name) => [name, body[name]]));
  return { ...NO_FACTS, ...facts, warnings: toWarnings(body.warnings) };
}

const isList = (name: keyof VerdictFacts): boolean => LISTS.some((list) => list === name);

const WARNING = fields({ code: 'text', message: 'text' });

/** Reads warnings; a service of an earlier version sends the sentence alone. */
export function toWarnings(value: unknown): readonly VerdictWarning[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown): VerdictWarning[] => {
    if (typeof each === 'string') return [{ code: 'warning', message: each }];
    return fits(each, WARNING) ? [each as VerdictWarning] : [];
  });
}
