import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { failureWords } from '../../../../api/problem';
import { announceDone } from '../../../../ui/announce';
import { Button } from '../../../../ui/button';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import form from '../../../../ui/form.module.css';
import { Notice } from '../../../../ui/notice';
import { nameOf, pingWords } from '../messages';
import { draftOf } from '../webhook-draft';
import { useDeleteWebhook, usePing, useUpdateWebhook, type Webhook } from '../webhooks.queries';
import { RotateSecret } from './rotate-secret';
import { WebhookForm } from './webhook-form';

interface WebhookActionsProps {
  readonly webhook: Webhook;
  /** Called with what has happened. */
  readonly onDone: (words: string) => void;
  /** Called with a new secret. */
  readonly onSecret: (secret: string) => void;
}

/** Everything that is done to a webhook. */
export function WebhookActions({ webhook, onDone, onSecret }: WebhookActionsProps) {
  const [open, setOpen] = useState<'edit' | 'rotate' | 'delete' | null>(null);
  const ping = usePing(webhook.id);
  const toggle = useUpdateWebhook(webhook.id);
  const close = () => setOpen(null);
  const failure = failureWords(ping.error ?? toggle.error);
  const sendPing = () =>
    ping.mutate(undefined, {
      onSuccess: (answer) => onDone('attempts' in answer ? pingWords(answer) : 'The ping is on its way.'),
    });
  const switchOn = (enabled: boolean) =>
    toggle.mutate(
      { enabled },
      { onSuccess: () => onDone(enabled ? 'Events are delivered again.' : 'Nothing is delivered from now on.') },
    );
  return (
    <>
      <div className={form.actions}>
        <Button kind="primary" disabled={ping.isPending} onClick={sendPing}>
          Send ping
        </Button>
        <Button onClick={() => setOpen('edit')}>Edit</Button>
        <Button onClick={() => setOpen('rotate')}>Rotate secret</Button>
        <Button disabled={toggle.isPending} onClick={() => switchOn(!webhook.enabled)}>
          {webhook.enabled ? 'Disable' : 'Enable'}
        </Button>
        <Button onClick={() => setOpen('delete')}>Delete</Button>
      </div>
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      {open === 'edit' && <EditWebhook webhook={webhook} onClose={close} />}
      {open === 'rotate' && <RotateSecret webhook={webhook} onSecret={onSecret} onClose={close} />}
      {open === 'delete' && <DeleteWebhook webhook={webhook} onClose={close} />}
    </>
  );
}

interface DialogProps {
  readonly webhook: Webhook;
  readonly onClose: () => void;
}

function EditWebhook({ webhook, onClose }: DialogProps) {
  const update = useUpdateWebhook(webhook.id);
  return (
    <WebhookForm
      title="Edit webhook"
      action="Save webhook"
      initial={draftOf(webhook)}
      headerNames={webhook.header_names}
      isPending={update.isPending}
      error={update.error}
      onSubmit={(body) => announceDone(update.mutateAsync(body, { onSuccess: onClose }), 'The webhook is saved.')}
      onClose={onClose}
    />
  );
}

function DeleteWebhook({ webhook, onClose }: DialogProps) {
  const remove = useDeleteWebhook(webhook.id);
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      title={`Delete ${nameOf(webhook)}?`}
      action="Delete webhook"
      isPending={remove.isPending}
      failure={failureWords(remove.error)}
      onConfirm={() =>
        announceDone(
          remove.mutateAsync(undefined, { onSuccess: () => void navigate({ to: '/settings/webhooks' }) }),
          `The webhook ${nameOf(webhook)} is deleted.`,
        )
      }
      onClose={onClose}
    >
      <p>Waiting deliveries are cancelled, and its log is deleted. This cannot be undone.</p>
    </ConfirmDialog>
  );
}
