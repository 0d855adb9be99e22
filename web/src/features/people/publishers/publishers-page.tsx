import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button';
import { CopyField } from '../../../ui/copy-field';
import { NotOpen } from '../../../ui/not-open';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { EmptyState } from '../../../ui/states';
import { reposQuery } from '../../show/repository/repository.queries';
import { useIsAdministrator, useMe } from '../session/session.queries';
import { WHO_MAY } from './messages';
import { PublisherForm } from './parts/publisher-form';
import { PublisherTable } from './parts/publisher-table';
import { publishersQuery } from './publishers.queries';

export function PublishersPage() {
  return useIsAdministrator() ? <Publishers /> : <NotOpen title="Trusted publishers" who={WHO_MAY} />;
}

function Publishers() {
  useTitle('Trusted publishers');
  const { public_url: publicUrl, org } = useMe();
  const { trusted_publishers: publishers } = useSuspenseQuery(publishersQuery()).data;
  const { data: repos } = useQuery(reposQuery());
  const names = new Map((repos ?? []).map(({ id, name }) => [id, name]));
  const [isCreating, setCreating] = useState(false);
  return (
    <>
      <PageHeader title="Trusted publishers" help="trusted-publishers">
        Pipelines that prove their identity through their CI system, and so need no stored key.
      </PageHeader>
      {publicUrl !== null && <Audience url={publicUrl} slug={org.slug} />}
      {publicUrl === null && (
        <Notice tone="warning">
          No pipeline can prove its identity yet: the operator of this service must set PUBLIC_URL, the audience of the
          tokens.
        </Notice>
      )}
      <div>
        <Button kind="primary" onClick={() => setCreating(true)}>
          Trust a pipeline
        </Button>
      </div>
      <Panel isFlush={publishers.length > 0}>
        {publishers.length === 0 ? (
          <EmptyState title="No pipeline is trusted">
            <p>Pipelines sign in with API keys.</p>
          </EmptyState>
        ) : (
          <PublisherTable publishers={publishers} names={names} />
        )}
      </Panel>
      {isCreating && <PublisherForm names={names} onClose={() => setCreating(false)} />}
    </>
  );
}

/** Lines of a pipeline by which its tokens are for the organization. */
function Audience({ url, slug }: { readonly url: string; readonly slug: string }) {
  return (
    <Panel>
      <p>
        Tokens must be for your organization. In GitHub Actions, set <code>org: {slug}</code>; in GitLab CI and
        elsewhere, set <code>QGATE_ORG</code> to <code>{slug}</code>, and use this audience:
      </p>
      <CopyField label="Audience of the tokens" value={`${url}/orgs/${slug}`} />
    </Panel>
  );
}
