import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { Button } from '../../../../ui/button';
import { Skeleton } from '../../../../ui/states';
import { useFocusHeir } from '../../../../ui/use-focus-heir';
import { type LineFacts } from '../../../../verdict/code/code-lines';
import { groupPlaces, type Range } from '../../../../verdict/code/code-rows';
import { coverageFacts } from '../../../../verdict/code/coverage-facts';
import { Excerpt } from '../../../../verdict/code/excerpt-on-demand';
import { wholeSourceQuery } from '../../../../verdict/code/source.queries';
import { type ScanSummary } from '../../scan/scan.queries';
import { type FileCoverage } from '../coverage.queries';
import { type LineRange } from '../line-ranges';
import { FileLines } from './file-lines';
import { type RemovedRows, useRemovedRows } from './removed-lines';

interface StoredSourceProps {
  readonly page: Pick<ScanSummary, 'scan' | 'repo'>;
  readonly file: FileCoverage;
  /** Added lines that no test runs. */
  readonly added: readonly LineRange[];
  readonly addressOf: NonNullable<LineFacts['addressOf']>;
  /** Source of elsewhere, for what is not stored. */
  readonly children: ReactNode;
}

/** Source that the repository stores: the whole file, or the lines around those that the change adds and no test runs. */
export function StoredSource({ page, children, ...props }: StoredSourceProps) {
  return page.repo.source_excerpts === 'none' ? (
    children
  ) : (
    <Stored page={page} {...props}>
      {children}
    </Stored>
  );
}

function Stored({ page: { scan, repo }, file, added, addressOf, children }: StoredSourceProps) {
  const removed = useRemovedRows(file);
  if (repo.source_excerpts === 'files')
    return (
      <WholeFile scanId={scan.id} file={file} addressOf={addressOf} removed={removed}>
        {children}
      </WholeFile>
    );
  return (
    <>
      {groupPlaces(added.map(({ from, to }): Range => [from, to])).map((places) => (
        <Excerpt
          key={places[0]![0]}
          isStored
          scanId={scan.id}
          path={file.file_path}
          places={places}
          facts={{ ...coverageFacts(file), addressOf, removed }}
        />
      ))}
      {children}
    </>
  );
}

type WholeFileProps = Pick<StoredSourceProps, 'file' | 'addressOf' | 'children'> & {
  readonly scanId: number;
  readonly removed: RemovedRows;
};

function WholeFile({ scanId, file, addressOf, removed, children }: WholeFileProps) {
  const query = useInfiniteQuery(wholeSourceQuery(scanId, file.file_path));
  const { data, isPending, hasNextPage, fetchNextPage } = query;
  const list = useFocusHeir<HTMLOListElement>(hasNextPage);
  if (isPending) return <Skeleton heights={[300]} />;
  const lines = data?.pages.flatMap((page) => page?.lines ?? []) ?? [];
  if (lines.length === 0) return children;
  return (
    <>
      <FileLines ref={list} file={file} lines={lines} facts={{ addressOf, removed }} />
      {hasNextPage && (
        <div>
          <Button kind="quiet" onClick={() => void fetchNextPage()}>
            More lines
          </Button>
        </div>
      )}
    </>
  );
}
