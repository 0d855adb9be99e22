import { useQuery } from '@tanstack/react-query';
import { failureWords } from '../../../../api/problem';
import { Check, CheckList } from '../../../../ui/check';
import { Notice } from '../../../../ui/notice';
import { type WebhookDraft } from '../webhook-draft';
import { type EventType, eventTypesQuery } from '../webhooks.queries';

interface EventFieldsProps {
  readonly draft: Pick<WebhookDraft, 'hasAllEvents' | 'events'>;
  readonly error: string | undefined;
  readonly onChange: (change: Partial<WebhookDraft>) => void;
}

/** Choice of all events or of some types, each with what it is sent for. */
export function EventFields({ draft: { hasAllEvents, events }, error, onChange }: EventFieldsProps) {
  const { data, error: failed } = useQuery(eventTypesQuery());
  const types = (data?.event_types ?? []).filter(({ type }) => type !== 'webhook.ping');
  return (
    <>
      <Check
        label="All events, including those of later versions"
        isChecked={hasAllEvents}
        onChange={(all) => onChange({ hasAllEvents: all })}
      />
      {failed !== null && (
        <Notice tone="failure" role="alert">
          {failureWords(failed)}
        </Notice>
      )}
      {!hasAllEvents && types.length > 0 && (
        <CheckList
          title="Events"
          options={types.map((each) => ({ value: each.type, label: <EventLabel eventType={each} /> }))}
          chosen={events}
          error={error}
          onChange={(chosen) => onChange({ events: chosen })}
        />
      )}
    </>
  );
}

const EventLabel = ({ eventType: { type, description } }: { readonly eventType: EventType }) => (
  <>
    <code>{type}</code> {description}
  </>
);
