import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '../../../../api/problem';
import { ShowMore } from '../../../../shell/show-more';
import { Button } from '../../../../ui/button';
import { Notice } from '../../../../ui/notice';
import { Panel, Section } from '../../../../ui/panel';
import { Segments } from '../../../../ui/segments';
import { EmptyState, Skeleton } from '../../../../ui/states';
import { DELIVERY_STATES, type DeliveryState } from '../delivery-states';
import { STATE_WORDS } from '../messages';
import { type WebhookSearch } from '../webhook-search';
import { deliveriesQuery } from '../webhooks.queries';
import { DeliveryDetail } from './delivery-detail';
import { DeliveryTable } from './delivery-table';
import { RedeliverFailed } from './redeliver-failed';

interface DeliveriesProps {
  readonly webhookId: number;
  readonly search: WebhookSearch;
  readonly onSearch: (search: WebhookSearch) => void;
  readonly onDone: (words: string) => void;
}

const SEGMENTS = [
  { value: 'all', label: 'All' },
  ...DELIVERY_STATES.map((value) => ({ value, label: STATE_WORDS[value] })),
] as const;

/** Log of a webhook: its deliveries, and the chosen one with its attempts. */
export function Deliveries({ webhookId, search, onSearch, onDone }: DeliveriesProps) {
  const { state, delivery } = search;
  const [isRedelivering, setRedelivering] = useState(false);
  return (
    <>
      <Section
        title="Deliveries"
        aside="kept for 30 days unless configured otherwise"
        controls={<Button onClick={() => setRedelivering(true)}>Redeliver failed ones</Button>}
      >
        <div>
          <Segments<DeliveryState | 'all'>
            label="Deliveries to list"
            segments={SEGMENTS}
            value={state ?? 'all'}
            onChange={(chosen) => onSearch(chosen === 'all' ? {} : { state: chosen })}
          />
        </div>
        <Listed
          webhookId={webhookId}
          state={state ?? null}
          chosen={delivery ?? null}
          onChoose={(id) => onSearch({ ...search, delivery: id })}
        />
      </Section>
      {delivery !== undefined && (
        <DeliveryDetail key={delivery} webhookId={webhookId} deliveryId={delivery} onDone={onDone} />
      )}
      {isRedelivering && (
        <RedeliverFailed webhookId={webhookId} onDone={onDone} onClose={() => setRedelivering(false)} />
      )}
    </>
  );
}

interface ListedProps {
  readonly webhookId: number;
  readonly state: DeliveryState | null;
  readonly chosen: number | null;
  readonly onChoose: (id: number) => void;
}

function Listed({ webhookId, state, chosen, onChoose }: ListedProps) {
  const query = useInfiniteQuery(deliveriesQuery(webhookId, state));
  const { data, error, refetch } = query;
  if (error !== null)
    return (
      <Notice tone="failure" role="alert" action={<Button onClick={() => void refetch()}>Try again</Button>}>
        {problemOf(error).detail}
      </Notice>
    );
  if (data === undefined) return <Skeleton heights={[46, 46, 46]} />;
  const deliveries = data.pages.flatMap((page) => page.deliveries);
  if (deliveries.length === 0)
    return (
      <Panel>
        <EmptyState title={state === null ? 'Nothing has been delivered yet' : `No delivery is ${state}`}>
          {state === null && <p>“Send ping” tries the endpoint.</p>}
        </EmptyState>
      </Panel>
    );
  return (
    <>
      <Panel isFlush>
        <DeliveryTable deliveries={deliveries} chosen={chosen} onChoose={onChoose} />
      </Panel>
      <ShowMore query={query}>Show older deliveries</ShowMore>
    </>
  );
}
