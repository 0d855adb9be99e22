import { formatBound, RULE_TITLES } from '../../../../gate/words';
import { Breakable } from '../../../../ui/breakable';
import table from '../../../../ui/table.module.css';
import { scopeWords } from '../messages';
import { type Waiver } from '../waivers.queries';

interface WaiverCellsProps {
  readonly waiver: Pick<Waiver, 'rule' | 'reason' | 'repo_id' | 'repo_name' | 'pr_number' | 'max_actual'>;
}

/** Cells that a waiver and a request for one share: rule, scope, reason and bound. */
export function WaiverCells({ waiver }: WaiverCellsProps) {
  const { rule, reason, max_actual } = waiver;
  return (
    <>
      <th scope="row" data-rule={rule}>
        {RULE_TITLES[rule]}
      </th>
      <td data-label="Scope" className={table.roomy}>
        <span>
          <Breakable text={scopeWords(waiver)} />
        </span>
      </td>
      {/* A cell with a span is as wide as the card on a phone. */}
      <td colSpan={1}>{reason}</td>
      <td data-label="Bound" className={table.quiet}>
        {max_actual === null ? 'any' : formatBound(rule, max_actual)}
      </td>
    </>
  );
}

/** Headings of `WaiverCells`. */
export function WaiverHeadings() {
  return (
    <>
      <th scope="col">Rule</th>
      <th scope="col">Scope</th>
      <th scope="col">Reason</th>
      <th scope="col">Bound</th>
    </>
  );
}
