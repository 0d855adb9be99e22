import { type ReactNode } from 'react';
import { failureWords } from '../api/problem';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';

interface ShowMoreProps {
  /** A list that is read page by page. */
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly error: unknown;
    readonly fetchNextPage: () => Promise<unknown>;
  };
  readonly children: ReactNode;
}

/** Button below a list that reads its next page, and says where that failed; nothing at the end of the list. */
export function ShowMore({ query, children }: ShowMoreProps) {
  if (!query.hasNextPage) return null;
  return (
    <>
      {query.isFetchNextPageError && (
        <Notice tone="failure" role="alert">
          {failureWords(query.error)}
        </Notice>
      )}
      <div>
        <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {children}
        </Button>
      </div>
    </>
  );
}
