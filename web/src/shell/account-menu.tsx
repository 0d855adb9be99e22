import { ChevronDown, CircleUser } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { type Me } from '../features/people/session/session.queries';
import { Menu } from '../ui/menu';
import styles from './shell.module.css';

/** Menu of the person, which is loaded once it is wanted. */
export function AccountMenu({ me }: { readonly me: Me }) {
  const [isWanted, setWanted] = useState(false);
  return (
    <Menu
      face={
        <>
          <CircleUser aria-hidden size={17} strokeWidth={1.8} />
          <span className={styles.account}>Account</span>
          <ChevronDown aria-hidden size={15} />
        </>
      }
      onOpen={() => setWanted(true)}
    >
      <Suspense>{isWanted && <AccountSheet me={me} />}</Suspense>
    </Menu>
  );
}

const AccountSheet = lazy(() => import('./account-sheet').then((part) => ({ default: part.AccountSheet })));
