import { type ReactNode } from 'react';
import { type About, sentenceOf, type SpokenVerdict } from '../gate/sentence';
import { type Direction, directionBeside, verdictOf } from '../gate/verdict-of';
import { classNames } from '../ui/class-names';
import { VerdictChip } from '../ui/verdict-chip';
import { RuleList, type RuleReasons } from './rule-list';
import styles from './verdict-card.module.css';

interface VerdictCardProps {
  readonly verdict: SpokenVerdict & { readonly tracking?: string | null };
  readonly direction: Direction;
  readonly scanId: number;
  readonly about: About;
  /** Branch, commit and age beside the chip. */
  readonly meta: ReactNode;
  /** Links at the far end. */
  readonly links?: ReactNode;
  /** Remarks below the sentence: stale, deadline. */
  readonly children?: ReactNode;
  readonly reasons?: RuleReasons;
}

/** The most prominent element of a page: verdict, its sentence as the heading, and every rule's answer. */
export function VerdictCard({ verdict, direction, scanId, about, meta, links, children, reasons }: VerdictCardProps) {
  const shown = verdictOf(verdict.status, direction);
  const beside = directionBeside(shown, direction);
  return (
    <div className={classNames(styles.card, styles[shown])}>
      <div className={styles.head}>
        <div className={styles.line}>
          <VerdictChip verdict={shown} size="large" />
          {beside !== null && <span>{beside} since the previous scan</span>}
          <span className={styles.meta}>{meta}</span>
          {links !== undefined && <span className={styles.links}>{links}</span>}
        </div>
        <h1 tabIndex={-1}>{sentenceOf(verdict, about)}</h1>
        {verdict.tracking === 'low_confidence' && (
          <p className={styles.remark}>
            Findings were classified as new or inherited without source text, so a moved finding may count as new.
          </p>
        )}
        {children}
      </div>
      <div className={styles.rules}>
        <RuleList verdict={verdict} scanId={scanId} reasons={reasons} />
      </div>
    </div>
  );
}
