import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { File, Folder } from 'lucide-react';
import { type RefCallback, useCallback, useRef, useState } from 'react';
import { Button } from '../../../../ui/button';
import { classNames } from '../../../../ui/class-names';
import { Delta } from '../../../../ui/delta';
import { formatCount, formatShare, percentOf } from '../../../../ui/format';
import { EmptyState, Skeleton } from '../../../../ui/states';
import { type ScanSummary } from '../../scan/scan.queries';
import { type Only, type TreeEntry, treeQuery } from '../coverage.queries';
import { type CoverageSearch, viewOf } from '../coverage-search';
import styles from './file-tree.module.css';

const route = getRouteApi('/shell/scans/$scanId/coverage');

/** Entries of one folder; folders lead down, files open beside the tree. */
export function FileTree({ page }: { readonly page: ScanSummary }) {
  const search = route.useSearch();
  const { file, only, compare } = search;
  const navigate = route.useNavigate();
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery({
    ...treeQuery(page.scan.id, viewOf(search)),
    placeholderData: keepPreviousData,
    throwOnError: true,
  });
  const { noteMove, treeRef } = useMoves();
  if (data === undefined) return <Skeleton heights={[240]} />;
  // While another folder loads, its entries are those of this one.
  const { path } = data.pages[0]!;
  const entries = data.pages.flatMap((each) => each.entries);
  const go = (next: string) => {
    if (next === path) return;
    noteMove(path);
    void navigate({ search: (now) => ({ ...now, path: next === '' ? undefined : next }), resetScroll: false });
  };
  const open = ({ kind, name }: TreeEntry) =>
    kind === 'folder'
      ? go(path + name)
      : void navigate({ search: (now) => ({ ...now, file: path + name }), resetScroll: false });
  return (
    <>
      <Way repo={page.repo.name} path={path} onGo={go} />
      {entries.length === 0 ? (
        <EmptyState title={nothingFor(search)} />
      ) : (
        <Entries
          key={`${path} ${search.q} ${search.flat} ${search.sort}`}
          entries={entries}
          chosen={file?.startsWith(path) === true ? file.slice(path.length) : null}
          {...{ path, treeRef }}
          isCompared={compare !== undefined}
          isAdded={only === 'added'}
          bound={boundOf(page)}
          onOpen={open}
          onLeave={() => go(path.replace(/[^/]+\/$/, ''))}
        />
      )}
      {hasNextPage && (
        <Button kind="quiet" onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}

/** Gives the tree of a folder to which one moved the focus: its entry of the folder before, or else its first. */
function useMoves() {
  const movedFrom = useRef<string | null>(null);
  const treeRef = useCallback((tree: HTMLElement | null) => {
    const from = movedFrom.current;
    if (tree === null || from === null) return;
    movedFrom.current = null;
    const items = [...tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
    (items.find(({ dataset }) => from.startsWith(dataset.path!)) ?? items[0])?.focus();
  }, []);
  const noteMove = (from: string) => {
    movedFrom.current = from;
  };
  return { noteMove, treeRef };
}

/** Words for a folder that has no such file. */
const NOTHING: Readonly<Record<Only, string>> = {
  added: 'The change adds no lines here',
  missed: 'No line is missed here',
  worse: 'No file here has lower coverage',
};

function nothingFor({ q, owner, only }: CoverageSearch): string {
  if (q !== undefined) return `No file name contains “${q}”`;
  return owner === undefined ? NOTHING[only ?? 'missed'] : ofOwner(owner);
}

const ofOwner = (owner: string): string =>
  owner === 'mine' ? 'No file of yours is listed here' : `No file of ${owner} is listed here`;

/** Coverage that the policy requires of all lines; null without such a rule. */
const boundOf = ({ verdict: { policy } }: ScanSummary): number | null =>
  policy?.overall_coverage_min ?? policy?.new_coverage_min ?? null;

interface WayProps {
  readonly repo: string;
  readonly path: string;
  readonly onGo: (path: string) => void;
}

function Way({ repo, path, onGo }: WayProps) {
  const parts = path.split('/').filter((part) => part !== '');
  return (
    <ol aria-label="Folder" className={styles.way}>
      {[repo, ...parts].map((part, at) => (
        <li key={at}>
          {at === parts.length ? (
            part
          ) : (
            <button
              type="button"
              onClick={() =>
                onGo(
                  parts
                    .slice(0, at)
                    .map((each) => `${each}/`)
                    .join(''),
                )
              }
            >
              {part}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

interface EntriesProps {
  readonly entries: readonly TreeEntry[];
  readonly chosen: string | null;
  readonly path: string;
  readonly treeRef: RefCallback<HTMLElement>;
  readonly isCompared: boolean;
  readonly isAdded: boolean;
  readonly bound: number | null;
  readonly onOpen: (entry: TreeEntry) => void;
  readonly onLeave: () => void;
}

function Entries({ entries, path, treeRef, chosen, isCompared, isAdded, bound, onOpen, onLeave }: EntriesProps) {
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      entries.findIndex(({ name }) => name === chosen),
    ),
  );
  const press = (event: React.KeyboardEvent<HTMLDivElement>) => {
    const { key } = event;
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      const next = Math.max(0, Math.min(entries.length - 1, active + step));
      (event.currentTarget.children[next + 1] as HTMLElement).focus();
    } else if (key === 'Enter' || key === ' ' || (key === 'ArrowRight' && entries[active]?.kind === 'folder'))
      onOpen(entries[active]!);
    else if (key === 'ArrowLeft') onLeave();
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={treeRef}
      role="tree"
      aria-label="Files"
      className={classNames(styles.tree, isCompared && styles.compared)}
      onKeyDown={press}
    >
      <div aria-hidden className={classNames(styles.entry, styles.head)}>
        <span>Name</span>
        <span>{isAdded ? 'Added lines' : 'Lines'}</span>
        <span>Missed</span>
        {isCompared && <span>Change</span>}
        <span>Covered</span>
      </div>
      {entries.map((entry, at) => (
        <Entry
          key={entry.name}
          {...{ entry, isCompared, isAdded, bound }}
          path={path + entry.name}
          isFirst={at === active}
          onFocus={() => setActive(at)}
          isChosen={entry.name === chosen}
          onOpen={() => onOpen(entry)}
        />
      ))}
    </div>
  );
}

interface EntryProps extends Pick<EntriesProps, 'isCompared' | 'isAdded' | 'bound'> {
  readonly entry: TreeEntry;
  readonly path: string;
  readonly isFirst: boolean;
  readonly isChosen: boolean;
  readonly onOpen: () => void;
  readonly onFocus: () => void;
}

function Entry({ entry, path, isCompared, isAdded, bound, isFirst, isChosen, onOpen, onFocus }: EntryProps) {
  const { total, covered } = isAdded
    ? { total: entry.changed_lines_total ?? 0, covered: entry.changed_lines_covered ?? 0 }
    : { total: entry.lines_total, covered: entry.lines_covered };
  return (
    <div
      role="treeitem"
      aria-selected={isChosen}
      aria-expanded={entry.kind === 'folder' ? false : undefined}
      tabIndex={isFirst ? 0 : -1}
      className={styles.entry}
      data-path={path}
      onFocus={onFocus}
      onClick={onOpen}
    >
      <span className={styles.name}>
        {entry.kind === 'folder' ? <Folder aria-hidden size={15} /> : <File aria-hidden size={15} />}
        {entry.name}
        {entry.owners.length > 0 && <span className={styles.owners}>{entry.owners.join(', ')}</span>}
      </span>
      <span className={styles.lines}>
        {formatCount(total)}
        <span className="visually-hidden"> lines</span>
      </span>
      <span className={styles.missed}>
        {formatCount(total - covered)}
        <span className="visually-hidden"> missed</span>
      </span>
      {isCompared && (
        <span className={styles.delta}>
          <Delta change={entry.delta_pct} better="up" unit="pt" />
        </span>
      )}
      <span className={styles.percent}>
        <Meter percent={percentOf(covered, total)} bound={bound} />
        {formatShare(covered, total)}
      </span>
    </div>
  );
}

/** Share as a bar, with the policy's bound as a tick. */
function Meter({ percent, bound }: { readonly percent: number | null; readonly bound: number | null }) {
  return (
    <svg aria-hidden className={styles.meter} viewBox="0 0 100 6" preserveAspectRatio="none">
      <rect width="100" height="6" className={styles.track} />
      {percent !== null && (
        <rect width={percent} height="6" className={bound !== null && percent < bound ? styles.below : styles.above} />
      )}
      {bound !== null && <rect x={Math.min(98.5, bound)} width="1.5" height="6" className={styles.bound} />}
    </svg>
  );
}
