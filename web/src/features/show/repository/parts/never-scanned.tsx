import { Link } from '@tanstack/react-router';
import { Ago } from '../../../../ui/ago';
import { INSTALL_QGATE } from '../../../../ui/install-qgate';
import { PageHeader } from '../../../../ui/page-header';
import { Panel } from '../../../../ui/panel';
import { Command, EmptyState } from '../../../../ui/states';
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
              It began <Ago at={pending_scan.started_at} />. Its verdict appears here automatically.
            </p>
          </EmptyState>
        ) : (
          <EmptyState title={`Scan ${repo.default_branch} to get a verdict`}>
            <p>Run this in a checkout, with an API key in QGATE_TOKEN:</p>
            <Command>{`${INSTALL_QGATE} && ~/.local/bin/qgate run --repo ${repo.name}`}</Command>
          </EmptyState>
        )}
      </Panel>
    </>
  );
}
