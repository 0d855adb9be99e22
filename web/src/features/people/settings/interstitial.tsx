import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { Button } from '../../../ui/button';
import { NarrowPage } from '../../../ui/narrow-page';
import { useSignOut } from '../session/session.queries';

/** Takes the place of every page until the signed-in person has done what the service requires first, or signs out. */
export function Interstitial({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const router = useRouter();
  const signOut = useSignOut();
  return (
    <NarrowPage title={title}>
      {children}
      <Button onClick={() => signOut.mutate(undefined, { onSuccess: () => void router.navigate({ to: '/sign-in' }) })}>
        Sign out
      </Button>
    </NarrowPage>
  );
}

/** Function that fetches everything again and shows the page that was wanted. */
export function useGoOn(): () => void {
  const client = useQueryClient();
  const router = useRouter();
  return () => void client.resetQueries().then(() => router.invalidate());
}
