import { Link } from '@tanstack/react-router';
import { verdictOf } from '../../../../gate/verdict-of';
import { Panel, Section } from '../../../../ui/panel';
import table from '../../../../ui/table.module.css';
import { VerdictChip } from '../../../../ui/verdict-chip';
import { type PullRequestPage } from '../pull-request.queries';

interface StackProps {
  readonly repoId: number;
  readonly pull: Pick<PullRequestPage, 'pr_number' | 'stack'>;
}

/** Pull requests below and on top of this one, from the target upwards; nothing where there are none. */
export function Stack({ repoId, pull: { pr_number, stack } }: StackProps) {
  if (stack.length === 0) return null;
  return (
    <Section title="Stack">
      <Panel isFlush>
        <table aria-label="Stack, from the target upwards" className={table.table}>
          <thead>
            <tr>
              <th scope="col">Pull request</th>
              <th scope="col">Verdict</th>
              <th scope="col" className={table.number}>
                New
              </th>
            </tr>
          </thead>
          <tbody>
            {stack.map((each) => (
              <tr key={each.pr_number}>
                <th scope="row">
                  {each.pr_number === pr_number ? (
                    <span aria-current="page">{nameOf(each)}</span>
                  ) : (
                    <Link to="/repos/$repoId/pulls/$number" params={{ repoId, number: each.pr_number }}>
                      {nameOf(each)}
                    </Link>
                  )}
                </th>
                <td data-label="Verdict">
                  <VerdictChip verdict={verdictOf(each.gate_status, null)} />
                </td>
                <td data-label="New" className={table.number}>
                  {each.new ?? '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </Section>
  );
}

const nameOf = ({ pr_number, title }: PullRequestPage['stack'][number]): string =>
  title === null ? `#${pr_number}` : `#${pr_number} ${title}`;
