import { Link } from '@tanstack/react-router';
import { formatCount } from '../../../../ui/format';
import { measured } from '../../../../ui/measured';
import { Section } from '../../../../ui/panel';
import pill from '../../../../ui/pill.module.css';
import { type TestListName, type TestTotals } from '../../../verdict/scan/scan.queries';

interface PullRequestTestsProps {
  /** The last scan, whose tests these are. */
  readonly scanId: number;
  readonly totals: TestTotals | null;
}

/** Numbers of the tests of a pull request that deserve a look, each with its list. */
export function PullRequestTests({ scanId, totals }: PullRequestTestsProps) {
  if (totals === null) return null;
  const { total, failed, flaky, from_base: base } = totals;
  const lists: readonly (readonly [TestListName, number | null, string])[] = [
    ['failed', failed, 'failed'],
    ['missing', base?.missing ?? null, 'missing'],
    ['flaky', flaky, 'flaky'],
    ['newly_skipped', base?.newly_skipped ?? null, 'newly skipped'],
  ];
  return (
    <Section
      title="Tests"
      aside={`${formatCount(total)} ran`}
      controls={
        <Link to="/scans/$scanId/tests" params={{ scanId }} search={{ status: 'slowest' }}>
          Slowest
        </Link>
      }
    >
      <ul className={pill.pills}>
        {lists.map(([status, count, words]) => (
          <li key={status}>
            {count === null ? (
              <span className={pill.pill}>{words}: no base to compare with</span>
            ) : (
              <Link to="/scans/$scanId/tests" params={{ scanId }} search={{ status }} className={pill.pill}>
                <strong {...measured(`tests_${status}`, `scan ${scanId}`, count)}>{formatCount(count)}</strong> {words}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
