import { Link } from '@tanstack/react-router';
import { Breakable } from '../../../../ui/breakable';
import { NONE } from '../../../../ui/format';
import table from '../../../../ui/table.module.css';
import { placeOf, scopeWords } from '../messages';
import { type WaiverRequest } from '../waivers.queries';
import { WaiverCells } from './waiver-cells';

interface RequestCellsProps {
  readonly request: WaiverRequest;
}

/** Cells of a request under the headings of waivers: those of the waiver, or the problem to accept. */
export function RequestCells({ request }: RequestCellsProps) {
  const { rule } = request;
  return rule === null ? <AcceptanceCells request={request} /> : <WaiverCells waiver={{ ...request, rule }} />;
}

function AcceptanceCells({ request }: RequestCellsProps) {
  const { issue_id, problem, reason } = request;
  return (
    <>
      <th scope="row">
        Accept a problem
        {problem !== null && issue_id !== null && (
          <div>
            <Link to="/scans/$scanId/findings" params={{ scanId: problem.scan_id }} search={{ selected: issue_id }}>
              {problem.message}
            </Link>
          </div>
        )}
        {problem !== null && (
          <div className={table.quiet}>
            <code>{problem.rule_id}</code>
            {problem.file_path !== null && (
              <code>
                {' '}
                <Breakable text={placeOf(problem)} />
              </code>
            )}
          </div>
        )}
      </th>
      <td data-label="Scope" className={table.roomy}>
        <span>
          <Breakable text={scopeWords(request)} />
        </span>
      </td>
      {/* A cell with a span is as wide as the card on a phone. */}
      <td colSpan={1}>{reason}</td>
      <td data-label="Bound" className={table.quiet}>
        {NONE}
      </td>
    </>
  );
}
