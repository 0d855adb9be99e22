import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { type RulesOfVerdict } from '../gate/rule-answers';
import { type RuleName } from '../gate/words';

type CoverageBasis = NonNullable<RulesOfVerdict['basis']>;

/** A list of a scan with its filter: findings, files with their coverage, or tests. */
export type ScanList =
  | {
      readonly page: 'findings';
      readonly search: {
        readonly severity?: string;
        readonly type?: string;
        readonly tool?: string;
        readonly newness?: 'new';
        readonly state?: 'judged' | 'counted' | 'suppressed';
        /** Issue that is open in the list. */
        readonly selected?: number;
      };
    }
  | { readonly page: 'coverage'; readonly search: { readonly only?: 'added' | 'missed' } }
  | { readonly page: 'tests'; readonly search: { readonly status?: 'failed' | 'missing' | 'newly_skipped' } };

const counted = (search: Extract<ScanList, { page: 'findings' }>['search'] = {}): ScanList => ({
  page: 'findings',
  search: { ...search, state: 'counted' },
});
/** Findings that rules count. */
const judged = (search: Extract<ScanList, { page: 'findings' }>['search'] = {}): ScanList => ({
  page: 'findings',
  search: { ...search, state: 'judged' },
});
/** New ones of these. */
const added = (search: Extract<ScanList, { page: 'findings' }>['search'] = {}): ScanList =>
  judged({ newness: 'new', ...search });
const ADDED_LINES: ScanList = { page: 'coverage', search: { only: 'added' } };
const ALL_LINES: ScanList = { page: 'coverage', search: {} };
const SUPPRESSIONS: ScanList = { page: 'findings', search: { type: 'suppression' } };

/** The list that each rule counts on a change. */
export const LISTS_OF_RULES: Readonly<Record<RuleName, ScanList>> = {
  new_critical_max: added({ severity: 'critical' }),
  new_high_max: added({ severity: 'high' }),
  new_medium_max: added({ severity: 'medium' }),
  new_total_max: added(),
  new_security_max: added({ type: 'security' }),
  new_errors_max: counted({ newness: 'new' }),
  // info counts here
  complexity_new_max: counted({ type: 'complexity', newness: 'new' }),
  duplication_pct_max: counted({ type: 'duplication' }),
  new_duplication_pct_max: counted({ type: 'duplication', newness: 'new' }),
  rating_min: counted(),
  change_rating_min: added(),
  new_coverage_min: ADDED_LINES,
  new_branch_coverage_min: ADDED_LINES,
  new_uncovered_max: ADDED_LINES,
  untested_files_max: ADDED_LINES,
  overall_coverage_min: ALL_LINES,
  coverage_drop_max: ALL_LINES,
  tests_failed_max: { page: 'tests', search: { status: 'failed' } },
  tests_total_drop_max: { page: 'tests', search: { status: 'missing' } },
  newly_skipped_tests_max: { page: 'tests', search: { status: 'newly_skipped' } },
  new_suppressions_max: SUPPRESSIONS,
  new_unexplained_suppressions_max: SUPPRESSIONS,
  loosened_settings_max: SUPPRESSIONS,
  new_hidden_high_max: { page: 'findings', search: { state: 'suppressed', severity: 'critical,high' } },
};

/** Lists of rules that count all findings where the policy applies to all code. */
const LISTS_OF_ALL_CODE: Readonly<Partial<Record<RuleName, ScanList>>> = {
  new_critical_max: judged({ severity: 'critical' }),
  new_high_max: judged({ severity: 'high' }),
  new_medium_max: judged({ severity: 'medium' }),
  new_total_max: judged(),
  new_security_max: judged({ type: 'security' }),
  new_errors_max: counted(),
  complexity_new_max: counted({ type: 'complexity' }),
  change_rating_min: judged(),
};

/**
 * The list that a rule counted.
 *
 * @param basis the lines that its verdict measured coverage on
 * @param isOfAllCode rules on new findings counted all of them
 */
export function listOfRule(rule: RuleName, basis: CoverageBasis | null, isOfAllCode: boolean): ScanList {
  if (rule === 'new_coverage_min' && basis === 'all_lines') return ALL_LINES;
  return (isOfAllCode ? LISTS_OF_ALL_CODE[rule] : undefined) ?? LISTS_OF_RULES[rule];
}

/** All findings but marked, accepted and suppressed ones, or the new ones that rules count. */
export const countedFindings = (scope: 'all' | 'new'): ScanList => (scope === 'new' ? added() : counted());

/** Critical and high findings of the types that the reliability rating reads, as `RATED_TYPES` of the service has them. */
export const reliabilityFindings = (scope: 'all' | 'new'): ScanList =>
  (scope === 'new' ? added : counted)({ severity: 'critical,high', type: 'complexity,dead_code,security,bug' });

interface ListLinkProps {
  readonly scanId: number;
  readonly list: ScanList;
  readonly className?: string | undefined;
  readonly 'aria-description'?: string | undefined;
  readonly children: ReactNode;
}

/** Leads from a number to the list that it counts. */
export function ListLink({ scanId, list, ...props }: ListLinkProps) {
  const params = { scanId };
  if (list.page === 'findings')
    return <Link to="/scans/$scanId/findings" params={params} search={list.search} {...props} />;
  if (list.page === 'coverage')
    return <Link to="/scans/$scanId/coverage" params={params} search={list.search} {...props} />;
  return <Link to="/scans/$scanId/tests" params={params} search={list.search} {...props} />;
}

interface CompareLinkProps {
  readonly scanId: number;
  /** Undefined where there is no scan to compare with: the change is no link. */
  readonly otherId: number | undefined;
  readonly kind?: 'new' | 'fixed' | 'coverage' | 'duplication';
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** Leads from a change to the comparison of its two scans. */
export function CompareLink({ scanId, otherId, kind, ...props }: CompareLinkProps) {
  if (otherId === undefined) return props.children;
  return (
    <Link
      to="/scans/$scanId/compare/$otherId"
      params={{ scanId, otherId }}
      search={kind === undefined ? {} : { kind }}
      {...props}
    />
  );
}
