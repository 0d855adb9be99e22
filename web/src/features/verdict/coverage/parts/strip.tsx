import { memo, useMemo } from 'react';
import { classNames } from '../../../../ui/class-names';
import { countOf } from '../../../../ui/format';
import { type FileCoverage } from '../coverage.queries';
import { type StripLine, stripRows } from '../line-ranges';
import styles from './strip.module.css';

const ROW = 50;

/** All lines of a file as cells: a missed one is higher and louder, an added one has a line below. */
export const Strip = memo(function Strip({ file }: { readonly file: FileCoverage }) {
  const rows = useMemo(() => stripRows(file, ROW), [file]);
  const missed = rows.flat().filter(({ hits }) => hits === 0).length;
  return (
    <div
      role="img"
      aria-label={`${countOf(file.lines_total, 'executable line')}, ${missed} that no test runs`}
      className={styles.strip}
    >
      {rows.map((row) => (
        <div key={row[0]!.line} className={styles.row}>
          <span className={styles.number}>{row[0]!.line}</span>
          {row.map((line) => (
            <Cell key={line.line} {...line} />
          ))}
        </div>
      ))}
    </div>
  );
});

function Cell({ line, hits, isAdded }: StripLine) {
  return (
    <span
      data-line={line}
      data-hits={hits ?? undefined}
      data-added={isAdded || undefined}
      title={`Line ${line}: ${hits === null ? 'cannot run' : countOf(hits, 'hit')}${isAdded ? ', added' : ''}`}
      className={classNames(styles.cell, hits === null ? styles.idle : hits === 0 ? styles.miss : styles.hit)}
    />
  );
}
