import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
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
import { type RemovedRows, useRemovedLines } from './removed-lines';

interface StoredSourceProps {
  readonly page: Pick<ScanSummary, 'scan' | 'repo' | 'can'>;
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

function Stored({ page, file, added, addressOf, children }: StoredSourceProps) {
  const { scan, repo } = page;
  const { rows: removed, lacksText } = useRemovedLines(file);
  const about = lacksText && <AboutRemoved page={page} />;
  if (repo.source_excerpts === 'files')
    return (
      <WholeFile scanId={scan.id} file={file} addressOf={addressOf} removed={removed} about={about}>
        {children}
      </WholeFile>
    );
  return (
    <>
      {added.length > 0 && about}
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

/** Reason why removed lines are numbers alone, and what to switch on. */
function AboutRemoved({ page: { repo, can } }: Pick<StoredSourceProps, 'page'>) {
  if (repo.source_excerpts === 'files')
    return (
      <p>
        Removed lines have their text only if the scan of the merge base stored this file: it stores the files of its
        own change, and those with findings.
      </p>
    );
  return (
    <p>
      The text of removed lines is not stored: this repository stores only the lines around findings.{' '}
      {can.edit_repo === true ? (
        <>
          Choose whole files in its{' '}
          <Link to="/repos/$repoId/settings" params={{ repoId: repo.id }} hash="Excerpts">
            Excerpts setting
          </Link>
          .
        </>
      ) : (
        'An administrator can choose whole files in its Excerpts setting.'
      )}
    </p>
  );
}

type WholeFileProps = Pick<StoredSourceProps, 'file' | 'addressOf' | 'children'> & {
  readonly scanId: number;
  readonly removed: RemovedRows;
  /** Words above the lines. */
  readonly about: ReactNode;
};

function WholeFile({ scanId, file, addressOf, removed, about, children }: WholeFileProps) {
  const query = useInfiniteQuery(wholeSourceQuery(scanId, file.file_path));
  const { data, isPending, hasNextPage, fetchNextPage } = query;
  const list = useFocusHeir<HTMLOListElement>(hasNextPage);
  if (isPending) return <Skeleton heights={[300]} />;
  const lines = data?.pages.flatMap((page) => page?.lines ?? []) ?? [];
  if (lines.length === 0) return children;
  return (
    <>
      {about}
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
