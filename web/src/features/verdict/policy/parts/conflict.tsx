import { Button } from '../../../../ui/button';
import { Notice } from '../../../../ui/notice';
import { Panel } from '../../../../ui/panel';
import table from '../../../../ui/table.module.css';
import { differencesOf } from '../differences';
import { type PolicyContent, type PolicyVersion } from '../policy-draft';

interface ConflictProps {
  readonly theirs: PolicyVersion;
  readonly mine: PolicyContent;
  readonly savedBy: string | undefined;
  readonly onTakeTheirs: () => void;
  readonly onKeepMine: () => void;
}

/** Policy that somebody saved meanwhile beside the one that is typed here, to choose from. */
export function Conflict({ theirs, mine, savedBy, onTakeTheirs, onKeepMine }: ConflictProps) {
  return (
    <>
      <Notice
        tone="warning"
        role="alert"
        action={
          <>
            <Button onClick={onTakeTheirs}>Take theirs</Button>
            <Button onClick={onKeepMine}>Keep mine</Button>
          </>
        }
      >
        The policy was saved in the meantime by <code>{savedBy}</code> as revision {theirs.policy_version}. Your changes
        are neither saved nor lost yet.
      </Notice>
      <Panel isFlush>
        <table aria-label="Theirs and mine" className={table.table}>
          <thead>
            <tr>
              <th scope="col">Rule or switch</th>
              <th scope="col">Theirs</th>
              <th scope="col">Mine</th>
            </tr>
          </thead>
          <tbody>
            {differencesOf(theirs, mine).map(({ name, from, to }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td data-label="Theirs">{from}</td>
                <td data-label="Mine">{to}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </>
  );
}
