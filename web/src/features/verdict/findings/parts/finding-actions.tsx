import { Link } from '@tanstack/react-router';
import { ruleAnswersOf } from '../../../../gate/rule-answers';
import { Button, buttonClass } from '../../../../ui/button';
import { type ScanSummary } from '../../scan/scan.queries';
import { WHO_MAY } from '../../waivers/waivers.queries';
import { acceptingOf } from '../accepting';
import { type FindingRow } from '../findings.queries';
import { ruleToWaive, WHO_MARKS } from '../messages';
import styles from './finding-detail.module.css';

interface FindingActionsProps {
  readonly row: FindingRow;
  readonly page: ScanSummary;
  readonly onMark: () => void;
  readonly onAccept: () => void;
}

/** Decisions about a finding: marked, accepted, or the rule waived that it breaks. */
export function FindingActions({ row, page, onMark, onAccept }: FindingActionsProps) {
  const accepting = acceptingOf(page.can, row.isAccepted);
  return (
    <div className={styles.actions}>
      <Button onClick={onMark} lockedBecause={page.can.mark_fp ? null : WHO_MARKS}>
        {markLabel(row)} <kbd className={styles.key}>f</kbd>
      </Button>
      <Button onClick={onAccept} lockedBecause={accepting.lockedBecause}>
        {accepting.label} <kbd className={styles.key}>a</kbd>
      </Button>
      <Waive row={row} page={page} />
    </div>
  );
}

function markLabel({ isFalsePositive, isMarkLineEdited }: FindingRow): string {
  if (isMarkLineEdited) return 'Confirm the mark';
  return isFalsePositive ? 'Remove the mark' : 'Mark false positive';
}

/** Leads to the form of a waiver, or of a request for one, filled in with the place and the rule. */
function Waive({ row, page: { can, repo, scan, verdict } }: Pick<FindingActionsProps, 'row' | 'page'>) {
  if (!can.waive && !can.request_waiver) return <Button lockedBecause={WHO_MAY.request}>Waive</Button>;
  const violated = ruleAnswersOf(verdict).flatMap(({ rule, answer }) => (answer === 'violated' ? rule : []));
  return (
    <Link
      className={buttonClass()}
      to="/waivers"
      search={{
        ...(can.waive ? { form: 'new' } : { state: 'requested', form: 'request' }),
        rule: ruleToWaive(row, violated),
        repo: repo.id,
        ...(scan.pr_number !== null && { pr: scan.pr_number }),
      }}
    >
      {can.waive ? 'Waive' : 'Request waiver'}
    </Link>
  );
}
