import { type ReactNode } from 'react';
import { ANSWER_WORDS, RULE_TITLES } from '../gate/words';
import { Ago } from '../ui/ago';
import { Delta } from '../ui/delta';
import { formatCount, formatPercent, NONE } from '../ui/format';
import { Section } from '../ui/panel';
import pill from '../ui/pill.module.css';
import { type FromTo, type SinceChanges } from './scan-figures';

interface ChangePillsProps {
  readonly changes: SinceChanges | null;
  /** Time of the previous scan, where it is known. */
  readonly since: string | null;
}

/** Differences to the previous completed scan of the same branch or pull request. */
export function ChangePills({ changes, since }: ChangePillsProps) {
  if (changes === null)
    return (
      <Section title="Since the previous scan">
        <p className={pill.none}>This is the first completed scan: there is no comparison yet.</p>
      </Section>
    );
  return (
    <Section title="Since the previous scan" aside={since === null ? undefined : <Ago at={since} />}>
      <ul className={pill.pills}>
        <Pill>
          <strong>{formatCount(changes.new_findings)}</strong> appeared
        </Pill>
        <Pill>
          <strong>{formatCount(changes.fixed)}</strong> fixed
        </Pill>
        <PercentPill name="coverage" of="of all lines covered" values={changes.coverage_pct} better="up" />
        <PercentPill name="duplication" of="of all lines duplicated" values={changes.duplication_pct} better="down" />
        {changes.quality_rating && <RatingPill {...changes.quality_rating} />}
        {changes.rules.map(({ rule, from, to }) => (
          <Pill key={rule}>
            {RULE_TITLES[rule]}: {ANSWER_WORDS[from]} → <strong>{ANSWER_WORDS[to]}</strong>
          </Pill>
        ))}
        {changes.policy_changed && <Pill>the policy has changed</Pill>}
      </ul>
    </Section>
  );
}

function PercentPill({
  name,
  of,
  values,
  better,
}: {
  readonly name: string;
  /** Whole that the percentage is of. */
  readonly of: string;
  readonly values: FromTo<number> | null;
  readonly better: 'up' | 'down';
}) {
  if (values?.to == null) return <Pill>{name}: no comparison</Pill>;
  const change = values.from === null ? null : Math.round((values.to - values.from) * 100) / 100;
  return (
    <Pill>
      <strong>{formatPercent(values.to)}</strong> {of} <Delta change={change} better={better} unit="pt" />
    </Pill>
  );
}

function RatingPill({ from, to }: FromTo<string>) {
  if (from === to)
    return (
      <Pill>
        rating <strong>{to ?? NONE}</strong> <span className={pill.none}>unchanged</span>
      </Pill>
    );
  return (
    <Pill>
      rating {from ?? NONE} → <strong>{to ?? NONE}</strong>
    </Pill>
  );
}

const Pill = ({ children }: { readonly children: ReactNode }) => <li className={pill.pill}>{children}</li>;
