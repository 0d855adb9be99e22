import { Link } from '@tanstack/react-router';
import { verdictOf } from '../../../../gate/verdict-of';
import { formatCount, formatPercent } from '../../../../ui/format';
import list from '../../../../ui/list.module.css';
import { Panel, Section } from '../../../../ui/panel';
import { Trend } from '../../../../ui/trend';
import { type RepositoryOverview } from '../repository.queries';

/** Findings, coverage and, where there are any, tests of the last scans of the branch. */
export function Trends({ page: { repo, trend, scan, verdict } }: { readonly page: RepositoryOverview }) {
  if (trend.length === 0) return null;
  const points = (valueOf: (point: (typeof trend)[number]) => number | null) =>
    trend.map((each) => ({
      at: each.completed_at,
      value: valueOf(each),
      verdict: verdictOf(each.status, each.direction),
    }));
  // Only where all lines are judged is the policy's bound a bound of this line.
  const threshold = verdict?.basis === 'all_lines' ? (verdict.policy?.new_coverage_min ?? null) : null;
  const historyOf = (scanId?: number) =>
    ({
      to: '/repos/$repoId/history',
      params: { repoId: repo.id },
      search: { ...(scan!.branch !== repo.default_branch && { branch: scan!.branch }), scan: scanId },
    }) as const;
  const link = (at: number, children: React.ReactNode, props: object) => (
    <Link {...historyOf(trend[at]!.scan_id)} {...props}>
      {children}
    </Link>
  );
  return (
    <Section
      title={trend.length === 1 ? `One scan of ${scan!.branch}` : `Last ${trend.length} scans of ${scan!.branch}`}
      controls={<Link {...historyOf()}>History</Link>}
    >
      <Panel>
        <div className={list.charts}>
          <Trend name="Findings" points={points((each) => each.findings_total)} format={formatCount} link={link} />
          <Trend
            name="Coverage"
            points={points((each) => each.coverage_pct)}
            format={formatPercent}
            threshold={threshold}
            link={link}
          />
          {trend.some(({ tests }) => tests !== null) && (
            <>
              <Trend
                name="Tests"
                points={points(({ tests }) => tests?.total ?? null)}
                format={formatCount}
                link={link}
              />
              <Trend
                name="Failed tests"
                points={points(({ tests }) => tests?.failed ?? null)}
                format={formatCount}
                link={link}
              />
            </>
          )}
        </div>
      </Panel>
    </Section>
  );
}
