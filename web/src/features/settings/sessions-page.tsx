import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '../../api/problem';
import { Ago } from '../../ui/ago';
import { Button } from '../../ui/button';
import { Field } from '../../ui/field';
import form from '../../ui/form.module.css';
import { Notice } from '../../ui/notice';
import { PageHeader, useTitle } from '../../ui/page-header';
import { Panel, Section } from '../../ui/panel';
import table from '../../ui/table.module.css';
import { DeleteAccount } from './parts/delete-account';
import { ProviderConnection } from './provider-connection';
import { sessionsQuery, useChangePassword, useRevokeSession } from './settings.queries';

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
                  {session.user_agent ?? 'not known'}
                  {session.is_current && <span className={table.quiet}> (this one)</span>}
                </th>
                <td data-label="Address">
                  <code>{session.address ?? '–'}</code>
                </td>
                <td data-label="Signed in">
                  <Ago at={session.created_at} />
                </td>
                <td data-label="Ends">
                  <Ago at={session.expires_at} />
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
          <PasswordForm />
        </Panel>
      </Section>
      <DeleteAccount />
    </>
  );
}

function PasswordForm() {
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const problem = change.error === null ? null : problemOf(change.error);
  const submit = () =>
    change.mutate(
      { current_password: current, new_password: next },
      {
        onSuccess: () => {
          setCurrent('');
          setNext('');
        },
      },
    );
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {problem && (
        <Notice tone="failure" role="alert">
          {problem.extra.errors?.[0]?.message ?? problem.detail}
        </Notice>
      )}
      <Field
        label="Current password"
        type="password"
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <Field
        label="New password"
        type="password"
        autoComplete="new-password"
        required
        minLength={12}
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
      <div className={form.actions}>
        <Button kind="primary" type="submit" disabled={change.isPending}>
          Change password
        </Button>
        {change.isSuccess && <span role="status">Changed. All other sessions have ended.</span>}
      </div>
    </form>
  );
}
