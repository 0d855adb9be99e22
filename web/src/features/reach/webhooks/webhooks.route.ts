import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { settingsRoute } from '../../people/settings/settings.route';
import { idOf } from '../../show/repository/repository.route';
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
