import { useQuery } from '@tanstack/react-query';
import { failureWords, problemOf } from '../../../../api/problem';
import { Button } from '../../../../ui/button';
import { Facts } from '../../../../ui/facts';
import { Notice } from '../../../../ui/notice';
import { Panel, Section } from '../../../../ui/panel';
import { Skeleton } from '../../../../ui/states';
import { TextBlock } from '../../../../ui/text-block';
import { headerLines, STATE_WORDS } from '../messages';
import { deliveryQuery, type DetailedDelivery, useRedeliver } from '../webhooks.queries';
import { AttemptTable } from './attempt-table';

interface DeliveryDetailProps {
  readonly webhookId: number;
  readonly deliveryId: number;
  readonly onDone: (words: string) => void;
}

/** A delivery: what was sent, and what each attempt met. */
export function DeliveryDetail({ webhookId, deliveryId, onDone }: DeliveryDetailProps) {
  const { data, error } = useQuery(deliveryQuery(webhookId, deliveryId));
  const redeliver = useRedeliver(webhookId);
  const again = () => redeliver.mutate(deliveryId, { onSuccess: () => onDone('The delivery starts again.') });
  return (
    <Section
      title={`Delivery ${deliveryId}`}
      controls={
        <Button disabled={redeliver.isPending || data === undefined} onClick={again}>
          Deliver again
        </Button>
      }
    >
      {redeliver.error !== null && (
        <Notice tone="failure" role="alert">
          {failureWords(redeliver.error)}
        </Notice>
      )}
      {error !== null && (
        <Notice tone="failure" role="alert">
          {problemOf(error).isAbsent ? 'This delivery is no longer stored.' : problemOf(error).detail}
        </Notice>
      )}
      {data === undefined ? error === null && <Skeleton heights={[120, 46]} /> : <Detail delivery={data} />}
    </Section>
  );
}

function Detail({ delivery: { event, event_id, state, attempts, request } }: { readonly delivery: DetailedDelivery }) {
  return (
    <>
      <Panel>
        <Facts
          facts={[
            ['Event', <code>{event}</code>],
            ['Its id', <code>{event_id}</code>],
            ['State', STATE_WORDS[state]],
          ]}
        />
      </Panel>
      <AttemptTable attempts={attempts} />
      <Panel>
        <p>Request, without its signatures and secrets</p>
        <TextBlock label="Request headers">{headerLines(request.headers)}</TextBlock>
        <TextBlock label="Request body">{readable(request.body)}</TextBlock>
      </Panel>
    </>
  );
}

/** JSON with indents; what is none stays. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
