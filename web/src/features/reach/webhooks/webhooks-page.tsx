import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button';
import { CopyField } from '../../../ui/copy-field';
import { NotOpen } from '../../../ui/not-open';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { EmptyState } from '../../../ui/states';
import { useIsAdministrator } from '../../people/session/session.queries';
import { WebhookForm } from './parts/webhook-form';
import { WebhookTable } from './parts/webhook-table';
import { NEW_DRAFT } from './webhook-draft';
import { useCreateWebhook, webhooksQuery, WHO_MAY } from './webhooks.queries';

export function WebhooksPage() {
  return useIsAdministrator() ? <Webhooks /> : <NotOpen title="Webhooks" who={WHO_MAY} />;
}

function Webhooks() {
  useTitle('Webhooks');
  const { webhooks } = useSuspenseQuery(webhooksQuery()).data;
  const [isCreating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <>
      <PageHeader title="Webhooks" help="webhooks">
        They notify other services of verdicts and changes as they happen.
      </PageHeader>
      <div>
        <Button kind="primary" onClick={() => setCreating(true)}>
          New webhook
        </Button>
      </div>
      {secret !== null && (
        <Panel>
          <CopyField
            label="Secret"
            value={secret}
            hint="It is shown only once. The receiver verifies signatures with it."
          />
        </Panel>
      )}
      <Panel isFlush={webhooks.length > 0}>
        {webhooks.length === 0 ? (
          <EmptyState title="No webhook yet">
            <p>A new webhook receives events from the time it is created.</p>
          </EmptyState>
        ) : (
          <WebhookTable webhooks={webhooks} />
        )}
      </Panel>
      {isCreating && (
        <NewWebhook
          onClose={() => setCreating(false)}
          onCreated={(created) => {
            setSecret(created);
            setCreating(false);
          }}
        />
      )}
    </>
  );
}

interface NewWebhookProps {
  readonly onClose: () => void;
  /** Called with the secret. */
  readonly onCreated: (secret: string) => void;
}

function NewWebhook({ onClose, onCreated }: NewWebhookProps) {
  const create = useCreateWebhook();
  return (
    <WebhookForm
      title="New webhook"
      action="Create webhook"
      initial={NEW_DRAFT}
      isPending={create.isPending}
      error={create.error}
      onSubmit={(body) => create.mutate(body, { onSuccess: ({ secret }) => onCreated(secret) })}
      onClose={onClose}
    />
  );
}
