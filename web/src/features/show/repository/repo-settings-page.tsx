import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel, Section } from '../../../ui/panel';
import { ExcerptChoice } from '../../../verdict/code/excerpt-choice';
import { stepsBelowRepository } from '../../../verdict/scan-path';
import { BaselineForm } from './parts/baseline-form';
import { DeleteRepository } from './parts/delete-repository';
import { RepositoryNames } from './parts/repository-names';
import styles from './repo-settings-page.module.css';
import { repositoryQuery } from './repository.queries';

const route = getRouteApi('/shell/repos/$repoId/settings');

const WHO = 'Only administrators and owners of the organization may change repositories.';
const GROUPS = ['General', 'Excerpts', 'Baseline', 'Forge', 'Badges', 'Danger'] as const;

/** Settings of one repository, group by group. */
export function RepoSettingsPage() {
  const { repoId } = route.useParams();
  const { data: page } = useSuspenseQuery(repositoryQuery(repoId));
  const { repo, can } = page;
  useTitle(`Settings · ${repo.name}`);
  const lockedBecause = can.edit_repo === true ? null : WHO;
  const params = { repoId };
  return (
    <>
      <PageHeader title={`Settings of ${repo.name}`} path={stepsBelowRepository(repo, 'Settings')} />
      <div className={styles.layout}>
        <nav aria-label="Settings of the repository" className={styles.nav}>
          {GROUPS.map((group) => (
            <a key={group} href={`#${group}`}>
              {group}
            </a>
          ))}
        </nav>
        <div className={styles.groups}>
          <Group name="General">
            <RepositoryNames page={page} />
          </Group>
          <Group name="Excerpts">
            <ExcerptChoice repo={repo} lockedBecause={lockedBecause} />
          </Group>
          <Group name="Baseline">
            <BaselineForm repo={repo} lockedBecause={lockedBecause} />
            <p>
              Its problems, and the way to rebuild it, are on{' '}
              <Link to="/repos/$repoId/baseline" params={params}>
                the page of the baseline
              </Link>
              .
            </p>
          </Group>
          <Group name="Forge">
            <p>The repository at a forge that shows the verdicts.</p>
            <Link to="/repos/$repoId/forge" params={params}>
              Place at a forge
            </Link>
          </Group>
          <Group name="Badges">
            <p>Images with the verdict, for a README.</p>
            <Link to="/repos/$repoId/badges" params={params}>
              Addresses of the badges
            </Link>
          </Group>
          <div id="Danger">
            <DeleteRepository page={page} />
          </div>
        </div>
      </div>
    </>
  );
}

function Group({ name, children }: { readonly name: (typeof GROUPS)[number]; readonly children: ReactNode }) {
  return (
    <div id={name}>
      <Section title={name}>
        <Panel>{children}</Panel>
      </Section>
    </div>
  );
}
