import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type SimulationInputs } from '../../../../gate/simulation';
import { Panel, Section } from '../../../../ui/panel';
import { FILE_MODES } from '../messages';
import { overridesOf } from '../overrides';
import styles from './effect.module.css';

/** Repositories of the scans that override this policy, by a saved one or by a policy file. */
export function OverrideList({ inputs }: { readonly inputs: SimulationInputs }) {
  const overrides = useMemo(() => overridesOf(inputs), [inputs]);
  return (
    <Section title="Repositories with rules of their own" aside={FILE_MODES[inputs.switches.repo_policy]}>
      <Panel>
        {overrides.length === 0 ? (
          <p className={styles.quiet}>None: every repository of these scans follows this policy.</p>
        ) : (
          <ul className={styles.list}>
            {overrides.map(({ repoId, repo, saved, file }) => (
              <li key={repoId} className={styles.item}>
                <Link to="/repos/$repoId" params={{ repoId }}>
                  {repo}
                </Link>
                {saved.length > 0 && <span>saved for it: {saved.join('; ')}</span>}
                {file.length > 0 && <span>policy file: {file.join('; ')}</span>}
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </Section>
  );
}
