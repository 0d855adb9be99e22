import { useRouterState } from '@tanstack/react-router';
import { ChevronDown } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { type View, type ViewPage } from '../features/show/views/views.queries';
import { Button } from '../ui/button';
import { Menu } from '../ui/menu';
import styles from './saved-views.module.css';

interface SavedViewsProps {
  readonly page: ViewPage;
  /** Parameters of the address that are no part of a view, such as the chosen row. */
  readonly without?: readonly string[];
}

/** Filters of a list under names: a menu of those that were saved, and a button that saves the one of the address. */
export function SavedViews({ page, without = [] }: SavedViewsProps) {
  const [isWanted, setWanted] = useState(false);
  const [edited, setEdited] = useState<View | 'new' | null>(null);
  const [deleted, setDeleted] = useState<View | null>(null);
  const query = useRouterState({ select: ({ location }) => queryOf(location.searchStr, without) });
  return (
    <div className={styles.views}>
      <Menu
        className={styles.menu}
        face={
          <>
            Views
            <ChevronDown aria-hidden size={15} />
          </>
        }
        onOpen={() => setWanted(true)}
      >
        <Suspense>{isWanted && <ViewList page={page} onEdit={setEdited} onDelete={setDeleted} />}</Suspense>
      </Menu>
      <Button onClick={() => setEdited('new')}>Save view</Button>
      <Suspense>
        {edited !== null && (
          <SaveView page={page} query={query} view={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
        )}
        {deleted !== null && <DeleteView view={deleted} onClose={() => setDeleted(null)} />}
      </Suspense>
    </div>
  );
}

/** Query of an address without its question mark and some of its parameters. */
function queryOf(search: string, without: readonly string[]): string {
  const parameters = new URLSearchParams(search);
  for (const name of without) parameters.delete(name);
  return parameters.toString();
}

const ViewList = lazy(() => import('./view-list').then((part) => ({ default: part.ViewList })));

const SaveView = lazy(() => import('./save-view').then((part) => ({ default: part.SaveView })));

const DeleteView = lazy(() => import('./delete-view').then((part) => ({ default: part.DeleteView })));
