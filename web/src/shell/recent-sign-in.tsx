import { type ReactNode } from 'react';
import { useIsRecentSignIn } from '../features/people/settings/settings.queries';
import { Dialog } from '../ui/dialog';
import { FreshSignIn } from './fresh-sign-in';

interface RecentSignInProps {
  /** Purpose of the recent sign-in, as the beginning of a sentence. */
  readonly purpose: string;
  readonly title: string;
  readonly onClose: () => void;
  /** The confirmation. */
  readonly children: ReactNode;
}

/** A confirmation that takes a recent sign-in: without one, its dialog leads to another. */
export function RecentSignIn({ purpose, title, onClose, children }: RecentSignInProps) {
  const isRecent = useIsRecentSignIn();
  if (isRecent === null) return null;
  if (isRecent) return children;
  return (
    <Dialog title={title} onClose={onClose} actions={null}>
      <FreshSignIn purpose={purpose} />
    </Dialog>
  );
}

/** Leads to another sign-in where the last one is too old. */
export const SignInIfOld = ({ purpose }: Pick<RecentSignInProps, 'purpose'>) =>
  useIsRecentSignIn() === false ? <FreshSignIn purpose={purpose} /> : null;
