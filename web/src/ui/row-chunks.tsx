import { type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './row-chunks.module.css';

interface RowChunksProps {
  readonly count: number;
  /** Columns of the table. */
  readonly columns: number;
  /** Height of a row that was never drawn, in pixels. */
  readonly rowHeight: number;
  readonly renderRow: (index: number) => ReactNode;
  /** Called when the end comes near, for lists that are fetched in pages. Without it the list is short: all rows are drawn. */
  readonly onNearEnd: (() => void) | undefined;
}

/** Rows of a table body. */
const CHUNK = 25;
/** Bodies that are drawn before anything is known of the window. */
const FIRST = 2;
/** Distance from the window within which rows are drawn. */
const NEAR = '1200px 0px';

/** Rows of a long table in bodies of 25, of which those near the window are drawn; each keeps the height that it had. */
export function RowChunks({ count, columns, rowHeight, renderRow, onNearEnd }: RowChunksProps) {
  const chunks = Math.ceil(count / CHUNK);
  return Array.from({ length: chunks }, (_, chunk) => {
    const first = chunk * CHUNK;
    const size = Math.min(CHUNK, count - first);
    return (
      <Chunk
        key={chunk}
        columns={columns}
        height={onNearEnd && chunk >= FIRST ? size * rowHeight : null}
        onNear={chunk === chunks - 1 ? onNearEnd : undefined}
      >
        {() => Array.from({ length: size }, (__, at) => renderRow(first + at))}
      </Chunk>
    );
  });
}

interface ChunkProps {
  readonly columns: number;
  /** Height until it is drawn; null: it is drawn at once, and stays. */
  readonly height: number | null;
  readonly onNear: (() => void) | undefined;
  readonly children: () => ReactNode;
}

function Chunk({ columns, height, onNear, children }: ChunkProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [space, setSpace] = useState(height);
  const isLasting = height === null;
  useEffect(() => {
    const element = body.current!;
    const observer = new IntersectionObserver(
      (entries) => {
        // A busy browser hands over several crossings at once, oldest first.
        const entry = entries.at(-1)!;
        if (entry.isIntersecting) {
          setSpace(null);
          onNear?.();
          // A row that has the focus stays.
        } else if (!isLasting && !element.contains(document.activeElement))
          setSpace(entry.boundingClientRect.height || height);
      },
      { rootMargin: NEAR },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [height, isLasting, onNear]);
  return (
    <tbody ref={body}>
      {space === null ? (
        children()
      ) : (
        <tr aria-hidden style={{ height: space }} className={styles.space}>
          <td colSpan={columns} className={styles.space} />
        </tr>
      )}
    </tbody>
  );
}
