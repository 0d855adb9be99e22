import { DELIVERY_STATES, type DeliveryState } from './delivery-states';

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
