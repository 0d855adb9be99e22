import { type DebtKind, type ProblemType } from '../../findings/finding.js';
import { type IssueId } from '../../ids.js';
import { type FindingTraits } from '../causes.js';
import { type LineSpan } from '../evidence.js';

/** A finding that counts under the marks of now. */
export interface CandidateFinding extends FindingTraits {
  readonly type: ProblemType;
  readonly issueId: IssueId;
  readonly debtKind: DebtKind;
  readonly isNew: boolean;
  /** Its own tool calls it an error. */
  readonly isToolError: boolean;
  /** Its rule finds secrets. Left out: it does not. */
  readonly isSecret?: boolean;
  readonly filePath: string | null;
  readonly range: LineSpan | null;
  /** The complexity that its message names; null where it names none. */
  readonly complexity: number | null;
}

/** A range of a file with the number of its lines, branches or files that a rule counts; ranges of one list do not overlap. */
export interface PlacedLines {
  readonly filePath: string;
  readonly range: LineSpan;
  readonly lines: number;
}

/** A test by its name, with its place where the report gives one. */
export interface PlacedTest {
  readonly name: string;
  /** Null, or left out, where the report gives none. */
  readonly className?: string | null;
  readonly filePath: string | null;
  readonly range: LineSpan | null;
}

/** Places that broken rules rest on. Lists of rules that are met may be empty. */
export interface ActionFacts {
  readonly findings: readonly CandidateFinding[];
  /** Executable lines that no test runs: those that the change adds, and all. */
  readonly uncoveredAdded: readonly PlacedLines[];
  readonly uncovered: readonly PlacedLines[];
  /** Added lines with the number of their branches that no test takes. */
  readonly untakenBranches: readonly PlacedLines[];
  /** Changed files that no report contains, each once with the first range that it adds. */
  readonly untestedFiles: readonly PlacedLines[];
  /** Copies among the lines that the change writes, and all. */
  readonly addedCopies: readonly PlacedLines[];
  readonly copies: readonly PlacedLines[];
  readonly failedTests: readonly PlacedTest[];
  readonly missingTests: readonly PlacedTest[];
  /** Tests that ran on the base and are skipped here. */
  readonly skippedTests: readonly PlacedTest[];
}

export const NO_ACTION_FACTS: ActionFacts = Object.freeze({
  findings: Object.freeze([]),
  uncoveredAdded: Object.freeze([]),
  uncovered: Object.freeze([]),
  untakenBranches: Object.freeze([]),
  untestedFiles: Object.freeze([]),
  addedCopies: Object.freeze([]),
  copies: Object.freeze([]),
  failedTests: Object.freeze([]),
  missingTests: Object.freeze([]),
  skippedTests: Object.freeze([]),
});
