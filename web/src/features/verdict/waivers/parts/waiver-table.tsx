import { Link } from '@tanstack/react-router';
import { Ago } from '../../../../ui/ago';
import { Ends } from '../../../../ui/ends';
import { countOf, NONE } from '../../../../ui/format';
import { Panel } from '../../../../ui/panel';
import table from '../../../../ui/table.module.css';
import { type Waiver } from '../waivers.queries';
import { markOf } from './marked-row';
import { WaiverActions } from './waiver-actions';
import { WaiverCells, WaiverHeadings } from './waiver-cells';

interface WaiverTableProps {
  readonly label: string;
  readonly waivers: readonly Waiver[];
  readonly wantedId: number | undefined;
}

/** Waivers in force, the newest first, with what was made of them. */
export function WaiverTable({ label, waivers, wantedId }: WaiverTableProps) {
  return (
    <Panel isFlush>
      <table aria-label={label} className={table.table}>
        <thead>
          <tr>
            <WaiverHeadings />
            <th scope="col">By</th>
            <th scope="col">Ends</th>
            <th scope="col">Last used</th>
            <th scope="col">
              <span className="visually-hidden">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {waivers.map((waiver) => (
            <tr key={waiver.id} {...markOf(waiver.id, wantedId)}>
              <WaiverCells waiver={waiver} />
              <td data-label="By">{waiver.created_by_name ?? NONE}</td>
              <td data-label="Ends">
                <Ends at={waiver.expires_at} />
              </td>
              <td data-label="Last used" className={table.roomy}>
                <LastUse usage={waiver.usage} />
              </td>
              {/* A cell with a span is as wide as the card on a phone. */}
              <td colSpan={1}>
                <WaiverActions waiver={waiver} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function LastUse({ usage: { evaluations, last_scan_id: scanId, last_used_at } }: Pick<Waiver, 'usage'>) {
  if (scanId === null) return 'never';
  return (
    <div>
      <div>
        <Link to="/scans/$scanId" params={{ scanId }}>
          Scan {scanId}
        </Link>
      </div>
      <div className={table.quiet}>
        {countOf(evaluations, 'evaluation')}
        {last_used_at !== null && (
          <>
            , <Ago at={last_used_at} />
          </>
        )}
      </div>
    </div>
  );
}
