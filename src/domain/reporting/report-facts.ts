import type { Severity } from '../findings/finding.js';
import type { GateStatus, StatusReason } from '../gate/decide-status.js';
import type { ShownDirective } from '../gate/describe-directive.js';
import type { ShownLoosened } from '../gate/describe-loosened.js';
import type { UncoveredFile } from '../gate/evidence.js';
import type { Threshold } from '../gate/exact-value.js';
import { RULE_ANSWERS, type RuleAnswer } from '../gate/rule-answers.js';
import { RULE_NAMES, type RuleName } from '../gate/rules.js';
import type { OrgId, ScanId } from '../ids.js';
import type { Warning } from '../warning.js';

/** State that a forge shows on a commit; `neutral`: a failed gate that blocks nothing, or one that judged nothing. */
export const REPORT_STATES = ['pending', 'success', 'failure', 'neutral'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

/** Places where a forge shows a verdict: the state on a commit, the richer report beside it, the comment. */
export const SURFACES = ['status', 'check', 'comment'] as const;
export type Surface = (typeof SURFACES)[number];

export const COMMENT_OPTIONS = ['never', 'on_failure', 'always'] as const;

/** The parts of a verdict that a connection shows. */
export interface ReportOptions {
  readonly status: boolean;
  /** The richer report, if the forge supports one; on GitHub in place of the status. */
  readonly check: boolean;
  readonly annotations: boolean;
  readonly comment: (typeof COMMENT_OPTIONS)[number];
}

export const DEFAULT_REPORT_OPTIONS: ReportOptions = Object.freeze({
  status: true,
  check: true,
  annotations: true,
  comment: 'on_failure',
});

/** A rule with its answer. */
export interface ReportedRule {
  readonly rule: RuleName;
  readonly answer: RuleAnswer;
  /** Both null for a skipped rule; `actual` also where data is missing. */
  readonly threshold: Threshold | null;
  readonly actual: Threshold | null;
  /** Numbers of the pull requests of a merge group whose lines break it; left out elsewhere. */
  readonly causedBy?: readonly number[];
}

/** A finding that the change brought. */
export interface ReportedFinding {
  readonly severity: Severity;
  readonly filePath: string;
  /** Null where the tool names the file alone. */
  readonly startLine: number | null;
  readonly endLine: number | null;
  readonly message: string;
  readonly tool: string;
  readonly ruleId: string;
  /** True where it is on lines that the change adds. */
  readonly isOnChangedLines: boolean;
}

/** Directives that a change adds: their number, and the first of them. */
export interface ReportedDirectives {
  readonly added: number;
  readonly items: readonly (ShownDirective & { readonly file_path: string; readonly line: number })[];
}

/** A pull request of a stack, with its last scan. */
export interface StackedChange {
  readonly number: number;
  readonly title: string | null;
  /** Null while it is pending. */
  readonly gateStatus: GateStatus | null;
  readonly newTotal: number | null;
}

/** All facts that a forge shows of one scan, as they are at the time of sending. */
export interface ReportFacts {
  /** 6 hex digits of this installation: two of them on one pull request do not touch each other's comments. */
  readonly installationId: string;
  readonly orgId: OrgId;
  /** Name of the status and check. */
  readonly context: string;
  /** The repository as the forge names it. */
  readonly project: string;
  readonly prNumber: number | null;
  readonly commitSha: string;
  readonly scanId: ScanId;
  /** Number of the stored evaluation; 0 for a scan that has none: pending, or timed out. */
  readonly evaluation: number;
  /** Conclusion of the verdict; `pending` before there is one. */
  readonly state: ReportState;
  readonly status: 'pending' | 'passed' | 'failed' | 'not_configured';
  readonly reason: StatusReason | null;
  /** The verdict in one sentence, as `describeVerdict` makes it. */
  readonly summary: string;
  /** Time that the scan had, for one that timed out. */
  readonly deadlineMinutes: number | null;
  /** As the wire names it: `v7`; null where nothing was judged. */
  readonly policyVersion: string | null;
  /** Every rule of the verdict once, in the order of the policy. */
  readonly rules: readonly ReportedRule[];
  /** Sentences on what holds a rating down that breaks its rule; left out: none. */
  readonly heldDownBy?: readonly string[];
  /** The first of them, the worst first: enough for a check's annotations and text. */
  readonly newFindings: readonly ReportedFinding[];
  readonly newFindingsTotal: number;
  /** Added lines that are not covered; null where that is unknown. */
  readonly uncovered: readonly UncoveredFile[] | null;
  /** Pull requests of the stack that it is in, from the final target upwards; left out: none. */
  readonly stack?: readonly StackedChange[];
  /** Null, or left out, where none are known. */
  readonly suppressions?: ReportedDirectives | null;
  /** Settings by which tools look for less; null, or left out, where that is unknown. */
  readonly loosened?: readonly ShownLoosened[] | null;
  /** Remarks that change no verdict; left out: none. */
  readonly warnings?: readonly Warning[];
  /** Page of the scan; null where the service does not know its own address. */
  readonly url: string | null;
  /** Template of `linksOf` for a line of a file; null where the forge's address is unknown. */
  readonly fileLink: string | null;
  /** True where an inbound hook exists, so that a button may ask for another evaluation. */
  readonly canReevaluate: boolean;
}

type Answered = readonly {
  readonly rule: RuleName;
  readonly threshold?: Threshold | null;
  readonly actual?: Threshold | null;
  readonly caused_by?: readonly number[];
}[];

/** The lists of a stored verdict, as on the wire. */
export interface VerdictLists {
  readonly passed_rules: Answered;
  readonly violations: Answered;
  readonly tolerated_violations?: Answered | null;
  readonly waived_violations: Answered;
  readonly skipped_rules: Answered;
}

/** The rules of a stored verdict with their answers, in the order of the policy. */
export function toReportedRules(verdict: VerdictLists): ReportedRule[] {
  const lists: Readonly<Record<RuleAnswer, Answered>> = {
    passed: verdict.passed_rules,
    violated: verdict.violations,
    tolerated: verdict.tolerated_violations ?? [],
    waived: verdict.waived_violations,
    skipped: verdict.skipped_rules,
  };
  return RULE_ANSWERS.flatMap((answer) =>
    lists[answer].map(({ rule, threshold = null, actual = null, caused_by: causedBy = [] }) => ({
      ...{ rule, answer, threshold, actual },
      ...(causedBy.length > 0 && { causedBy }),
    })),
  ).sort((one, other) => RULE_NAMES.indexOf(one.rule) - RULE_NAMES.indexOf(other.rule));
}

/** A state as a commit is to show it; forges cut texts to their limits. */
export interface StatusReport {
  readonly state: ReportState;
  readonly context: string;
  readonly description: string;
  readonly url: string | null;
  /** `org/scan/evaluation`: recognizes an answer to exactly this report. */
  readonly externalId: string;
}

/** A note on lines of a file. */
export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
}

/** The richer report, in Markdown. */
export interface CheckReport extends StatusReport {
  /** At most 100 characters, plain text. */
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  /** At most 50. */
  readonly annotations: readonly Annotation[];
  /** True where the report offers a button that asks for another evaluation. */
  readonly hasReevaluateAction: boolean;
}

/** A comment on a pull request, in Markdown. */
export interface CommentReport {
  readonly body: string;
  /** True where the comment reports nothing to fix. */
  readonly isResolved: boolean;
}
