import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Pencil, Trash2 } from 'lucide-react';
import { type RefObject, useLayoutEffect, useRef } from 'react';
import { failureWords } from '../api/problem';
import { useIsAdministrator, useMe } from '../features/people/session/session.queries';
import { type View, type ViewPage, viewsQuery } from '../features/show/views/views.queries';
import { Button } from '../ui/button';
import styles from './saved-views.module.css';

interface ViewListProps {
  readonly page: ViewPage;
  readonly onEdit: (view: View) => void;
  readonly onDelete: (view: View) => void;
}

/** Views of a page, each with its filter and, for who may, ways to edit and to delete it. */
export function ViewList(props: ViewListProps) {
  const content = useRef<HTMLDivElement>(null);
  useSheetInSight(content);
  return (
    <div ref={content}>
      <Views {...props} />
    </div>
  );
}

/** Least distance of a menu from the edges of the window, in pixels. */
const EDGE = 16;

/** Moves the sheet of a menu into the window: its button may be at either side. */
function useSheetInSight(content: RefObject<HTMLDivElement | null>) {
  useLayoutEffect(() => {
    const sheet = content.current!.parentElement!;
    const move = () => {
      sheet.style.translate = '';
      const { left, right } = sheet.getBoundingClientRect();
      const beyond = Math.max(0, right + EDGE - document.documentElement.clientWidth);
      sheet.style.translate = `${Math.max(EDGE - left, -beyond)}px`;
    };
    // It is opened again, its list comes later, and the window is resized.
    const sizes = new ResizeObserver(move);
    sizes.observe(sheet);
    sizes.observe(document.documentElement);
    return () => sizes.disconnect();
  }, [content]);
}

function Views({ page, onEdit, onDelete }: ViewListProps) {
  const router = useRouter();
  const { user } = useMe();
  const isAdministrator = useIsAdministrator();
  const { data: views, error } = useQuery(viewsQuery(page));
  const failure = failureWords(error);
  if (failure !== null) return <p role="alert">{failure}</p>;
  if (views === undefined) return <p role="status">Loading</p>;
  if (views.length === 0) return <p>No views have been saved yet.</p>;
  const open = (query: string) =>
    router.history.push(`${router.state.location.pathname}${query === '' ? '' : `?${query}`}`);
  return (
    <ul aria-label="Saved views" className={styles.list}>
      {views.map((view) => {
        const { id, name, query, shared, owner } = view;
        return (
          <li key={id} className={styles.view}>
            <button type="button" className={styles.open} onClick={() => open(query)}>
              {name}
              {shared && <span className={styles.by}>shared{owner.name !== null && ` by ${owner.name}`}</span>}
            </button>
            {(owner.id === user.id || isAdministrator) && (
              <>
                <Button kind="quiet" aria-label={`Edit view ${name}`} onClick={() => onEdit(view)}>
                  <Pencil aria-hidden size={15} />
                </Button>
                <Button kind="quiet" aria-label={`Delete view ${name}`} onClick={() => onDelete(view)}>
                  <Trash2 aria-hidden size={15} />
                </Button>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}
