import { Ago } from '../../../../ui/ago';
import { Button } from '../../../../ui/button';
import table from '../../../../ui/table.module.css';
import { STATE_WORDS } from '../messages';
import { type Delivery } from '../webhooks.queries';

interface DeliveryTableProps {
  readonly deliveries: readonly Delivery[];
  readonly chosen: number | null;
  readonly onChoose: (id: number) => void;
}

export function DeliveryTable({ deliveries, chosen, onChoose }: DeliveryTableProps) {
  return (
    <table aria-label="Deliveries" className={table.table}>
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">State</th>
          <th scope="col">Queued</th>
          <th scope="col">Ended</th>
          <th scope="col">
            <span className="visually-hidden">Attempts</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <tr key={delivery.id} aria-current={delivery.id === chosen ? true : undefined}>
            <th scope="row">
              <code>{delivery.event}</code>
            </th>
            <td data-label="State">{STATE_WORDS[delivery.state]}</td>
            <td data-label="Queued">
              <Ago at={delivery.created_at} />
            </td>
            <td data-label="Ended">
              <End delivery={delivery} />
            </td>
            <td className={table.number}>
              <Button aria-pressed={delivery.id === chosen} onClick={() => onChoose(delivery.id)}>
                Attempts
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Time at which a delivery ended, or of its next attempt. */
function End({ delivery: { finished_at, next_attempt_at } }: { readonly delivery: Delivery }) {
  if (finished_at !== null) return <Ago at={finished_at} />;
  return (
    <>
      not yet{next_attempt_at !== null && <>, next attempt </>}
      {next_attempt_at !== null && <Ago at={next_attempt_at} />}
    </>
  );
}
