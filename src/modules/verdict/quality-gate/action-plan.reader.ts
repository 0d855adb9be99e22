import { Injectable } from '@nestjs/common';
import { downwards } from '../../../domain/base/stack.js';
import { type ActionFacts, NO_ACTION_FACTS } from '../../../domain/gate/actions/action-facts.js';
import { type ActionPlan, MOST_ACTIONS, NO_ACTIONS, planActions } from '../../../domain/gate/actions/plan-actions.js';
import { type GateInputs, type Judgement, judgeScan } from '../../../domain/gate/judge-scan.js';
import { type RuleName, RULES } from '../../../domain/gate/rules.js';
import { isWorse, type Rating } from '../../../domain/ratings/ratings.js';
import { together } from '../../../platform/database/together.js';
import { CoverageReader } from '../coverage/coverage.reader.js';
import { FindingsReader } from '../findings/findings.reader.js';
import type { Scan } from '../scan/scan.reader.js';
import { TestsReader } from '../test-results/tests.reader.js';

/** Tests of one kind that are read. */
const MAX_TESTS = 10_000;

/** Plans what turns a failed verdict, inside the open tenant transaction of its judgement. */
@Injectable()
export class ActionPlanReader {
  constructor(
    private readonly findings: FindingsReader,
    private readonly coverage: CoverageReader,
    private readonly tests: TestsReader,
  ) {}

  /** Places are read for broken rules alone; a passed verdict costs nothing. @param most actions that are answered */
  async plan(
    scan: Scan,
    inputs: GateInputs,
    judgement: Judgement,
    at: Date,
    most: number = MOST_ACTIONS,
  ): Promise<ActionPlan> {
    if (judgement.status !== 'failed') return NO_ACTIONS;
    const facts = await this.readFacts(scan, inputs, judgement);
    return planActions((changed) => judgeScan(scan, changed, at), inputs, judgement, facts, most);
  }

  private async readFacts(scan: Scan, inputs: GateInputs, judgement: Judgement): Promise<ActionFacts> {
    const { rules, evidence, ratings } = judgement;
    const broken = rules.violations.filter(({ actual }) => actual !== null);
    if (broken.length === 0) return NO_ACTION_FACTS;
    const is = (rule: RuleName): boolean => broken.some((violation) => violation.rule === rule);
    const letters = broken.filter(({ rule }) => RULES[rule].kind === 'letter');
    const holdsDown = (letter: Rating | null): boolean =>
      letter !== null && letters.some(({ threshold }) => isWorse(letter, threshold as Rating));
    const counts = broken.some(
      ({ rule }) => rule === 'new_errors_max' || (RULES[rule].kind === 'count' && RULES[rule].causes !== undefined),
    );
    const isOnAdded = is('new_coverage_min') && rules.basis === 'changed_lines';
    const isAddedRead =
      isOnAdded || is('new_uncovered_max') || is('new_branch_coverage_min') || is('untested_files_max');
    const isOnAll = is('overall_coverage_min') || is('coverage_drop_max') || (is('new_coverage_min') && !isOnAdded);
    const areCopiesRead = is('duplication_pct_max') || is('new_duplication_pct_max') || holdsDown(ratings.duplication);
    const isNewOnly = letters.length === 0 && (inputs.config?.appliesToNewCodeOnly ?? true);
    const { tests, base } = evidence;
    const baseIds =
      base === null ? [] : downwards({ id: base.scanId, via: base.via, targetId: base.target?.scanId ?? null });
    const [findings, added, uncovered, copies, notable] = await together([
      counts || letters.length > 0 ? this.findings.listCounted(scan, isNewOnly) : [],
      isAddedRead ? this.coverage.listAdded(scan, inputs.switches.untestedFiles === 'count') : NO_ACTION_FACTS,
      isOnAll || holdsDown(ratings.coverage) ? this.coverage.listUncovered(scan) : [],
      areCopiesRead ? this.findings.listCopies(scan) : { all: [], added: [] },
      this.tests.listNotable(scan, baseIds, {
        failed: is('tests_failed_max') ? Math.min(tests?.failed ?? 0, MAX_TESTS) : 0,
        missing: is('tests_total_drop_max') ? Math.min(tests?.fromBase?.missing ?? 0, MAX_TESTS) : 0,
        skipped: is('newly_skipped_tests_max') ? Math.min(tests?.fromBase?.newlySkipped ?? 0, MAX_TESTS) : 0,
      }),
    ]);
    return {
      ...{ findings, uncovered, copies: copies.all, addedCopies: copies.added },
      uncoveredAdded: added.uncoveredAdded,
      untakenBranches: added.untakenBranches,
      untestedFiles: added.untestedFiles,
      failedTests: notable.failed,
      missingTests: notable.missing,
      skippedTests: notable.skipped,
    };
  }
}
