import { Ago } from '../../../../ui/ago';
import { Button } from '../../../../ui/button';
import { classNames } from '../../../../ui/class-names';
import { Panel, Section } from '../../../../ui/panel';
import table from '../../../../ui/table.module.css';
import { differencesOf } from '../differences';
import { type Revision } from '../policy.queries';
import styles from './revision-table.module.css';

interface RevisionTableProps {
  /** Newest first. */
  readonly revisions: readonly Revision[];
  readonly isFetching: boolean;
  /** Fetches older ones; null where there are none. */
  readonly onOlder: (() => void) | null;
}

/** Revisions of the policy, each with what it changed. */
export function RevisionTable({ revisions, isFetching, onOlder }: RevisionTableProps) {
  if (revisions.length === 0) return null;
  // The last one fetched has nothing yet to be compared with.
  const shown = onOlder === null ? revisions : revisions.slice(0, -1);
  return (
    <Section title="Revisions">
      <Panel isFlush>
        <table aria-label="Revisions" className={table.table}>
          <thead>
            <tr>
              <th scope="col">Revision</th>
              <th scope="col">Change</th>
              <th scope="col">By</th>
              <th scope="col" className={table.number}>
                When
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((revision, at) => (
              <tr key={revision.policy_version}>
                <th scope="row">{revision.policy_version}</th>
                <td>
                  <Changes from={revisions[at + 1] ?? null} to={revision} />
                </td>
                <td data-label="By">{revision.saved_by_name ?? <code>{revision.saved_by}</code>}</td>
                <td className={classNames(table.number, table.quiet)}>
                  <Ago at={revision.saved_at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      {onOlder !== null && (
        <div>
          <Button disabled={isFetching} onClick={onOlder}>
            Show older revisions
          </Button>
        </div>
      )}
    </Section>
  );
}

function Changes({ from, to }: { readonly from: Revision | null; readonly to: Revision }) {
  return (
    <ul className={styles.changes}>
      {differencesOf(from, to).map((each) => (
        <li key={each.name}>
          {each.name}: {from !== null && <del>{each.from}</del>}
          {from !== null && ' → '}
          <ins>{each.to}</ins>
        </li>
      ))}
    </ul>
  );
}
