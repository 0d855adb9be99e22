import { type ReactNode } from 'react';
import { ANSWER_WORDS, RULE_TITLES } from '../gate/words';
import { Ago } from '../ui/ago';
import { Delta, wordsOfMarked } from '../ui/delta';
import { formatCount, formatPercent, NONE } from '../ui/format';
import { measured } from '../ui/measured';
import { Section } from '../ui/panel';
import pill from '../ui/pill.module.css';
import { CompareLink } from './list-link';
import { type FromTo, type PercentFromTo, type SinceChanges } from './scan-figures';

interface ChangePillsProps {
  readonly scanId: number;
  readonly changes: SinceChanges | null;
  /** Time of the previous scan, where it is known. */
  readonly since: string | null;
}

/** Differences to the previous completed scan of the same branch or pull request. */
export function ChangePills({ scanId, changes, since }: ChangePillsProps) {
  if (changes === null)
    return (
      <Section title="Since the previous scan">
        <p className={pill.none}>No earlier scan of this branch or pull request has completed.</p>
      </Section>
    );
  const of = { scanId, otherId: changes.previous_scan_id };
  return (
    <Section title="Since the previous scan" aside={since === null ? undefined : <Ago at={since} />}>
      <ul className={pill.pills}>
        <Pill {...of} kind="new">
          <strong {...measured('appeared', `scan ${scanId}`, changes.new_findings)}>
            {formatCount(changes.new_findings)}
          </strong>{' '}
          appeared
        </Pill>
        <Pill {...of} kind="fixed">
          <strong {...measured('disappeared', `scan ${scanId}`, changes.fixed)}>{formatCount(changes.fixed)}</strong>{' '}
          disappeared
        </Pill>
        {changes.marked !== 0 && (
          <li className={pill.pill} {...measured('marked', `scan ${scanId}`, changes.marked)}>
            {wordsOfMarked(changes.marked)}
          </li>
        )}
        <PercentPill {...of} name="coverage" of="of all lines covered" values={changes.coverage_pct} better="up" />
        <PercentPill
          {...of}
          name="duplication"
          of="of all lines duplicated"
          values={changes.duplication_pct}
          better="down"
        />
        {changes.quality_rating && <RatingPill {...of} {...changes.quality_rating} />}
        {changes.rules.map(({ rule, from, to }) => (
          <Pill key={rule} {...of}>
            {RULE_TITLES[rule]}: {ANSWER_WORDS[from]} → <strong>{ANSWER_WORDS[to]}</strong>
          </Pill>
        ))}
        {changes.policy_changed && <Pill {...of}>the policy has changed</Pill>}
      </ul>
    </Section>
  );
}

/** The scans that are compared. */
interface Pair {
  readonly scanId: number;
  readonly otherId: number;
}

interface PercentPillProps extends Pair {
  readonly name: 'coverage' | 'duplication';
  /** Whole that the percentage is of. */
  readonly of: string;
  readonly values: PercentFromTo | null;
  readonly better: 'up' | 'down';
}

function PercentPill({ name, of, values, better, ...pair }: PercentPillProps) {
  if (values?.to == null) return <Pill {...pair}>{name}: no comparison</Pill>;
  return (
    <Pill {...pair} kind={name}>
      <strong {...measured(`${name}_pct`, `all scan ${pair.scanId}`, values.to)}>{formatPercent(values.to)}</strong>{' '}
      {of} <Delta change={values.delta_pts} better={better} unit="pt" />
    </Pill>
  );
}

function RatingPill({ from, to, ...pair }: FromTo<string> & Pair) {
  if (from === to)
    return (
      <Pill {...pair}>
        rating <strong>{to ?? NONE}</strong> <span className={pill.none}>unchanged</span>
      </Pill>
    );
  return (
    <Pill {...pair}>
      rating {from ?? NONE} → <strong>{to ?? NONE}</strong>
    </Pill>
  );
}

interface PillProps extends Pair {
  readonly kind?: 'new' | 'fixed' | 'coverage' | 'duplication';
  readonly children: ReactNode;
}

/** A difference, which leads to the comparison of the scans. */
const Pill = ({ children, ...to }: PillProps) => (
  <li>
    <CompareLink {...to} className={pill.pill}>
      {children}
    </CompareLink>
  </li>
);
