import { useSuspenseInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { SavedViews } from '../../../shell/saved-views';
import { ShowMore } from '../../../shell/show-more';
import { Ago } from '../../../ui/ago';
import { buttonClass } from '../../../ui/button';
import { Field } from '../../../ui/field';
import list from '../../../ui/list.module.css';
import { NotOpen } from '../../../ui/not-open';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { EmptyState } from '../../../ui/states';
import table from '../../../ui/table.module.css';
import { useMe } from '../../people/session/session.queries';
import { type AuditEntry, auditFile, type AuditFilter, auditQuery, readAuditSearch } from './audit.queries';
import styles from './audit-page.module.css';
import { changedValues, describeAction, describeTarget, nameOfActor } from './describe-entry';

export function AuditPage() {
  const { can } = useMe();
  return can.read_audit ? (
    <Audit />
  ) : (
    <NotOpen title="Audit log" who="Administrators and owners of the organization read its audit log." />
  );
}

function Audit() {
  useTitle('Audit log');
  const filter = readAuditSearch(useSearch({ strict: false }));
  const query = useSuspenseInfiniteQuery(auditQuery(filter));
  const entries = query.data.pages.flatMap((page) => page.entries);
  return (
    <>
      <PageHeader title="Audit log">Every change, by whom, from what to what, newest first.</PageHeader>
      <Filters filter={filter} />
      <Panel isFlush={entries.length > 0}>
        {entries.length === 0 ? <EmptyState title="No entry matches" /> : <Entries entries={entries} />}
      </Panel>
      <ShowMore query={query}>Show older entries</ShowMore>
    </>
  );
}

function Filters({ filter }: { readonly filter: AuditFilter }) {
  const navigate = useNavigate();
  const set = (change: AuditFilter) =>
    void navigate({
      to: '/audit',
      search: readAuditSearch({ ...filter, ...change }),
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <div className={list.fields}>
        <Field label="Who" value={filter.actor ?? ''} onChange={(event) => set({ actor: event.target.value })} />
        <Field
          label="Action"
          placeholder="policy.updated"
          value={filter.action ?? ''}
          onChange={(event) => set({ action: event.target.value })}
        />
        <Field
          label="From"
          type="date"
          value={filter.from?.slice(0, 10) ?? ''}
          onChange={(event) => set({ from: event.target.value })}
        />
        <Field
          label="To"
          type="date"
          value={filter.to?.slice(0, 10) ?? ''}
          onChange={(event) => set({ to: event.target.value })}
        />
      </div>
      <div className={list.controls}>
        <SavedViews page="audit" />
        <a className={buttonClass()} href={auditFile(filter)} download>
          Download CSV
        </a>
      </div>
    </>
  );
}

function Entries({ entries }: { readonly entries: readonly AuditEntry[] }) {
  return (
    <table aria-label="Audit log" className={table.table}>
      <thead>
        <tr>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">Change</th>
          <th scope="col">From</th>
          <th scope="col" className={table.number}>
            When
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.id}>
            <th scope="row">{nameOfActor(entry)}</th>
            <td>
              {describeAction(entry)}
              <span className={styles.target}>{describeTarget(entry)}</span>
            </td>
            <td>
              <Changes entry={entry} />
            </td>
            <td>
              <code className={table.quiet}>{entry.address ?? '–'}</code>
            </td>
            <td className={table.number}>
              <Ago at={entry.at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Changes({ entry }: { readonly entry: AuditEntry }) {
  return (
    <ul className={styles.changes}>
      {changedValues(entry).map((value) => (
        <li key={value.name}>
          <code>{value.name}</code> {value.old !== null && <del>{value.old}</del>}
          {value.old !== null && value.new !== null && ' → '}
          {value.new !== null && <ins>{value.new}</ins>}
        </li>
      ))}
    </ul>
  );
}
