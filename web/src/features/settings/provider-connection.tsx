import { useQuery } from '@tanstack/react-query';
import { problemOf } from '../../api/problem';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { Panel, Section } from '../../ui/panel';
import { providerQuery, useConnectProvider } from '../session/session.queries';

/** Connects the person's account at the identity provider, for sign-ins there; nothing where none is set up. */
export function ProviderConnection() {
  const { data: provider } = useQuery(providerQuery());
  const connect = useConnectProvider();
  if (provider?.host == null) return null;
  return (
    <Section title="Identity provider">
      <Panel>
        {connect.error !== null && (
          <Notice tone="failure" role="alert">
            {problemOf(connect.error).detail}
          </Notice>
        )}
        <p>Whoever has your account at {provider.host} can sign in as you once it is connected.</p>
        <Button disabled={connect.isPending} onClick={() => connect.mutate('/settings/sessions')}>
          Connect {provider.host}
        </Button>
      </Panel>
    </Section>
  );
}
