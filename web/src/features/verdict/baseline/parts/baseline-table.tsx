import { Link } from '@tanstack/react-router';
import { Ago } from '../../../../ui/ago';
import { classNames } from '../../../../ui/class-names';
import { formatCount } from '../../../../ui/format';
import { Panel } from '../../../../ui/panel';
import table from '../../../../ui/table.module.css';
import { type Baseline } from '../baseline.queries';

/** Known problems of each tool, and the scan that has them. */
export function BaselineTable({ tools }: Pick<Baseline, 'tools'>) {
  return (
    <Panel isFlush>
      <table aria-label="Baseline" className={table.table}>
        <thead>
          <tr>
            <th scope="col">Tool</th>
            <th scope="col" className={table.number}>
              Problems
            </th>
            <th scope="col">Since</th>
            <th scope="col" className={table.number}>
              Age
            </th>
          </tr>
        </thead>
        <tbody>
          {tools.map(({ tool, problems, scan_id: scanId, updated_at }) => (
            <tr key={tool}>
              <th scope="row">{tool}</th>
              <td data-label="Problems" className={table.number}>
                {formatCount(problems)}
              </td>
              <td data-label="Since">
                <Link to="/scans/$scanId" params={{ scanId }}>
                  Scan {scanId}
                </Link>
              </td>
              <td data-label="Age" className={classNames(table.number, table.quiet)}>
                <Ago at={updated_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
