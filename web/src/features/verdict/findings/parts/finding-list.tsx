import { getRouteApi, useRouter } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { problemOf } from '../../../../api/problem';
import { Button } from '../../../../ui/button';
import { Dialog } from '../../../../ui/dialog';
import { formatCount } from '../../../../ui/format';
import { Notice } from '../../../../ui/notice';
import { usePreference } from '../../../../ui/use-preference';
import { inText, VirtualList } from '../../../../ui/virtual-list';
import { type ScanSummary } from '../../scan/scan.queries';
import { type FindingFilter } from '../finding-search';
import { type FindingSource } from '../finding-source';
import { type Command } from '../keyboard';
import { useAccepting } from '../use-accepting';
import { useCommands } from '../use-commands';
import { type Outcome, useMarking } from '../use-marking';
import styles from './explorer.module.css';
import { FindingDetail, KeyList } from './finding-detail';
import { FindingFace } from './finding-face';

const route = getRouteApi('/shell/scans/$scanId/findings');

/** Fetched once somebody decides on a problem. */
const MarkDialog = lazy(() => import('./mark-dialog').then((part) => ({ default: part.MarkDialog })));
const AcceptDialog = lazy(() => import('./accept-dialog').then((part) => ({ default: part.AcceptDialog })));

interface FindingListProps {
  readonly page: ScanSummary;
  readonly source: FindingSource;
  readonly filter: FindingFilter;
  readonly overall?: number;
  readonly isCompact: boolean;
}

/** Of the list, to which a link leads. */
export const LIST_ID = 'findings';
/** Heights of rows in pixels, at the usual size of text. */
const ROW_HEIGHT = 46;
const COMPACT_HEIGHT = 32;
/** Of the box around the rows. */
const BORDERS = 2;
/** Time that the keys rest before the address and the history follow the active row. */
const REST_MS = 150;

/** List of findings with the active one beside it, and what can be done with it or with the selected ones. */
export function FindingList({ page, source, filter, overall, isCompact }: FindingListProps) {
  const { active, setActive, leave, restingId } = useActive(source);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isBroad, setBroad] = usePreference('broad-finding');
  const row = active >= 0 && active < source.count ? source.rowAt(active) : null;
  const marking = useMarking(page, source, filter, row);
  const accepting = useAccepting(page, row);
  const list = useRef<{ focus(): void }>(null);
  const detail = useRef<HTMLElement>(null);
  const { rowAt } = source;
  const renderRow = useCallback(
    (index: number) => <FindingFace row={rowAt(index)} isCompact={isCompact} />,
    [rowAt, isCompact],
  );
  const rowHeight = isCompact ? COMPACT_HEIGHT : ROW_HEIGHT;
  const choose = useCallback((index: number) => setActive(index), [setActive]);
  const close = () => {
    leave();
    list.current?.focus();
  };
  const move = (index: number) => {
    setActive(Math.max(0, Math.min(source.count - 1, index)));
    list.current?.focus();
  };
  const run = (command: Command) => {
    if (command.kind === 'move') move(active === -1 ? 0 : active + command.by);
    else if (command.kind === 'first') move(0);
    else if (command.kind === 'last') move(source.count - 1);
    else if (command.kind === 'open') detail.current?.focus();
    else if (command.kind === 'toggle') marking.toggle();
    else if (command.kind === 'mark') marking.begin();
    else if (command.kind === 'accept') accepting.begin();
    else if (command.kind === 'selectAll') marking.selectAll();
    else if (command.kind === 'clear' && row !== null && isSheet()) close();
    else if (command.kind === 'clear') marking.clear();
    else if (command.kind === 'help') setHelpOpen(true);
  };
  useCommands(LIST_ID, run, () => list.current?.focus());
  return (
    <>
      <div className={styles.middle}>
        <div className={styles.bar}>
          <p role="status" className={styles.count}>
            <strong>{formatCount(source.total)}</strong>
            {overall !== undefined && overall !== source.total && ` of ${formatCount(overall)}`} findings
            {marking.count > 0 && (
              <>
                , <strong>{formatCount(marking.count)}</strong> selected
              </>
            )}
          </p>
          {marking.count > 0 && (
            <Button kind="quiet" onClick={marking.clear}>
              Clear selection
            </Button>
          )}
          <Button kind="quiet" onClick={marking.selectAll}>
            Select all {formatCount(source.total)} matching
          </Button>
          {marking.count > 0 && (
            <Button onClick={marking.begin} lockedBecause={marking.lockedBecause}>
              Mark false positive
            </Button>
          )}
        </div>
        <Result outcome={marking.outcome} onLeave={() => list.current?.focus()} />
        <Result outcome={accepting.outcome} onLeave={() => list.current?.focus()} />
        <div className={styles.list} style={{ maxHeight: `calc(${inText(source.count * rowHeight)} + ${BORDERS}px)` }}>
          <VirtualList
            ref={list}
            id={LIST_ID}
            label="Findings"
            count={source.count}
            rowHeight={rowHeight}
            active={active}
            isSelected={(index) => marking.isSelected(rowAt(index).issueId)}
            onChoose={choose}
            renderRow={renderRow}
            {...(source.fetchMore && { onNearEnd: source.fetchMore })}
          />
        </div>
      </div>
      <section
        ref={detail}
        aria-label="Finding"
        tabIndex={-1}
        data-sheet={row !== null || undefined}
        data-broad={isBroad || undefined}
        className={styles.detail}
      >
        {row !== null && (
          <div className={styles.bar}>
            <Button kind="quiet" aria-pressed={isBroad} className={styles.broad} onClick={() => setBroad(!isBroad)}>
              Wide panel
            </Button>
            <Button kind="quiet" className={styles.close} onClick={close}>
              <X aria-hidden size={15} />
              Close
            </Button>
          </div>
        )}
        <FindingDetail row={row} issueId={restingId} page={page} onMark={marking.begin} onAccept={accepting.begin} />
      </section>
      {marking.isAsking && (
        <Suspense>
          <MarkDialog
            count={marking.target}
            isPending={marking.isPending}
            refusal={marking.refusal}
            onMark={marking.mark}
            onClose={marking.cancel}
          />
        </Suspense>
      )}
      {accepting.asking !== null && (
        <Suspense>
          <AcceptDialog
            kind={accepting.asking}
            isPending={accepting.isPending}
            refusal={accepting.refusal}
            onAccept={accepting.confirm}
            onClose={accepting.cancel}
          />
        </Suspense>
      )}
      {isHelpOpen && (
        <Dialog title="Keys" closeWord="Close" onClose={() => setHelpOpen(false)} actions={null}>
          <KeyList />
          <p>Single-key shortcuts can be turned off in the account menu.</p>
        </Dialog>
      )}
    </>
  );
}

