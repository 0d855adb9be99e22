import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { EmptyState } from '../../../ui/states';
import { stepsBelowRepository } from '../../../verdict/scan-path';
import { baselineQuery } from './baseline.queries';
import { knownWords } from './messages';
import { BaselineTable } from './parts/baseline-table';
import { Cleared } from './parts/cleared';
import { Rebuild } from './parts/rebuild';

const route = getRouteApi('/shell/repos/$repoId/baseline');

export function BaselinePage() {
  const { repoId } = route.useParams();
  const { data: baseline } = useSuspenseQuery(baselineQuery(repoId));
  const { repo, can } = baseline;
  const lockedBecause = can.rebuild_baseline
    ? null
    : 'Only administrators and owners of the organization can rebuild baselines.';
  useTitle(`Baseline · ${repo.name}`);
  return (
    <>
      <PageHeader
        title="Baseline"
        help="new-code#facts-behind-a-comparison"
        path={stepsBelowRepository(repo, 'Baseline')}
      >
        {knownWords(baseline)}
      </PageHeader>
      {baseline.cleared && (
        <Cleared repoId={repoId} branch={baseline.branch} cleared={baseline.cleared} lockedBecause={lockedBecause} />
      )}
      {baseline.tools.length === 0 ? (
        <Panel>
          <EmptyState title="No problem is known">
            <p>
              Until a scan of <code>{baseline.branch}</code> completes, everything that its next scan finds is new.
            </p>
          </EmptyState>
        </Panel>
      ) : (
        <BaselineTable tools={baseline.tools} />
      )}
      <Rebuild repoId={repoId} baseline={baseline} lockedBecause={lockedBecause} />
    </>
  );
}
