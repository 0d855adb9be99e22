import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { idOf } from '../repository/repository.route';
import { settingsRoute } from '../settings/settings.route';
import { DELIVERY_STATES, type DeliveryState } from './delivery-states';

export const webhooksRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./webhooks-page'), 'WebhooksPage'),
});

/** Deliveries that are listed, and the one that is shown with its attempts. */
export interface WebhookSearch {
  readonly state?: DeliveryState;
  readonly delivery?: number;
}

/** State of an address; what it does not know is left out. */
export function readWebhookSearch({ state, delivery }: Record<string, unknown>): WebhookSearch {
  const known = DELIVERY_STATES.find((one) => one === state);
  return {
    ...(known !== undefined && { state: known }),
    ...(Number.isSafeInteger(delivery) && (delivery as number) > 0 && { delivery: delivery as number }),
  };
}

export const webhookRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/webhooks/$webhookId',
  params: {
    parse: ({ webhookId }) => ({ webhookId: idOf(webhookId) }),
    stringify: ({ webhookId }) => ({ webhookId: String(webhookId) }),
  },
  validateSearch: readWebhookSearch,
  component: lazyRouteComponent(() => import('./webhook-page'), 'WebhookPage'),
});
