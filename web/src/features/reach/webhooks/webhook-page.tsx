import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Ago } from '../../../ui/ago';
import { CopyField } from '../../../ui/copy-field';
import { Ends } from '../../../ui/ends';
import { Facts } from '../../../ui/facts';
import { countOf } from '../../../ui/format';
import { NotOpen } from '../../../ui/not-open';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { useIsAdministrator } from '../../people/session/session.queries';
import { FORMAT_WORDS, nameOf } from './messages';
import { Deliveries } from './parts/deliveries';
import { Health } from './parts/health';
import { WebhookActions } from './parts/webhook-actions';
import { type Webhook, webhookQuery, WHO_MAY } from './webhooks.queries';

const route = getRouteApi('/shell/settings/webhooks/$webhookId');

export function WebhookPage() {
  return useIsAdministrator() ? <OneWebhook /> : <NotOpen title="Webhooks" who={WHO_MAY} />;
}

function OneWebhook() {
  const { webhookId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: webhook } = useSuspenseQuery(webhookQuery(webhookId));
  const [secret, setSecret] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const name = nameOf(webhook);
  useTitle(`${name} · Webhooks`);
  return (
    <>
      <PageHeader path={[<Link to="/settings/webhooks">Webhooks</Link>, name]} title={name} />
      {webhook.health.state !== 'ok' && (
        <Notice tone="warning">
          <Health health={webhook.health} />
        </Notice>
      )}
      <WebhookActions webhook={webhook} onDone={setDone} onSecret={setSecret} />
      {done !== null && (
        <Notice tone="info" role="status">
          {done}
        </Notice>
      )}
      {secret !== null && (
        <Panel>
          <CopyField label="Secret" value={secret} hint="It is shown only once." />
        </Panel>
      )}
      <Panel>
        <Facts facts={factsOf(webhook)} />
      </Panel>
      <Deliveries
        webhookId={webhookId}
        search={search}
        onSearch={(next) => void navigate({ search: next, resetScroll: false })}
        onDone={setDone}
      />
    </>
  );
}

function factsOf(webhook: Webhook) {
  const { url, format, events, repo_ids, header_names, previous_secret_expires_at: overlap, created_at } = webhook;
  return [
    ['Address', <code>{url}</code>],
    ['Format', FORMAT_WORDS[format]],
    ['Events', events.includes('*') ? 'all' : events.join(', ')],
    ['Repositories', repo_ids === null ? 'all' : countOf(repo_ids.length, 'repository', 'repositories')],
    ['Headers', header_names.length === 0 ? 'none of its own' : header_names.join(', ')],
    ['Created', <Ago at={created_at} />],
    ...(overlap === null ? [] : [['Previous secret', <PreviousSecret until={overlap} />] as const]),
  ] as const;
}

const PreviousSecret = ({ until }: { readonly until: string }) => (
  <>
    also signs, and ends <Ends at={until} />
  </>
);
