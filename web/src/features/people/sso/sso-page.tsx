import { useSuspenseQuery } from '@tanstack/react-query';
import { NotOpen } from '../../../ui/not-open';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { providerQuery, useIsOwner } from '../session/session.queries';
import { organizationQuery } from '../settings/settings.queries';
import { SsoForm } from './parts/sso-form';
import { ssoQuery } from './sso.queries';

export function SsoPage() {
  return useIsOwner() ? (
    <Sso />
  ) : (
    <NotOpen title="Sign-in" who="Only owners of the organization can see and change how its people sign in." />
  );
}

function Sso() {
  useTitle('Sign-in');
  const { data: settings } = useSuspenseQuery(ssoQuery());
  const { data: organization } = useSuspenseQuery(organizationQuery());
  const { data: provider } = useSuspenseQuery(providerQuery());
  return (
    <>
      <PageHeader title="Sign-in" help="sign-in">
        {provider.host === null ? 'People sign in with their passwords.' : `People sign in at ${provider.host}, too.`}
      </PageHeader>
      {provider.host === null && <Notice>The operator of the service has not set up an identity provider.</Notice>}
      <Panel>
        <SsoForm
          key={organization.id}
          settings={settings}
          grantedGroups={organization.sso_groups}
          verifiedDomains={organization.verified_domains}
          hasProvider={provider.host !== null}
        />
      </Panel>
    </>
  );
}
