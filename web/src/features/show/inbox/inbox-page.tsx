import { useSuspenseInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { IN_INBOX_DAYS } from '../../../gate/waivers';
import { titleOfRule } from '../../../gate/words';
import { ShowMore } from '../../../shell/show-more';
import { Ago } from '../../../ui/ago';
import { classNames } from '../../../ui/class-names';
import { Ends } from '../../../ui/ends';
import { countOf, formatList } from '../../../ui/format';
import list from '../../../ui/list.module.css';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel, Section } from '../../../ui/panel';
import { EmptyState } from '../../../ui/states';
import table from '../../../ui/table.module.css';
import { type Inbox, inboxQuery } from './inbox.queries';

/** Things that wait for the person. */
export function InboxPage() {
  useTitle('Inbox');
  const query = useSuspenseInfiniteQuery(inboxQuery());
  const { pages } = query.data;
  const { total } = pages[0]!;
  return (
    <>
      <PageHeader title="Inbox">{total > 0 && `${countOf(total, 'entry', 'entries')} for you`}</PageHeader>
      {total === 0 && (
        <Panel>
          <EmptyState title="Nothing is waiting for you">
            <p>
              Requests that you may decide, your failing pull requests, waivers and acceptances that end within a week,
              and connections that do not work appear here. See <Link to="/pull-requests">all pull requests</Link>.
            </p>
          </EmptyState>
        </Panel>
      )}
      <Requests requests={pages.flatMap(({ requests }) => requests)} />
      <Failing pulls={pages.flatMap(({ failing }) => failing)} />
      <Ending entries={pages.flatMap(({ ending }) => ending)} />
      <Connections connections={pages.flatMap(({ connections }) => connections)} />
      <ShowMore query={query}>Show more</ShowMore>
    </>
  );
}

const WHOLE = classNames(table.name, list.whole);

function Requests({ requests }: { readonly requests: Inbox['requests'] }) {
  return (
    <Entries
      title="Requests for you"
      entries={requests.map(({ id, rule, reason, repo, pr_number, requested_by, created_at }) => ({
        key: id,
        link: (
          <Link to="/waivers" search={{ state: 'requested', request: id }} className={WHOLE}>
            {rule === null ? 'Acceptance of a problem' : `Waiver of ${titleOfRule(rule)}`}
          </Link>
        ),
        about: reason,
        where: whereOf(repo, pr_number),
        who: requested_by,
        at: created_at,
      }))}
    />
  );
}

function Failing({ pulls }: { readonly pulls: Inbox['failing'] }) {
  return (
    <Entries
      title="Your failing pull requests"
      entries={pulls.map(({ repo, pr_number: number, title, status, failing_rules, at }) => ({
        key: `${repo.id}#${number}`,
        link: (
          <Link to="/repos/$repoId/pulls/$number" params={{ repoId: repo.id, number }} className={WHOLE}>
            #{number} {title}
          </Link>
        ),
        about:
          status === 'timed_out' ? 'The scan was not completed in time.' : formatList(failing_rules.map(titleOfRule)),
        where: repo.name,
        at,
      }))}
    />
  );
}

function Ending({ entries }: { readonly entries: Inbox['ending'] }) {
  return (
    <Entries
      title="Ends within a week"
      entries={entries.map(({ kind, id, rule, reason, repo, ends_at }) => ({
        key: `${kind} ${id}`,
        link:
          kind === 'acceptance' && repo ? (
            <Link to="/repos/$repoId" params={{ repoId: repo.id }} className={WHOLE}>
              Acceptance of a problem
            </Link>
          ) : (
            <Link to="/waivers" search={{ state: 'ending_soon', days: IN_INBOX_DAYS }} className={WHOLE}>
              Waiver{rule !== null && ` of ${titleOfRule(rule)}`}
            </Link>
          ),
        about: reason,
        where: whereOf(repo, null),
        ends: ends_at,
      }))}
    />
  );
}

function Connections({ connections }: { readonly connections: Inbox['connections'] }) {
  return (
    <Entries
      title="Connections that do not work"
      entries={connections.map(({ kind, id, name, state }) => ({
        key: `${kind} ${id}`,
        link:
          kind === 'webhook' ? (
            <Link to="/settings/webhooks/$webhookId" params={{ webhookId: id }} className={WHOLE}>
              {name}
            </Link>
          ) : (
            <Link to="/settings/forges" className={WHOLE}>
              {name}
            </Link>
          ),
        about: state.replaceAll('_', ' '),
        where: kind === 'webhook' ? 'Webhook' : 'Forge',
      }))}
    />
  );
}

const whereOf = (repo: { readonly name: string } | null, number: number | null): string =>
  repo === null ? 'All repositories' : number === null ? repo.name : `${repo.name} #${number}`;

interface Entry {
  readonly key: string | number;
  readonly link: ReactNode;
  readonly about: string;
  readonly where: string;
  readonly who?: string | null;
  readonly at?: string;
  readonly ends?: string;
}

/** Entries of one kind; each row leads to where it is dealt with. */
function Entries({ title, entries }: { readonly title: string; readonly entries: readonly Entry[] }) {
  if (entries.length === 0) return null;
  return (
    <Section title={title}>
      <Panel isFlush>
        <table aria-label={title} className={table.table}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Where</th>
              <th scope="col" className={table.number}>
                When
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ key, link, about, where, who, at, ends }) => (
              <tr key={key} className={list.row}>
                <th scope="row">
                  {link}
                  <span className={list.about}>{about}</span>
                </th>
                <td>
                  {where}
                  {who != null && <span className={list.about}>by {who}</span>}
                </td>
                <td className={classNames(table.number, table.quiet)}>
                  {ends !== undefined ? <Ends at={ends} /> : at === undefined ? 'now' : <Ago at={at} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </Section>
  );
}