/** True where the chosen finding lies over the list, as explorer.module.css has it. */
const isSheet = (): boolean => window.matchMedia('(width < 1240px)').matches;

interface ResultProps {
  readonly outcome: Outcome;
  /** Called before the undo, with which the result goes away. */
  readonly onLeave: () => void;
}

/** Result of the last decision, with its undo. */
function Result({ outcome: { error, words, isUndoing, onUndo }, onLeave }: ResultProps) {
  if (error)
    return (
      <Notice tone="failure" role="alert">
        {problemOf(error).detail}
      </Notice>
    );
  if (words === null) return null;
  return (
    <Notice
      role="status"
      action={
        onUndo && (
          <Button
            disabled={isUndoing}
            onClick={() => {
              onLeave();
              onUndo();
            }}
          >
            Undo
          </Button>
        )
      }
    >
      {words}
    </Notice>
  );
}

/** The active row; address and history follow once the keys rest. */
function useActive({ count, rowAt }: FindingSource) {
  const { selected } = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const { pathname } = route.useMatch();
  const [active, setActive] = useState(() => indexOf(selected, count, rowAt));
  const [restingId, setRestingId] = useState(active >= 0 ? selected! : null);
  const shown = Math.min(active, count - 1);
  const activeId = shown >= 0 ? rowAt(shown).issueId : null;
  useEffect(() => {
    if (activeId === null) return;
    const timer = setTimeout(() => {
      setRestingId(activeId);
      // The reader may be on the way to another page, which comes once its script has.
      if (router.latestLocation.pathname !== pathname) return;
      void navigate({ search: (now) => ({ ...now, selected: activeId }), replace: true, resetScroll: false });
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [activeId, navigate, router, pathname]);
  const leave = () => {
    setActive(-1);
    void navigate({ search: (now) => ({ ...now, selected: undefined }), replace: true, resetScroll: false });
  };
  return { active: shown, setActive, leave, restingId };
}

function indexOf(issueId: number | undefined, count: number, rowAt: FindingSource['rowAt']): number {
  if (issueId === undefined) return -1;
  for (let index = 0; index < count; index += 1) if (rowAt(index).issueId === issueId) return index;
  return -1;
}
