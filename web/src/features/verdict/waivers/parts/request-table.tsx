import { Ago } from '../../../../ui/ago';
import { Ends } from '../../../../ui/ends';
import { Panel } from '../../../../ui/panel';
import table from '../../../../ui/table.module.css';
import { nameOfMaker } from '../messages';
import { type WaiverRequest } from '../waivers.queries';
import { markOf } from './marked-row';
import { RequestActions } from './request-actions';
import { RequestCells } from './request-cells';
import { WaiverHeadings } from './waiver-cells';

interface RequestTableProps {
  readonly requests: readonly WaiverRequest[];
  readonly wantedId: number | undefined;
  readonly onApproved: (words: string) => void;
}

/** Requests that nobody has decided on, the newest first. */
export function RequestTable({ requests, wantedId, onApproved }: RequestTableProps) {
  return (
    <Panel isFlush>
      <table aria-label="Requested" className={table.table}>
        <thead>
          <tr>
            <WaiverHeadings />
            <th scope="col">Requested</th>
            <th scope="col">Ends</th>
            <th scope="col">
              <span className="visually-hidden">Decide</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => (
            <tr key={request.id} {...markOf(request.id, wantedId)}>
              <RequestCells request={request} />
              <td data-label="Requested">
                <span>
                  by {nameOfMaker(request)}, <Ago at={request.created_at} />
                </span>
              </td>
              <td data-label="Ends">
                <Ends at={request.expires_at} />
              </td>
              {/* A cell with a span is as wide as the card on a phone. */}
              <td colSpan={1}>
                <RequestActions request={request} onApproved={onApproved} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
