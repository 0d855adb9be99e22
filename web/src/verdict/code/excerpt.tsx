import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failureWords } from '../../api/problem';
import { Button } from '../../ui/button';
import { Skeleton } from '../../ui/states';
import { useFocusHeir } from '../../ui/use-focus-heir';
import { CodeLines, type LineFacts } from './code-lines';
import styles from './code-lines.module.css';
import { EXCERPT_HEIGHT, LAST_STEP, type Range, rowsOf, windowOf } from './code-rows';
import { sourceQuery } from './source.queries';

interface ExcerptProps {
  readonly scanId: number;
  /** False where the repository stores no source: nothing is requested then. */
  readonly isStored: boolean;
  readonly path: string;
  readonly places: readonly Range[];
  readonly facts?: LineFacts;
}

const NO_FACTS: LineFacts = {};

/**
 * Lines around some places of a file, few at first and more on request; the numbers of the places where their text is not
 * stored. It is of one file and its places: give it their key.
 */
export function Excerpt({ scanId, isStored, path, places, facts = NO_FACTS }: ExcerptProps) {
  const [step, setStep] = useState(0);
  const [from, to] = windowOf(places, step);
  const { data, error, isPending, refetch } = useQuery({ ...sourceQuery(scanId, path, from, to), enabled: isStored });
  const lines = data?.lines ?? [];
  const rows = rowsOf(lines, places, step);
  const isCut = lines.length > rows.filter(({ text }) => text !== null).length;
  const isEnd = lines[0]?.n === 1 && lines.at(-1)!.n < to;
  const hasMore = step < LAST_STEP && (isCut || (data?.whole === true && !isEnd));
  const list = useFocusHeir<HTMLOListElement>(hasMore);
  if (isStored && isPending) return <Skeleton heights={[EXCERPT_HEIGHT]} />;
  return (
    <div className={styles.more}>
      <CodeLines
        ref={list}
        label={`Lines of ${path}`}
        path={path}
        rows={rows}
        lines={lines}
        facts={facts}
        absent={isStored && !error ? 'not stored' : ''}
      />
      {error && (
        <p role="alert">
          {failureWords(error)}{' '}
          <Button kind="quiet" onClick={() => void refetch()}>
            Try again
          </Button>
        </p>
      )}
      {hasMore && (
        <Button kind="quiet" onClick={() => setStep(step + 1)}>
          More lines
        </Button>
      )}
    </div>
  );
}
