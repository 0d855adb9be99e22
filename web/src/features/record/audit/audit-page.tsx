import { useSuspenseInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { SavedViews } from '../../../shell/saved-views';
import { ShowMore } from '../../../shell/show-more';
import { Ago } from '../../../ui/ago';
import { Breakable } from '../../../ui/breakable';
import { Button, buttonClass } from '../../../ui/button';
import { Field, SelectField } from '../../../ui/field';
import { countOf } from '../../../ui/format';
import list from '../../../ui/list.module.css';
import { NotOpen } from '../../../ui/not-open';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { EmptyState } from '../../../ui/states';
import table from '../../../ui/table.module.css';
import { useMe } from '../../people/session/session.queries';
import { type AuditEntry, auditFile, type AuditFilter, auditQuery, readAuditSearch } from './audit.queries';
import styles from './audit-page.module.css';
import { changedValues, describeAction, nameOfActor, nameOfTarget, placeOfTarget } from './describe-entry';
import { ACTIONS, TARGETS } from './messages';

export function AuditPage() {
  const { can } = useMe();
  return can.read_audit ? (
    <Audit />
  ) : (
    <NotOpen title="Audit log" who="Only administrators and owners of the organization can read its audit log." />
  );
}

/** Action of the service's own entries, several a day, which would bury what people did. */
const SEALING = 'verdicts.counted';

function Audit() {
  useTitle('Audit log');
  const filter = readAuditSearch(useSearch({ strict: false }));
  const query = useSuspenseInfiniteQuery(auditQuery(filter));
  const entries = query.data.pages.flatMap((page) => page.entries);
  const [isUnfolded, setUnfolded] = useState(false);
  const others = entries.filter(({ action }) => action !== SEALING);
  const folded = entries.length - others.length;
  // a filter for these entries shows them
  const isFolding = filter.action === undefined && folded > 0;
  const shown = isFolding && !isUnfolded ? others : entries;
  return (
    <>
      <PageHeader title="Audit log">Every change, who made it, and what it affected, newest first.</PageHeader>
      <Filters filter={filter} actors={[...new Set(entries.map(({ actor }) => actor.name))].sort()} />
      <p role="status" className="visually-hidden">
        {query.hasNextPage && 'The newest '}
        {countOf(shown.length, 'entry', 'entries')}
      </p>
      {isFolding && (
        <div className={list.controls}>
          <p role="status">
            Of the {countOf(entries.length, 'newest entry', 'newest entries')},{' '}
            {countOf(folded, 'sealing entry', 'sealing entries')} of the service {folded === 1 ? 'is' : 'are'}{' '}
            {isUnfolded ? 'shown' : 'folded'}.
          </p>
          <Button kind="quiet" aria-pressed={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
            Show sealing entries
          </Button>
        </div>
      )}
      {(shown.length > 0 || entries.length === 0) && (
        <Panel isFlush={shown.length > 0}>
          {shown.length === 0 ? <EmptyState title="No entry matches" /> : <Entries entries={shown} />}
        </Panel>
      )}
      <ShowMore query={query}>Show older entries</ShowMore>
    </>
  );
}

/** Actions by their sentences. */
const CHOICES = Object.entries(ACTIONS).sort(([, one], [, other]) => one.localeCompare(other));

interface FiltersProps {
  readonly filter: AuditFilter;
  /** Names to choose from, beside which any other can be typed. */
  readonly actors: readonly string[];
}

function Filters({ filter, actors }: FiltersProps) {
  const names = useId();
  const navigate = useNavigate();
  const set = (change: AuditFilter) =>
    void navigate({
      // the log of the navigation, or that of the settings
      to: '.',
      search: readAuditSearch({ ...filter, ...change }),
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <div className={list.fields}>
        <Field
          label="Who"
          list={names}
          value={filter.actor ?? ''}
          onChange={(event) => set({ actor: event.target.value })}
        />
        <datalist id={names}>
          {actors.map((actor) => (
            <option key={actor} value={actor} />
          ))}
        </datalist>
        <div className={styles.action}>
          <SelectField
            label="Action"
            value={filter.action ?? ''}
            onChange={(event) => set({ action: event.target.value })}
          >
            <option value="">All</option>
            {CHOICES.map(([action, words]) => (
              <option key={action} value={action}>
                {words}
              </option>
            ))}
            {filter.action !== undefined && !(filter.action in ACTIONS) && <option>{filter.action}</option>}
          </SelectField>
        </div>
        <SelectField
          label="About"
          value={filter.target ?? ''}
          onChange={(event) => set({ target: event.target.value })}
        >
          <option value="">Everything</option>
          {Object.entries(TARGETS).map(([type, words]) => (
            <option key={type} value={type}>
              {words}
            </option>
          ))}
          {filter.target !== undefined && !(filter.target in TARGETS) && <option>{filter.target}</option>}
        </SelectField>
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
            <th scope="row" className={styles.what}>
              <strong title={entry.by.name}>{nameOfActor(entry)}</strong> {describeAction(entry)}
              <Objects entry={entry} />
            </th>
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

/** The object of an entry and its repository, each a link where it has a page. */
function Objects({ entry }: { readonly entry: AuditEntry }) {
  const { target, repo_id: repoId, repo_name: repo } = entry;
  const place = placeOfTarget(entry);
  const name = nameOfTarget(entry);
  return (
    <span className={styles.target}>
      {name !== null && (place === null ? name : <Link to={place}>{name}</Link>)}
      {target.type !== 'repo' && repoId !== null && repo !== null && (
        <>
          {name !== null && ' in '}
          <Link to="/repos/$repoId" params={{ repoId }}>
            {repo}
          </Link>
        </>
      )}
    </span>
  );
}

/** Changed values in words, and behind them all that the log has. */
function Changes({ entry }: { readonly entry: AuditEntry }) {
  const { action, actor, target, old, new: now, request_id } = entry;
  return (
    <>
      <ul className={styles.changes}>
        {changedValues(entry).map((value) => (
          <li key={value.name}>
            <span className={styles.name}>{value.words}</span>{' '}
            {value.old !== null && (
              <del>
                <Breakable text={value.old} />
              </del>
            )}
            {value.old !== null && value.new !== null && ' → '}
            {value.new !== null && (
              <ins>
                <Breakable text={value.new} />
              </ins>
            )}
          </li>
        ))}
      </ul>
      <details className={styles.json}>
        <summary>JSON</summary>
        <pre tabIndex={0}>{JSON.stringify({ action, actor, target, old, new: now, request_id }, null, 2)}</pre>
      </details>
    </>
  );
}
