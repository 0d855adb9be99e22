import { Ban, Check, CircleDashed, Clock3, TrendingDown, X } from 'lucide-react';
import { classNames } from './class-names';
import styles from './verdict-chip.module.css';

/** Verdicts of pages, and the lack of any: each with an icon, a word and a colour of its own. */
export type Verdict = 'clear' | 'degrading' | 'failed' | 'not_judged' | 'pending' | 'never_scanned';

const LOOKS = {
  clear: { word: 'Clear', Icon: Check },
  degrading: { word: 'Degrading', Icon: TrendingDown },
  failed: { word: 'Failed', Icon: X },
  not_judged: { word: 'Not judged', Icon: Ban },
  pending: { word: 'Pending', Icon: Clock3 },
  never_scanned: { word: 'Never scanned', Icon: CircleDashed },
} as const;

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  clear: LOOKS.clear.word,
  degrading: LOOKS.degrading.word,
  failed: LOOKS.failed.word,
  not_judged: LOOKS.not_judged.word,
  pending: LOOKS.pending.word,
  never_scanned: LOOKS.never_scanned.word,
};

export function VerdictChip({
  verdict,
  size = 'small',
}: {
  readonly verdict: Verdict;
  readonly size?: 'small' | 'large';
}) {
  const { word, Icon } = LOOKS[verdict];
  return (
    <span className={classNames(styles.chip, styles[verdict], styles[size])}>
      <Icon aria-hidden size={size === 'large' ? 15 : 13} strokeWidth={2.4} />
      {word}
    </span>
  );
}
