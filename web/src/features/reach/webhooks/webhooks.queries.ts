import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../../api/client';
import { LOOK_AGAIN_MS } from '../../../api/query-client';
import { type components } from '../../../api/schema.gen';
import { type DeliveryState } from './delivery-states';

type Schemas = components['schemas'];
export type Webhook = Schemas['Webhook'];
export type Delivery = Schemas['Delivery'];
export type DetailedDelivery = Schemas['DetailedDelivery'];
export type DeliveryAttempt = Schemas['DeliveryAttempt'];
export type EventType = Schemas['EventType'];

export const WHO_MAY = 'Only administrators and owners of the organization can see and change its webhooks.';

/** A webhook as the service takes it; it refuses values of another type in words. */
export interface WebhookBody {
  readonly url: string;
  readonly description: string | null;
  readonly format: Webhook['format'];
  readonly events: readonly string[];
  readonly repo_ids: readonly number[] | null;
  /** Left out: those that are stored stay. */
  readonly headers?: Readonly<Record<string, string>>;
}

const ROUTE = '/webhooks';
const webhooksKey = ['webhooks'] as const;
const webhookKey = (id: number) => [...webhooksKey, id] as const;
const deliveriesKey = (id: number) => [...webhookKey(id), 'deliveries'] as const;

/** All webhooks of the organization, of which there are at most 50. */
export const webhooksQuery = () =>
  queryOptions({
    queryKey: [...webhooksKey, 'list'],
    queryFn: ({ signal }) => get<Schemas['WebhookList']>(ROUTE, { limit: 200 }, signal),
  });

export const webhookQuery = (id: number) =>
  queryOptions({
    queryKey: [...webhookKey(id), 'one'],
    queryFn: ({ signal }) => get<Webhook>(`${ROUTE}/${id}`, undefined, signal),
    refetchInterval: LOOK_AGAIN_MS,
  });

/** Types of events that a webhook may have, with what each is sent for. */
export const eventTypesQuery = () =>
  queryOptions({
    queryKey: ['event-types'],
    queryFn: ({ signal }) => get<Schemas['EventTypeList']>(`${ROUTE}/event-types`, undefined, signal),
    staleTime: Infinity,
  });

/** Deliveries of a webhook, newest first, page by page. */
export const deliveriesQuery = (id: number, state: DeliveryState | null) =>
  infiniteQueryOptions({
    queryKey: [...deliveriesKey(id), 'list', state],
    queryFn: ({ pageParam, signal }) =>
      get<Schemas['DeliveryList']>(`${ROUTE}/${id}/deliveries`, { state, limit: 50, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: LOOK_AGAIN_MS,
  });

export const deliveryQuery = (id: number, deliveryId: number) =>
  queryOptions({
    queryKey: [...deliveriesKey(id), deliveryId],
    queryFn: ({ signal }) => get<DetailedDelivery>(`${ROUTE}/${id}/deliveries/${deliveryId}`, undefined, signal),
    refetchInterval: LOOK_AGAIN_MS,
  });

function useWebhookChange<T, Result>(mutationFn: (input: T) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => client.invalidateQueries({ queryKey: webhooksKey }),
    // An answer may have a secret, which no page shows twice.
    gcTime: 0,
  });
}

/** Creates a webhook; its secret is in this answer and nowhere else. */
export const useCreateWebhook = () =>
  useWebhookChange((body: WebhookBody) => send<Schemas['CreatedWebhook']>('POST', ROUTE, { body }));

export const useUpdateWebhook = (id: number) =>
  useWebhookChange((body: Partial<WebhookBody> & { readonly enabled?: boolean }) =>
    send<Webhook>('PATCH', `${ROUTE}/${id}`, { body }),
  );

/** Deletes a webhook; the page that shows it has to be left before its reads are repeated. */
export function useDeleteWebhook(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<undefined>('DELETE', `${ROUTE}/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: webhooksQuery().queryKey }),
  });
}

/** Replaces the secret; the new one is in this answer and nowhere else. */
export const useRotateSecret = (id: number) =>
  useWebhookChange((overlapHours: number) =>
    send<Schemas['RotatedSecret']>('POST', `${ROUTE}/${id}/rotate-secret`, { body: { overlap_hours: overlapHours } }),
  );

/** Seconds for which the answer to a ping is waited for. */
const PING_SECONDS = 10;

/** Sends a ping; answers the delivery, or its id alone where it has not ended yet. */
export const usePing = (id: number) =>
  useWebhookChange(() =>
    send<DetailedDelivery | Schemas['Ping']>('POST', `${ROUTE}/${id}/ping`, { query: { wait: PING_SECONDS } }),
  );

export const useRedeliver = (id: number) =>
  useWebhookChange((deliveryId: number) =>
    send<Schemas['Queued']>('POST', `${ROUTE}/${id}/deliveries/${deliveryId}/redeliver`),
  );

/** Sends failed deliveries again that were queued since a time. */
export const useRedeliverFailed = (id: number) =>
  useWebhookChange((from: string) =>
    send<Schemas['Queued']>('POST', `${ROUTE}/${id}/redeliver`, { body: { from, states: ['failed'] } }),
  );
