import { verdictOf } from '../../../gate/verdict-of';
import { formatCount, formatPercent } from '../../../ui/format';
import { Panel, Section } from '../../../ui/panel';
import { Trend } from '../../../ui/trend';
import { type RepositoryOverview } from '../repository.queries';
import styles from './trends.module.css';

/** Findings, coverage and, where there are any, tests of the last scans of the branch. */
export function Trends({ page: { trend, scan, verdict } }: { readonly page: RepositoryOverview }) {
  if (trend.length === 0) return null;
  const points = (valueOf: (point: (typeof trend)[number]) => number | null) =>
    trend.map((each) => ({
      at: each.completed_at,
      value: valueOf(each),
      verdict: verdictOf(each.status, each.direction),
    }));
  // Only where all lines are judged is the policy's bound a bound of this line.
  const threshold = verdict?.basis === 'all_lines' ? (verdict.policy?.new_coverage_min ?? null) : null;
  return (
    <Section
      title={trend.length === 1 ? `One scan of ${scan!.branch}` : `Last ${trend.length} scans of ${scan!.branch}`}
    >
      <Panel>
        <div className={styles.charts}>
          <Trend name="Findings" points={points((each) => each.findings_total)} format={formatCount} />
          <Trend
            name="Coverage"
            points={points((each) => each.coverage_pct)}
            format={formatPercent}
            threshold={threshold}
          />
          {trend.some(({ tests }) => tests !== null) && (
            <>
              <Trend name="Tests" points={points(({ tests }) => tests?.total ?? null)} format={formatCount} />
              <Trend name="Failed tests" points={points(({ tests }) => tests?.failed ?? null)} format={formatCount} />
            </>
          )}
        </div>
      </Panel>
    </Section>
  );
}
