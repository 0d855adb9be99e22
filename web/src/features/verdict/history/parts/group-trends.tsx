import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { problemOf } from '../../../../api/problem';
import { Button } from '../../../../ui/button';
import { formatCount, formatDay, formatPercent } from '../../../../ui/format';
import list from '../../../../ui/list.module.css';
import { measured } from '../../../../ui/measured';
import { Notice } from '../../../../ui/notice';
import { Panel, Section } from '../../../../ui/panel';
import { Spark } from '../../../../ui/spark';
import { EmptyState } from '../../../../ui/states';
import table from '../../../../ui/table.module.css';
import { type Trend, trendQuery } from '../history.queries';
import { type HistoryRange, measuresOf, type TrendGroup, type TrendMeasure } from '../history-search';
import styles from './group-trends.module.css';

const route = getRouteApi('/shell/repos/$repoId/history');

const MEASURE_WORDS: Readonly<Record<TrendMeasure, string>> = {
  findings: 'Findings',
  critical: 'Critical findings',
  high: 'High findings',
  coverage_pct: 'Coverage',
  uncovered_lines: 'Uncovered lines',
};
const GROUP_WORDS: Readonly<Record<TrendGroup, string>> = { rule: 'Rule', folder: 'Folder', owner: 'Owner' };

interface GroupTrendsProps {
  readonly repoId: number;
  readonly group: TrendGroup;
  readonly measure: TrendMeasure;
  readonly range: HistoryRange | undefined;
}

/** One line for each rule, folder or owner of the default branch, those with the highest present value first. */
export function GroupTrends({ repoId, group, measure, range }: GroupTrendsProps) {
  const navigate = route.useNavigate();
  const { data: trend, error, refetch } = useQuery(trendQuery(repoId, group, measure, range));
  return (
    <Section
      title={`${MEASURE_WORDS[measure]} by ${GROUP_WORDS[group].toLowerCase()}`}
      aside="on the default branch"
      controls={
        <label className={list.controls}>
          Measure
          <select
            value={measure}
            onChange={({ target }) =>
              void navigate({
                search: (now) => ({ ...now, measure: target.value as TrendMeasure }),
                resetScroll: false,
              })
            }
          >
            {measuresOf(group).map((each) => (
              <option key={each} value={each}>
                {MEASURE_WORDS[each]}
              </option>
            ))}
          </select>
        </label>
      }
    >
      {error ? (
        <Notice tone="failure" role="alert" action={<Button onClick={() => void refetch()}>Try again</Button>}>
          {problemOf(error).detail}
        </Notice>
      ) : trend === undefined ? (
        <p role="status">Loading</p>
      ) : (
        <Panel isFlush>
          <Lines trend={trend} group={group} />
        </Panel>
      )}
    </Section>
  );
}

function Lines({ trend: { points, series, measure }, group }: { readonly trend: Trend; readonly group: TrendGroup }) {
  const rows = series
    .map(({ key, values }) => ({ key, values, now: values.at(-1) ?? null }))
    .sort((one, other) => (other.now ?? -1) - (one.now ?? -1));
  const last = points.at(-1);
  if (rows.length === 0 || last === undefined)
    return (
      <EmptyState title="No values yet">
        <p>Scans of the default branch have them once they are completed.</p>
      </EmptyState>
    );
  const format = measure === 'coverage_pct' ? formatPercent : formatCount;
  return (
    <table aria-label="Trends" className={table.table}>
      <thead>
        <tr>
          <th scope="col">{GROUP_WORDS[group]}</th>
          <th scope="col">
            {formatDay(points[0]!.at)} to {formatDay(last.at)}
          </th>
          <th scope="col" className={table.number}>
            At first
          </th>
          <th scope="col" className={table.number}>
            Now
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, values, now }) => {
          const first = values.find((value) => value !== null) ?? null;
          return (
            <tr key={key}>
              <th scope="row">
                <code>{key}</code>
              </th>
              <td className={styles.line}>
                <Spark name={`${key}: from ${format(first)} to ${format(now)}`} values={values} />
              </td>
              <td data-label="At first" className={table.number}>
                {format(first)}
              </td>
              <td data-label="Now" className={table.number}>
                <GroupLink scanId={last.scan_id} group={group} measure={measure} name={key}>
                  <span {...measured(measure, `${group} ${key} scan ${last.scan_id}`, now)}>{format(now)}</span>
                </GroupLink>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface GroupLinkProps {
  readonly scanId: number;
  readonly group: TrendGroup;
  readonly measure: Trend['measure'];
  readonly name: string;
  readonly children: React.ReactNode;
}

/** Leads from the present value to its list; what stands for several groups has none. */
function GroupLink({ scanId, group, measure, name, children }: GroupLinkProps) {
  if (name.startsWith('(')) return children;
  const params = { scanId };
  if (measure === 'coverage_pct' || measure === 'uncovered_lines') {
    const search = group === 'folder' ? { path: `${name}/` } : { owner: name };
    return (
      <Link to="/scans/$scanId/coverage" params={params} search={search}>
        {children}
      </Link>
    );
  }
  const severity = measure === 'findings' ? {} : { severity: measure };
  return (
    <Link to="/scans/$scanId/findings" params={params} search={{ ...severity, [group]: name, state: 'counted' }}>
      {children}
    </Link>
  );
}
