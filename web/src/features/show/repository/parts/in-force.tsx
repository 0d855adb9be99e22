import { Link } from '@tanstack/react-router';
import { RULE_TITLES } from '../../../../gate/words';
import { Ago } from '../../../../ui/ago';
import { Ends } from '../../../../ui/ends';
import { countOf } from '../../../../ui/format';
import { Section } from '../../../../ui/panel';
import { type RepositoryOverview } from '../repository.queries';
import styles from './in-force.module.css';

/** Baseline, waivers and policy that the next verdict of this repository rests on. */
export function InForce({
  page: { repo, baseline, waivers_in_force: waivers, verdict },
}: {
  readonly page: RepositoryOverview;
}) {
  return (
    <Section title="In force">
      <dl className={styles.strip}>
        <div>
          <dt>Baseline</dt>
          <dd>
            {baseline === null ? (
              'none yet: the next scan of the default branch creates one'
            ) : (
              <>
                <Link to="/repos/$repoId/baseline" params={{ repoId: repo.id }}>
                  {countOf(baseline.problems, 'problem')}
                </Link>
                , marked ones included, since <Ago at={baseline.updated_at} />
              </>
            )}
          </dd>
          <dd>
            <Link to="/repos/$repoId/baseline" params={{ repoId: repo.id }}>
              Baseline by tool
            </Link>
          </dd>
        </div>
        <div>
          <dt>Waivers</dt>
          <dd>
            {waivers.length === 0
              ? 'none'
              : waivers.map(({ id, rule, expires_at }) => (
                  <p key={id}>
                    {RULE_TITLES[rule]}
                    {expires_at !== null && (
                      <>
                        , ends <Ends at={expires_at} />
                      </>
                    )}
                  </p>
                ))}
          </dd>
          <dd>
            <Link to="/waivers" search={{ repo: repo.id }}>
              All waivers
            </Link>
          </dd>
        </div>
        <div>
          <dt>Policy</dt>
          <dd>
            {verdict?.policy_version == null ? (
              'not judged yet'
            ) : (
              <>
                last judged by <Link to="/policy">revision {verdict.policy_version}</Link>
              </>
            )}
            {verdict?.repo_policy_version != null && `, own revision ${verdict.repo_policy_version}`}
            {verdict?.policy_file != null && ', with the policy file of the repository'}
          </dd>
          <dd>
            <Link to="/policy">Policy in force</Link>
          </dd>
        </div>
      </dl>
    </Section>
  );
}
