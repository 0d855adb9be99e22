import { Link } from '@tanstack/react-router';
import { Ago } from '../../../ui/ago';
import { PageHeader } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { Command, EmptyState } from '../../../ui/states';
import { type RepositoryOverview } from '../repository.queries';

/** A repository without a verdict: what comes next. */
export function NeverScanned({ page: { repo, pending_scan } }: { readonly page: RepositoryOverview }) {
  return (
    <>
      <PageHeader title={pending_scan ? `${repo.name} is being scanned` : `${repo.name} was never scanned`}>
        <Link to="/repos/$repoId/settings" params={{ repoId: repo.id }}>
          Settings
        </Link>
      </PageHeader>
      <Panel>
        {pending_scan ? (
          <EmptyState title="The first scan is pending">
            <p role="status">
              It began <Ago at={pending_scan.started_at} />. Its verdict appears here by itself.
            </p>
          </EmptyState>
        ) : (
          <EmptyState title={`Scan ${repo.default_branch} to get a verdict`}>
            <p>Run this in its pipeline, with an API key in QGATE_TOKEN:</p>
            <Command>{`npx --yes --package ${window.location.origin}/qgate.tgz qgate run --repo ${repo.name}`}</Command>
          </EmptyState>
        )}
      </Panel>
    </>
  );
}
