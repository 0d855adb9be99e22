import { useQuery } from '@tanstack/react-query';
import { failureWords } from '../../../api/problem';
import { FreshSignIn } from '../../../shell/fresh-sign-in';
import { Ago } from '../../../ui/ago';
import { Button } from '../../../ui/button';
import { Notice } from '../../../ui/notice';
import { Panel, Section } from '../../../ui/panel';
import table from '../../../ui/table.module.css';
import { providerQuery, useConnectProvider, useMe } from '../session/session.queries';
import { identitiesQuery, secondFactorQuery, useUnbindIdentity } from './settings.queries';

/** Accounts at the identity provider that sign in as the person, with a way to bind another one; nothing where none is set up. */
export function ProviderConnection() {
  const { data: provider } = useQuery(providerQuery());
  const { user } = useMe();
  const factors = useQuery(secondFactorQuery()).data;
  const isFresh = factors?.fresh ?? true;
  const lacksFactor = user.is_super_admin && factors !== undefined && !factors.totp && factors.passkeys === 0;
  const connect = useConnectProvider();
  if (provider?.host == null) return null;
  return (
    <Section title="Identity provider">
      <Panel>
        {connect.error !== null && (
          <Notice tone="failure" role="alert">
            {failureWords(connect.error)}
          </Notice>
        )}
        <p>
          Connect your account at {provider.host} to sign in with it. Anyone who controls that account can then sign in
          as you.
        </p>
        <Identities isFresh={isFresh} />
        {lacksFactor ? (
          <p>Staff of this service need a second factor to connect an account. Set one up below first.</p>
        ) : isFresh ? (
          <Button disabled={connect.isPending} onClick={() => connect.mutate('/settings/sessions')}>
            Connect {provider.host}
          </Button>
        ) : (
          <FreshSignIn purpose="Connecting or disconnecting an account" />
        )}
      </Panel>
    </Section>
  );
}

function Identities({ isFresh }: { readonly isFresh: boolean }) {
  const identities = useQuery(identitiesQuery()).data?.identities ?? [];
  const unbind = useUnbindIdentity();
  if (identities.length === 0) return null;
  return (
    <>
      {unbind.error !== null && (
        <Notice tone="failure" role="alert">
          {failureWords(unbind.error)}
        </Notice>
      )}
      <table aria-label="Connected accounts" className={table.table}>
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Connected</th>
            <th scope="col">Last sign-in</th>
            <th scope="col">
              <span className="visually-hidden">Disconnect</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {identities.map(({ id, issuer, subject, bound_at: boundAt, last_used_at: usedAt, is_current: isCurrent }) => (
            <tr key={id}>
              <th scope="row">
                <span title={issuer}>{subject}</span>
                {isCurrent && <span className={table.quiet}> (this session)</span>}
              </th>
              <td data-label="Connected">
                <Ago at={boundAt} />
              </td>
              <td data-label="Last sign-in">{usedAt === null ? '–' : <Ago at={usedAt} />}</td>
              <td className={table.number}>
                {isFresh && (
                  <Button disabled={unbind.isPending} onClick={() => unbind.mutate(id)}>
                    Disconnect
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
