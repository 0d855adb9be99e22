import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../ui/button';
import form from '../../ui/form.module.css';
import { Notice } from '../../ui/notice';
import { PageHeader, useTitle } from '../../ui/page-header';
import { Panel } from '../../ui/panel';
import { EmptyState } from '../../ui/states';
import { Tabs } from '../../ui/tabs';
import { reposQuery } from '../repository/repository.queries';
import { useMe } from '../session/session.queries';
import { STATE_WORDS, summaryOf } from './messages';
import { DecidedRequests } from './parts/decided-requests';
import { OpenForm } from './parts/open-form';
import { RequestTable } from './parts/request-table';
import { WaiverTable } from './parts/waiver-table';
import {
  decidedRequestsQuery,
  useWaiverLists,
  WAIVER_STATES,
  type WaiverLists,
  type WaiverState,
  WHO_MAY,
} from './waivers.queries';
import { type WaiversSearch } from './waivers-search';

const route = getRouteApi('/shell/waivers');

const TABS = WAIVER_STATES.map((value) => ({ value, label: STATE_WORDS[value].label }));

type Names = ReadonlyMap<number, string>;

export function WaiversPage() {
  useTitle('Waivers');
  const search = route.useSearch();
  const { state = 'in_force' } = search;
  const navigate = route.useNavigate();
  const { can } = useMe();
  const lists = useWaiverLists();
  const names = new Map(useSuspenseQuery(reposQuery()).data.map(({ id, name }) => [id, name]));
  const [done, setDone] = useState<string | null>(null);
  const show = (next: WaiversSearch) => void navigate({ search: next, resetScroll: false });
  return (
    <>
      <PageHeader title="Waivers">{summaryOf(countsOf(lists))}</PageHeader>
      <div className={form.actions}>
        <Button
          kind="primary"
          lockedBecause={can.waive ? null : WHO_MAY.waive}
          onClick={() => show({ ...searchOf(state), form: 'new' })}
        >
          New waiver
        </Button>
        <Button
          lockedBecause={can.request_waiver ? null : WHO_MAY.request}
          onClick={() => show({ ...searchOf(state), form: 'request' })}
        >
          Request waiver
        </Button>
      </div>
      {done !== null && (
        <Notice tone="info" role="status">
          {done}
        </Notice>
      )}
      <Tabs label="Waivers" tabs={TABS} value={state} onChange={(chosen) => show(searchOf(chosen))}>
        <Listed state={state} lists={lists} names={names} />
      </Tabs>
      <OpenForm
        search={search}
        names={names}
        onClose={() => show(searchOf(state))}
        onDone={(words, next) => {
          setDone(words);
          show(searchOf(next));
        }}
      />
    </>
  );
}

/** Address of a tab; the first one has none of its own. */
const searchOf = (state: WaiverState): WaiversSearch => (state === 'in_force' ? {} : { state });

const countsOf = (lists: WaiverLists): Readonly<Record<WaiverState, number>> => ({
  in_force: lists.in_force.waivers.length,
  ending_soon: lists.ending_soon.waivers.length,
  unused: lists.unused.waivers.length,
  requested: lists.requested.requests.length,
});

interface ListedProps {
  readonly state: WaiverState;
  readonly lists: WaiverLists;
  readonly names: Names;
}

function Listed({ state, lists, names }: ListedProps) {
  const { data: decided } = useSuspenseQuery(decidedRequestsQuery());
  const { label, empty } = STATE_WORDS[state];
  const { waivers, requests } = lists[state];
  return (
    <>
      {waivers.length + requests.length === 0 && (
        <Panel>
          <EmptyState title={empty} />
        </Panel>
      )}
      {waivers.length > 0 && <WaiverTable label={label} waivers={waivers} names={names} />}
      {requests.length > 0 && <RequestTable requests={requests} names={names} />}
      {state === 'requested' && <DecidedRequests requests={decided} names={names} />}
    </>
  );
}
