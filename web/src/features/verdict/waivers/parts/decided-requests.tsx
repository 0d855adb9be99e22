import { Ago } from '../../../../ui/ago';
import { Panel, Section } from '../../../../ui/panel';
import table from '../../../../ui/table.module.css';
import { nameOfMaker } from '../messages';
import { type WaiverRequest } from '../waivers.queries';
import { markOf } from './marked-row';
import { RequestCells } from './request-cells';
import { WaiverHeadings } from './waiver-cells';

interface DecidedRequestsProps {
  readonly requests: readonly WaiverRequest[];
  readonly wantedId: number | undefined;
}

/** Requests that were decided lately: by whom, and why one was declined. */
export function DecidedRequests({ requests, wantedId }: DecidedRequestsProps) {
  if (requests.length === 0) return null;
  return (
    <Section title="Decided">
      <Panel isFlush>
        <table aria-label="Decided" className={table.table}>
          <thead>
            <tr>
              <WaiverHeadings />
              <th scope="col">Requested by</th>
              <th scope="col">Decision</th>
            </tr>
          </thead>
          <tbody>
            {requests.map((request) => (
              <tr key={request.id} {...markOf(request.id, wantedId)}>
                <RequestCells request={request} />
                <td data-label="Requested by">{nameOfMaker(request)}</td>
                {/* A cell with a span is as wide as the card on a phone. */}
                <td colSpan={1}>
                  <Decision request={request} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </Section>
  );
}

function Decision({ request }: { readonly request: WaiverRequest }) {
  const { state, decided_by_name, decided_at, decline_reason } = request;
  return (
    <span>
      {state}
      {state !== 'withdrawn' && decided_by_name !== null && ` by ${decided_by_name}`}
      {decided_at !== null && (
        <>
          , <Ago at={decided_at} />
        </>
      )}
      {decline_reason !== null && `: ${decline_reason}`}
    </span>
  );
}
