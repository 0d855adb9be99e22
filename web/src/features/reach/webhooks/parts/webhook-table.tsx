import { Link } from '@tanstack/react-router';
import { countOf } from '../../../../ui/format';
import table from '../../../../ui/table.module.css';
import { eventsWords, FORMAT_WORDS, hostOf, nameOf } from '../messages';
import { type Webhook } from '../webhooks.queries';
import { Health } from './health';

/** Webhooks with the state of their endpoints. */
export function WebhookTable({ webhooks }: { readonly webhooks: readonly Webhook[] }) {
  return (
    <table aria-label="Webhooks" className={table.table}>
      <thead>
        <tr>
          <th scope="col">Webhook</th>
          <th scope="col">Health</th>
          <th scope="col">Events</th>
          <th scope="col">Repositories</th>
          <th scope="col">Format</th>
        </tr>
      </thead>
      <tbody>
        {webhooks.map((webhook) => (
          <Row key={webhook.id} webhook={webhook} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ webhook }: { readonly webhook: Webhook }) {
  const { id, url, events, repo_ids, format, health } = webhook;
  const [name, host] = [nameOf(webhook), hostOf(url)];
  return (
    <tr>
      <th scope="row">
        <Link to="/settings/webhooks/$webhookId" params={{ webhookId: id }}>
          {name}
        </Link>{' '}
        {name !== host && <code className={table.quiet}>{host}</code>}
      </th>
      <td data-label="Health">
        <Health health={health} />
      </td>
      <td data-label="Events">{eventsWords(events)}</td>
      <td data-label="Repositories">
        {repo_ids === null ? 'all' : countOf(repo_ids.length, 'repository', 'repositories')}
      </td>
      <td data-label="Format">{FORMAT_WORDS[format]}</td>
    </tr>
  );
}
