import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { idOf } from '../repository/repository.route';
import { settingsRoute } from '../settings/settings.route';
import { readWebhookSearch } from './webhook-search';

export const webhooksRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./webhooks-page'), 'WebhooksPage'),
});

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
