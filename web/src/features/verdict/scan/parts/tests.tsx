import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { problemOf } from '../../../../api/problem';
import { ShowMore } from '../../../../shell/show-more';
import { formatCount, NONE } from '../../../../ui/format';
import { Notice } from '../../../../ui/notice';
import { Panel, Section } from '../../../../ui/panel';
import { Segments } from '../../../../ui/segments';
import { EmptyState, Skeleton } from '../../../../ui/states';
import table from '../../../../ui/table.module.css';
import { type Test, type TestListName, testsQuery, type TestTotals } from '../scan.queries';
import styles from './tests.module.css';

const LIST_WORDS: Readonly<Record<TestListName, string>> = {
  failed: 'Failed',
  missing: 'Missing',
  flaky: 'Flaky',
  newly_skipped: 'Newly skipped',
  skipped: 'Skipped',
  slowest: 'Slowest',
};

interface TestsProps<Name extends TestListName> {
  readonly scanId: number;
  readonly totals: TestTotals;
  /** Lists to choose from. */
  readonly lists: readonly Name[];
  /** Null: the first that there is any of. */
  readonly list: Name | null;
  readonly onList: (list: Name) => void;
  /** Leads to all lists. */
  readonly link?: ReactNode;
}

/** Results of a scan's tests: those that deserve a look, by what became of them. */
export function Tests<Name extends TestListName>({ scanId, totals, lists, list, onList, link }: TestsProps<Name>) {
  const counts = countsOf(totals);
  const shown = list ?? lists.find((one) => counts[one] > 0) ?? lists[0]!;
  return (
    <Section
      title="Tests"
      aside={sumOf(totals)}
      controls={
        <>
          <Segments
            label="Tests to list"
            segments={lists.map((one) => ({
              value: one,
              label: LIST_WORDS[one],
              ...(one !== 'slowest' && { count: counts[one] }),
            }))}
            value={shown}
            onChange={onList}
          />
          {link}
        </>
      }
    >
      {counts[shown] === 0 ? (
        <Panel>
          <EmptyState title={`No test is ${shown === 'failed' ? 'failing' : LIST_WORDS[shown].toLowerCase()}`} />
        </Panel>
      ) : (
        <TestList scanId={scanId} list={shown} />
      )}
    </Section>
  );
}

/** Numbers of the tests on each list. */
export const countsOf = ({
  total,
  failed,
  flaky,
  skipped,
  from_base,
}: TestTotals): Readonly<Record<TestListName, number>> => ({
  ...{ failed, flaky, skipped },
  missing: from_base?.missing ?? 0,
  newly_skipped: from_base?.newly_skipped ?? 0,
  slowest: total,
});

/** Number of tests that passed, and of those on the base. */
function sumOf({ passed, total, from_base }: TestTotals): string {
  const before = from_base === null ? '' : `, ${formatCount(from_base.total)} on the base`;
  return `${formatCount(passed)} of ${formatCount(total)} passed${before}`;
}

function TestList({ scanId, list }: { readonly scanId: number; readonly list: TestListName }) {
  const query = useInfiniteQuery(testsQuery(scanId, list));
  const { data, error } = query;
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
        <TestTable list={list} tests={data.pages.flatMap((page) => page.tests)} />
      </Panel>
      <ShowMore query={query}>Show more tests</ShowMore>
    </>
  );
}

function TestTable({ list, tests }: { readonly list: TestListName; readonly tests: readonly Test[] }) {
  return (
    <table aria-label={`${LIST_WORDS[list]} tests`} className={table.table}>
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
