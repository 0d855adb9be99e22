import { useQuery } from '@tanstack/react-query';
import { problemOf } from '../api/problem';
import { useIsVisible } from '../api/use-is-visible';
import { type Wait, waitQuery } from '../api/wait';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';

/** Keeps a page current while its tab is visible, and says so where that fails. Null: there is nothing to wait for. */
export function Live<Answer>({ wait }: { readonly wait: Wait<Answer> | null }) {
  const isVisible = useIsVisible();
  // Without an observer the request is aborted, so that its place among the service's waits is free again.
  return wait && isVisible ? <Waiting wait={wait} /> : null;
}

function Waiting<Answer>({ wait }: { readonly wait: Wait<Answer> }) {
  const { error, refetch } = useQuery(waitQuery(wait));
  if (error === null) return null;
  return (
    <Notice tone="warning" role="status" action={<Button onClick={() => void refetch()}>Try again</Button>}>
      This page currently does not update with new scans. {problemOf(error).detail}
    </Notice>
  );
}
