import { useInfiniteQuery } from '@tanstack/react-query';
import { problemOf } from '../../../api/problem';
import { Button } from '../../../ui/button';
import { formatCount, NONE } from '../../../ui/format';
import { Notice } from '../../../ui/notice';
import { Panel, Section } from '../../../ui/panel';
import { Segments } from '../../../ui/segments';
import { EmptyState, Skeleton } from '../../../ui/states';
import table from '../../../ui/table.module.css';
import { type Test, TEST_STATUSES, testsQuery, type TestStatus, type TestTotals } from '../scan.queries';
import styles from './tests.module.css';

const STATUS_WORDS: Readonly<Record<TestStatus, string>> = {
  failed: 'Failed',
  flaky: 'Flaky',
  skipped: 'Skipped',
  missing: 'Missing',
};

interface TestsProps {
  readonly scanId: number;
  readonly totals: TestTotals;
  /** Null: the first that there is any of. */
  readonly status: TestStatus | null;
  readonly onStatus: (status: TestStatus) => void;
}

/** Results of a scan's tests: those that deserve a look, by what became of them. */
export function Tests({ scanId, totals, status, onStatus }: TestsProps) {
  const counts = countsOf(totals);
  const shown = status ?? TEST_STATUSES.find((one) => counts[one] > 0) ?? 'failed';
  return (
    <Section
      title="Tests"
      aside={sumOf(totals)}
      controls={
        <Segments
          label="Tests to list"
          segments={TEST_STATUSES.map((one) => ({ value: one, label: STATUS_WORDS[one], count: counts[one] }))}
          value={shown}
          onChange={onStatus}
        />
      }
    >
      {counts[shown] === 0 ? (
        <Panel>
          <EmptyState title={`No test is ${shown === 'failed' ? 'failing' : shown}`} />
        </Panel>
      ) : (
        <TestList scanId={scanId} status={shown} />
      )}
    </Section>
  );
}

const countsOf = ({ failed, flaky, skipped, from_base }: TestTotals): Readonly<Record<TestStatus, number>> => ({
  ...{ failed, flaky, skipped },
  missing: from_base?.missing ?? 0,
});

/** Number of tests that passed, and of those on the base. */
function sumOf({ passed, total, from_base }: TestTotals): string {
  const before = from_base === null ? '' : `, ${formatCount(from_base.total)} on the base`;
  return `${formatCount(passed)} of ${formatCount(total)} passed${before}`;
}

function TestList({ scanId, status }: { readonly scanId: number; readonly status: TestStatus }) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(testsQuery(scanId, status));
  if (error !== null) {
    return (
      <Notice tone="failure" role="alert">
        {problemOf(error).detail}
      </Notice>
    );
  }
  if (data === undefined) return <Skeleton heights={[46, 46, 46]} />;
  return (
    <>
      <Panel isFlush>
        <TestTable status={status} tests={data.pages.flatMap((page) => page.tests)} />
      </Panel>
      {hasNextPage && (
        <div>
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more tests
          </Button>
        </div>
      )}
    </>
  );
}

function TestTable({ status, tests }: { readonly status: TestStatus; readonly tests: readonly Test[] }) {
  return (
    <table aria-label={`${STATUS_WORDS[status]} tests`} className={table.table}>
      <thead>
        <tr>
          <th scope="col">Test</th>
          <th scope="col">Place</th>
          <th scope="col" className={table.number}>
            Duration
          </th>
        </tr>
      </thead>
      <tbody>
        {tests.map((test, at) => (
          <tr key={at}>
            <th scope="row">
              {test.name}
              {test.class_name !== null && test.class_name !== test.name && (
                <span className={styles.className}>{test.class_name}</span>
              )}
              {test.message !== null && <Message text={test.message} />}
            </th>
            <td data-label="Place">
              <code className={styles.place}>{placeOf(test)}</code>
            </td>
            <td data-label="Duration" className={table.number}>
              {test.duration_ms === null ? NONE : `${formatCount(test.duration_ms)} ms`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const placeOf = ({ file, line }: Test): string => (file === null ? NONE : line === null ? file : `${file}:${line}`);

/** First line of a text, which opens to all of it. */
function Message({ text }: { readonly text: string }) {
  const [first, ...rest] = text.split('\n');
  if (rest.length === 0) return <p className={styles.message}>{first}</p>;
  return (
    <details className={styles.details}>
      <summary className={styles.message}>{first}</summary>
      <pre tabIndex={0}>{rest.join('\n')}</pre>
    </details>
  );
}
