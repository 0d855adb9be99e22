import { Link } from '@tanstack/react-router';
import { RULE_TITLES, type RuleName } from '../../../../gate/words';
import { Button, buttonClass } from '../../../../ui/button';
import { Ends } from '../../../../ui/ends';
import { Panel, Section } from '../../../../ui/panel';
import table from '../../../../ui/table.module.css';
import { WHO_MAY } from '../../../verdict/waivers/waivers.queries';
import { type PullRequestPage } from '../pull-request.queries';

interface PullRequestWaiversProps {
  readonly repoId: number;
  readonly pull: PullRequestPage;
  /** A rule that the change violates. */
  readonly violated: RuleName | undefined;
}

/** Waivers that reach this pull request, and the way to another one. */
export function PullRequestWaivers({ repoId, pull, violated }: PullRequestWaiversProps) {
  return (
    <Section title="Waivers" controls={<Ask repoId={repoId} pull={pull} violated={violated} />}>
      {pull.waivers.length === 0 ? <Panel>No waiver applies to this pull request.</Panel> : <Reaching {...pull} />}
    </Section>
  );
}

/** Leads to the form of a request, filled in with this pull request and the violated rule. */
function Ask({ repoId, pull: { pr_number, can }, violated }: PullRequestWaiversProps) {
  const words = 'Request waiver';
  if (can.request_waiver !== true) return <Button lockedBecause={WHO_MAY.request}>{words}</Button>;
  const search = { state: 'requested', form: 'request', repo: repoId, pr: pr_number } as const;
  return (
    <Link className={buttonClass()} to="/waivers" search={{ ...search, ...(violated && { rule: violated }) }}>
      {words}
    </Link>
  );
}

function Reaching({ waivers }: Pick<PullRequestPage, 'waivers'>) {
  return (
    <Panel isFlush>
      <table aria-label="Waivers" className={table.table}>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Reason</th>
            <th scope="col" className={table.number}>
              Ends
            </th>
          </tr>
        </thead>
        <tbody>
          {waivers.map(({ id, rule, reason, expires_at }) => (
            <tr key={id}>
              <th scope="row">{RULE_TITLES[rule as RuleName]}</th>
              <td>{reason}</td>
              <td data-label="Ends" className={table.number}>
                <Ends at={expires_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
