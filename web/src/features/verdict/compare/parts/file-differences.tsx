import { Link } from '@tanstack/react-router';
import { formatCount, formatPercent } from '../../../../ui/format';
import list from '../../../../ui/list.module.css';
import { Panel, Section } from '../../../../ui/panel';
import table from '../../../../ui/table.module.css';
import { type Comparison } from '../compare.queries';

interface FileDifferencesProps {
  readonly title: string;
  readonly aside: string;
  readonly kind: 'coverage' | 'duplication';
  readonly scanId: number;
  readonly files: Comparison['coverage'];
}

/** Files of which another share of lines ran, or another number is duplicated. */
export function FileDifferences({ title, aside, kind, scanId, files }: FileDifferencesProps) {
  if (files.length === 0) return null;
  const format = kind === 'coverage' ? formatPercent : formatCount;
  return (
    <Section title={title} aside={aside}>
      <Panel isFlush>
        <table aria-label={title} className={table.table}>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" className={table.number}>
                {kind === 'coverage' ? 'Lines covered before' : 'Duplicated lines before'}
              </th>
              <th scope="col" className={table.number}>
                Now
              </th>
            </tr>
          </thead>
          <tbody>
            {files.map(({ file_path: path, from, to }) => (
              <tr key={path} className={list.row}>
                <th scope="row">
                  <FileLink kind={kind} scanId={scanId} path={path} />
                </th>
                <td data-label="Before" className={table.number}>
                  {format(from)}
                </td>
                <td data-label="Now" className={table.number}>
                  {format(to)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </Section>
  );
}

function FileLink({ kind, scanId, path }: Pick<FileDifferencesProps, 'kind' | 'scanId'> & { readonly path: string }) {
  const className = `${table.name} ${list.whole}`;
  if (kind === 'coverage')
    return (
      <Link to="/scans/$scanId/coverage" params={{ scanId }} search={{ file: path }} className={className}>
        {path}
      </Link>
    );
  return (
    <Link
      to="/scans/$scanId/findings"
      params={{ scanId }}
      search={{ type: 'duplication', q: path }}
      className={className}
    >
      {path}
    </Link>
  );
}
