import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Flip } from '../../../../gate/simulation';
import { Button } from '../../../../ui/button';
import { countOf, formatCount } from '../../../../ui/format';
import { Panel, Section } from '../../../../ui/panel';
import { becauseWords } from '../messages';
import styles from './effect.module.css';

/** Scans listed at first, so that each key's answer is drawn within a frame. */
const LISTED = 20;

interface FlipListProps {
  readonly to: 'failed' | 'passed';
  readonly flips: readonly Flip[];
  /** Branches of scans by their ids. */
  readonly branches: ReadonlyMap<number, string>;
}

/** Scans that a policy would judge otherwise, each with the cause. */
export function FlipList({ to, flips, branches }: FlipListProps) {
  const [isOpen, setOpen] = useState(false);
  const listed = isOpen ? flips : flips.slice(0, LISTED);
  return (
    <Section
      title={to === 'failed' ? 'Would fail' : 'Would pass'}
      aside={`${countOf(flips.length, 'scan')} that did not ${to === 'failed' ? 'fail' : 'pass'} until now`}
    >
      <Panel>
        {flips.length === 0 ? (
          <p className={styles.quiet}>
            {to === 'failed' ? 'No further scan would fail.' : 'No further scan would pass.'}
          </p>
        ) : (
          <ul className={styles.list}>
            {listed.map((flip) => (
              <li key={flip.scan_id} className={styles.item}>
                <Link to="/scans/$scanId" params={{ scanId: flip.scan_id }}>
                  {flip.repo} {flip.pr_number === null ? branches.get(flip.scan_id) : `#${flip.pr_number}`}, scan{' '}
                  {flip.scan_id}
                </Link>
                <span>{becauseWords(flip, to)}</span>
              </li>
            ))}
          </ul>
        )}
        {listed.length < flips.length && (
          <Button kind="quiet" onClick={() => setOpen(true)}>
            Show all {formatCount(flips.length)}
          </Button>
        )}
      </Panel>
    </Section>
  );
}
