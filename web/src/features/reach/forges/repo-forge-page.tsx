import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Facts } from '../../../ui/facts';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { EmptyState } from '../../../ui/states';
import { stepsBelowRepository } from '../../../verdict/scan-path';
import { useIsAdministrator } from '../../people/session/session.queries';
import { repositoryQuery } from '../../show/repository/repository.queries';
import { FORGE_ERROR_WORDS } from './forge-reports.queries';
import { forgesQuery } from './forges.queries';
import { KINDS, reportWords } from './messages';
import { PlaceActions } from './parts/place-actions';
import { type RepoForge, repoForgeQuery } from './repo-forge.queries';

const route = getRouteApi('/shell/repos/$repoId/forge');

export function RepoForgePage() {
  const { repoId } = route.useParams();
  const { repo } = useSuspenseQuery(repositoryQuery(repoId)).data;
  const { data: place } = useSuspenseQuery(repoForgeQuery(repoId));
  const isAdministrator = useIsAdministrator();
  const { data } = useQuery({ ...forgesQuery(), enabled: isAdministrator });
  const [saved, setSaved] = useState<RepoForge | null>(null);
  useTitle(`Forge · ${repo.name}`);
  const connections = data?.forges ?? [];
  return (
    <>
      <PageHeader title="Forge" path={stepsBelowRepository(repo, 'Forge')}>
        Where verdicts of this repository are shown beside the merge button.
      </PageHeader>
      {place.guessed && <Notice>It was guessed from the repository’s address or name.</Notice>}
      {saved !== null && <Saved place={saved} />}
      <Panel>
        {place.forge_id === null ? (
          <EmptyState title="Shown at no forge">
            {isAdministrator && connections.length === 0 && data !== undefined && (
              <p>
                No forge is connected: <Link to="/settings/forges">connect one</Link> first.
              </p>
            )}
          </EmptyState>
        ) : (
          <Facts
            facts={factsOf(
              place,
              connections.find(({ id }) => id === place.forge_id),
            )}
          />
        )}
      </Panel>
      <PlaceActions repo={repo} place={place} connections={connections} onSaved={setSaved} />
    </>
  );
}

function factsOf(place: RepoForge, connection?: { readonly name: string; readonly kind: keyof typeof KINDS }) {
  const { project, project_id, context, report } = place;
  return [
    ...(connection === undefined
      ? []
      : [['Connection', `${connection.name}, ${KINDS[connection.kind].name}`] as const]),
    ['Repository there', <code>{project}</code>],
    ['Its id there', project_id === null ? 'not known: the forge has not been queried yet' : <code>{project_id}</code>],
    ['Name to require', <code>{context}</code>],
    ['Shows', report === null ? 'nothing' : reportWords(report)],
  ] as const;
}

/** Result of a change, with the reason where the forge did not confirm it. */
function Saved({ place: { problem } }: { readonly place: RepoForge }) {
  return problem === null ? (
    <Notice tone="info" role="status">
      Saved; the forge has confirmed the repository.
    </Notice>
  ) : (
    <Notice tone="warning" role="status">
      Saved, but not confirmed: {FORGE_ERROR_WORDS[problem]}.
    </Notice>
  );
}
