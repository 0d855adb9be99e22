import { memo, type ReactNode, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { classNames } from './class-names';
import styles from './virtual-list.module.css';

interface VirtualListProps {
  readonly label: string;
  readonly id: string;
  readonly count: number;
  /** Height of each row in pixels where text has its usual size; rows grow with it. */
  readonly rowHeight: number;
  /** Index of the active row; -1 for none. */
  readonly active: number;
  readonly isSelected: (index: number) => boolean;
  readonly onChoose: (index: number) => void;
  /** Face of a row; keeps its identity while rows stay as they are. */
  readonly renderRow: (index: number) => ReactNode;
  /** Called when the end comes near, for lists that are fetched in pages. */
  readonly onNearEnd?: () => void;
  readonly ref?: React.Ref<{ focus(): void }>;
}

/** Rows beyond the window that are drawn; the window moves in steps of half of them. */
const SPARE = 16;
const STEP = SPARE / 2;

/** A listbox that draws the rows in sight alone. The list has the focus; the active row is named by it. */
export function VirtualList(props: VirtualListProps) {
  const { label, id, count, rowHeight, active, isSelected, onChoose, renderRow, onNearEnd, ref } = props;
  const list = useRef<HTMLDivElement>(null);
  const { first, last, look } = useWindow(list, count, rowHeight);
  const end = Math.min(count, last);
  useImperativeHandle(ref, () => ({ focus: () => list.current?.focus({ preventScroll: true }) }));
  useEffect(() => {
    if (active >= 0) bringIntoSight(list.current!, active, drawnHeight(list.current!, count, rowHeight));
  }, [active, count, rowHeight]);
  useEffect(() => {
    if (end === count) onNearEnd?.();
  }, [end, count, onNearEnd]);
  const indexes = Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={label}
      aria-multiselectable
      aria-activedescendant={active >= first && active < end ? `${id}-${active}` : undefined}
      tabIndex={0}
      className={styles.list}
      onScroll={look}
    >
      <div role="presentation" className={styles.room} style={{ height: inText(count * rowHeight) }}>
        {indexes.map((index) => (
          <Option
            key={index}
            {...{ id, index, count, rowHeight, renderRow, onChoose }}
            isActive={index === active}
            isSelected={isSelected(index)}
          />
        ))}
      </div>
    </div>
  );
}

interface OptionProps extends Pick<VirtualListProps, 'id' | 'count' | 'rowHeight' | 'renderRow' | 'onChoose'> {
  readonly index: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
}

const Option = memo(function Option(props: OptionProps) {
  const { id, index, count, rowHeight, renderRow, onChoose, isActive, isSelected } = props;
  return (
    <div
      id={`${id}-${index}`}
      role="option"
      aria-posinset={index + 1}
      aria-setsize={count}
      aria-selected={isSelected}
      data-active={isActive || undefined}
      className={classNames(styles.option, isActive && styles.active, isSelected && styles.selected)}
      style={{ height: inText(rowHeight), transform: `translateY(${inText(index * rowHeight)})` }}
      onClick={() => onChoose(index)}
    >
      {renderRow(index)}
    </div>
  );
});

/** Rows that are in sight, in steps, so that scrolling draws only now and then. */
function useWindow(list: React.RefObject<HTMLDivElement | null>, count: number, rowHeight: number) {
  const [range, setRange] = useState({ first: 0, last: 4 * SPARE });
  const look = () => {
    const element = list.current;
    if (!element) return;
    const height = drawnHeight(element, count, rowHeight);
    const top = Math.floor(element.scrollTop / height / STEP) * STEP;
    const first = Math.max(0, top - SPARE);
    const last = top + STEP + Math.ceil(element.clientHeight / height) + SPARE;
    setRange((now) => (now.first === first && now.last === last ? now : { first, last }));
  };
  return { ...range, look };
}

const USUAL_TEXT_PX = 16;

/** A length that grows with the reader's text. */
export const inText = (pixels: number): string => `${pixels / USUAL_TEXT_PX}rem`;

/** Height of a row on the screen, in pixels; before anything is drawn that of rows with text of the usual size. */
const drawnHeight = (list: HTMLElement, count: number, rowHeight: number): number =>
  list.firstElementChild!.clientHeight / count || rowHeight;

function bringIntoSight(list: HTMLElement, index: number, rowHeight: number): void {
  const top = index * rowHeight;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
}
