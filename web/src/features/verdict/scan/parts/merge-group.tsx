import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { RULE_TITLES } from '../../../../gate/words';
import { Panel, Section } from '../../../../ui/panel';
import { type ScanSummary } from '../scan.queries';

/** The merge group that a scan is of with the members that break its rules, and the scan whose reports it takes. */
export function MergeGroup({ page: { scan, verdict } }: { readonly page: ScanSummary }) {
  const { merge_group: group, reused_scan_id: reused, repo_id: repoId } = scan;
  if (group === null && reused === null) return null;
  const broken = [...verdict.violations, ...verdict.waived_violations].filter(
    ({ caused_by: members }) => members !== undefined && members.length > 0,
  );
  return (
    <Section title={group === null ? 'Reports of an identical tree' : 'Merge group'}>
      <Panel>
        {group !== null && (
          <p>
            <Pulls repoId={repoId} numbers={group.pr_numbers} /> into {group.target_branch}
          </p>
        )}
        {broken.map(({ rule, caused_by: members = [] }) => (
          <p key={rule}>
            {RULE_TITLES[rule]}: broken by lines of <Pulls repoId={repoId} numbers={members} />
          </p>
        ))}
        {reused !== null && (
          <p>
            Judged by the reports of{' '}
            <Link to="/scans/$scanId" params={{ scanId: reused }}>
              scan {reused}
            </Link>
            , whose tree is the same
          </p>
        )}
      </Panel>
    </Section>
  );
}

function Pulls({ repoId, numbers }: { readonly repoId: number; readonly numbers: readonly number[] }) {
  if (numbers.length === 0) return 'Pull requests that the queue does not name';
  return numbers.map((number, at) => (
    <Fragment key={number}>
      {at > 0 && ', '}
      <Link to="/repos/$repoId/pulls/$number" params={{ repoId, number }}>
        #{number}
      </Link>
    </Fragment>
  ));
}
