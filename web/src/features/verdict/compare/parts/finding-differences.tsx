import { Link } from '@tanstack/react-router';
import list from '../../../../ui/list.module.css';
import { Panel, Section } from '../../../../ui/panel';
import { Severity } from '../../../../ui/severity';
import table from '../../../../ui/table.module.css';
import { type ComparedFinding } from '../compare.queries';

interface FindingDifferencesProps {
  readonly title: string;
  readonly aside: string;
  /** Scan in whose list the findings are. */
  readonly scanId: number;
  readonly findings: readonly ComparedFinding[];
}

/** Problems of one kind of difference; each leads to its place in the list. */
export function FindingDifferences({ title, aside, scanId, findings }: FindingDifferencesProps) {
  if (findings.length === 0) return null;
  return (
    <Section title={title} aside={aside}>
      <Panel isFlush>
        <table aria-label={title} className={table.table}>
          <thead>
            <tr>
              <th scope="col">Finding</th>
              <th scope="col">Severity</th>
              <th scope="col">Place</th>
            </tr>
          </thead>
          <tbody>
            {findings.map((finding) => (
              <tr key={finding.issue_id} className={list.row}>
                <th scope="row">
                  <Link
                    to="/scans/$scanId/findings"
                    params={{ scanId }}
                    search={{ selected: finding.issue_id }}
                    className={`${table.name} ${list.whole}`}
                  >
                    {finding.message}
                  </Link>
                  <code className={list.about}>{finding.rule_id}</code>
                </th>
                <td data-label="Severity">
                  <Severity name={finding.severity} />
                  {finding.was && <span className={list.about}>was {finding.was.severity}</span>}
                </td>
                <td data-label="Place">
                  <code>{placeOf(finding)}</code>
                  {finding.moved_from && <code className={list.about}>was {placeOf(finding.moved_from)}</code>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </Section>
  );
}

const placeOf = ({ file_path: path, line }: Pick<ComparedFinding, 'file_path' | 'line'>): string =>
  path === null ? 'no file' : line === null ? path : `${path}:${line}`;
