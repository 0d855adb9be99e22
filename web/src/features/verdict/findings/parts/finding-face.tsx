import { memo } from 'react';
import { Severity } from '../../../../ui/severity';
import { type FindingRow } from '../findings.queries';
import { tagOf } from '../messages';
import styles from './finding-face.module.css';

interface FindingFaceProps {
  readonly row: FindingRow;
  /** One line in place of two. */
  readonly isCompact: boolean;
}

/** Row of a finding in the list: severity, message, place and rule, and what makes it stand apart. */
export const FindingFace = memo(function FindingFace({ row, isCompact }: FindingFaceProps) {
  const tag = tagOf(row);
  const place = `${placeOf(row)} · ${row.rule}`;
  return (
    <div className={styles.face} data-tag={tag ?? undefined} data-compact={isCompact || undefined}>
      <Severity name={row.severity} />
      <span className={styles.text}>
        <span className={styles.message} title={row.message}>
          {row.message}
        </span>
        <code className={styles.place} title={place}>
          {place}
        </code>
      </span>
      <span className={styles.tag}>{tag}</span>
    </div>
  );
});

/** Path with its line. */
export const placeOf = ({ path, line }: Pick<FindingRow, 'path' | 'line'>): string =>
  path === null ? 'no file' : line === null ? path : `${path}:${line}`;
