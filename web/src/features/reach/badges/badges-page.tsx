import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { CopyField } from '../../../ui/copy-field';
import { Field } from '../../../ui/field';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { Segments } from '../../../ui/segments';
import { stepsBelowRepository } from '../../../verdict/scan-path';
import { repositoryQuery } from '../../show/repository/repository.queries';
import { addressBadge, BADGE_NAMES, type BadgeKind } from './address-badge';
import { badgeQuery } from './badges.queries';
import styles from './badges-page.module.css';
import { Renew } from './parts/renew';

const route = getRouteApi('/shell/repos/$repoId/badges');

export function BadgesPage() {
  const { repoId } = route.useParams();
  const { repo, can } = useSuspenseQuery(repositoryQuery(repoId)).data;
  useTitle(`Badges · ${repo.name}`);
  return (
    <>
      <PageHeader title="Badges" path={stepsBelowRepository(repo, 'Badges')}>
        Images for a readme or a page elsewhere. Anyone who has a badge’s address can see it without signing in.
      </PageHeader>
      <Panel>
        <Badge repoId={repoId} defaultBranch={repo.default_branch} />
      </Panel>
      <Renew
        repoId={repoId}
        lockedBecause={
          can.edit_repo ? null : 'Only administrators and owners of the organization can renew its badges.'
        }
      />
    </>
  );
}

/** The chosen badge with its address and Markdown. */
function Badge({ repoId, defaultBranch }: { readonly repoId: number; readonly defaultBranch: string }) {
  const { data: gate } = useSuspenseQuery(badgeQuery(repoId));
  const [kind, setKind] = useState<BadgeKind>('gate');
  const [branch, setBranch] = useState('');
  const { url, markdown } = addressBadge(gate, { kind, branch });
  return (
    <div className={styles.badge}>
      <div>
        <Segments
          label="Badge"
          segments={Object.entries(BADGE_NAMES).map(([value, label]) => ({ value: value as BadgeKind, label }))}
          value={kind}
          onChange={setKind}
        />
      </div>
      <Field
        label="Branch"
        placeholder={defaultBranch}
        hint={`Empty: ${defaultBranch}, the default branch.`}
        maxLength={255}
        value={branch}
        onChange={(event) => setBranch(event.target.value)}
      />
      <img src={pathOf(url)} alt={`Badge: ${BADGE_NAMES[kind]}`} height={20} className={styles.image} />
      <CopyField label="Address" value={url} />
      <CopyField label="Markdown" value={markdown} hint="The image links to the page of the repository." />
    </div>
  );
}

/** Address below this origin, the only one whose images the page may show. */
function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
