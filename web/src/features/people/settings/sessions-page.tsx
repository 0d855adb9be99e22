import { useSuspenseQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { problemOf } from '../../../api/problem';
import { Ago } from '../../../ui/ago';
import { Button } from '../../../ui/button';
import { Ends } from '../../../ui/ends';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel, Section } from '../../../ui/panel';
import table from '../../../ui/table.module.css';
import { ChangePassword } from './change-password';
import { DeleteAccount } from './parts/delete-account';
import { nameProgram } from './parts/program-name';
import { Passkeys } from './passkeys';
import { ProviderConnection } from './provider-connection';
import { SecondFactor } from './second-factor';
import { sessionsQuery, useRevokeSession } from './settings.queries';

const LeaveOrganization = lazy(() =>
  import('./parts/leave-organization').then((part) => ({ default: part.LeaveOrganization })),
);

export function SessionsPage() {
  useTitle('Sessions');
  const { sessions } = useSuspenseQuery(sessionsQuery()).data;
  const revoke = useRevokeSession();
  return (
    <>
      <PageHeader title="Sessions">Browsers and programs that are signed in as you.</PageHeader>
      {revoke.error !== null && (
        <Notice tone="failure" role="alert">
          {problemOf(revoke.error).detail}
        </Notice>
      )}
      <Panel isFlush>
        <table aria-label="Sessions" className={table.table}>
          <thead>
            <tr>
              <th scope="col">Program</th>
              <th scope="col">Address</th>
              <th scope="col">Signed in</th>
              <th scope="col">Ends</th>
              <th scope="col">
                <span className="visually-hidden">Sign out</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <tr key={session.id}>
                <th scope="row">
                  <span title={session.user_agent ?? undefined}>
                    {session.user_agent === null ? 'not known' : nameProgram(session.user_agent)}
                  </span>
                  {session.is_current && <span className={table.quiet}> (this one)</span>}
                </th>
                <td data-label="Address">
                  <code>{session.address ?? '–'}</code>
                </td>
                <td data-label="Signed in">
                  <Ago at={session.created_at} />
                </td>
                <td data-label="Ends">
                  <Ends at={session.expires_at} />
                </td>
                <td className={table.number}>
                  {!session.is_current && (
                    <Button disabled={revoke.isPending} onClick={() => revoke.mutate(session.id)}>
                      Sign out
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      <ProviderConnection />
      <Section title="Password">
        <Panel>
          <ChangePassword isWhole />
        </Panel>
      </Section>
      <Section title="Second factor">
        <Panel>
          <SecondFactor />
        </Panel>
      </Section>
      <Section title="Passkeys">
        <Panel>
          <Passkeys />
        </Panel>
      </Section>
      <Suspense>
        <LeaveOrganization />
      </Suspense>
      <DeleteAccount />
    </>
  );
}
