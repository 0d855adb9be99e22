import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { isEndingSoon } from '../../../gate/waivers';
import { SavedViews } from '../../../shell/saved-views';
import { Button } from '../../../ui/button';
import form from '../../../ui/form.module.css';
import { Notice } from '../../../ui/notice';
import { PageHeader, useTitle } from '../../../ui/page-header';
import { Panel } from '../../../ui/panel';
import { EmptyState } from '../../../ui/states';
import { Tabs } from '../../../ui/tabs';
import { useMe } from '../../people/session/session.queries';
import { STATE_WORDS, summaryOf } from './messages';
import { DecidedRequests } from './parts/decided-requests';
import { OpenForm } from './parts/open-form';
import { RequestTable } from './parts/request-table';
import { WaiverTable } from './parts/waiver-table';
import { listsOf, type WaiverLists } from './waiver-lists';
import { WAIVER_STATES, waiversQuery, type WaiverState, WHO_MAY } from './waivers.queries';
import { type WaiversSearch } from './waivers-search';

const route = getRouteApi('/shell/waivers');

const TABS = WAIVER_STATES.map((value) => ({ value, label: STATE_WORDS[value].label }));

export function WaiversPage() {
  useTitle('Waivers');
  const search = route.useSearch();
  const { state = 'in_force', days, repo } = search;
  // where the person came from
  const from = repo === undefined ? {} : { repo };
  const navigate = route.useNavigate();
  const { can } = useMe();
  const { data } = useSuspenseQuery(waiversQuery());
  const nowMs = useNow();
  const lists = listsOf(data, nowMs);
  const [done, setDone] = useState<string | null>(null);
  const show = (next: WaiversSearch) => void navigate({ search: next, resetScroll: false });
  return (
    <>
      <PageHeader title="Waivers">{summaryOf(countsOf(lists))}</PageHeader>
      <div className={form.actions}>
        <Button
          kind="primary"
          lockedBecause={can.waive ? null : WHO_MAY.waive}
          onClick={() => show({ ...searchOf(state), ...from, form: 'new' })}
        >
          New waiver
        </Button>
        <Button
          lockedBecause={can.request_waiver ? null : WHO_MAY.request}
          onClick={() => show({ ...searchOf(state), ...from, form: 'request' })}
        >
          Request waiver
        </Button>
        <SavedViews page="waivers" without={['form', 'rule', 'repo', 'pr', 'request', 'waiver']} />
      </div>
      {done !== null && (
        <Notice tone="info" role="status">
          {done}
        </Notice>
      )}
      <Tabs label="Waivers" tabs={TABS} value={state} onChange={(chosen) => show({ ...searchOf(chosen), ...from })}>
        {days !== undefined && (
          <p>
            Those that end within {days} days.{' '}
            <Link to="/waivers" search={{ state: 'ending_soon' }}>
              All that end soon
            </Link>
          </p>
        )}
        <Listed
          state={state}
          lists={days === undefined ? lists : { ...lists, ending_soon: endingWithin(days, lists, nowMs) }}
          wantedId={state === 'requested' ? search.request : search.waiver}
          onApproved={setDone}
        />
      </Tabs>
      <OpenForm
        search={search}
        onClose={() => show({ ...searchOf(state), ...from })}
        onDone={(words, next) => {
          setDone(words);
          show(searchOf(next));
        }}
      />
    </>
  );
}

const endingWithin = (days: number, { ending_soon: waivers }: WaiverLists, nowMs: number) =>
  waivers.filter((waiver) => isEndingSoon(waiver, nowMs, days));

/** Address of a tab; the first one has none of its own. */
const searchOf = (state: WaiverState): WaiversSearch => (state === 'in_force' ? {} : { state });

const countsOf = (lists: WaiverLists): Readonly<Record<WaiverState, number>> => ({
  in_force: lists.in_force.length,
  ending_soon: lists.ending_soon.length,
  unused: lists.unused.length,
  requested: lists.requested.length,
});

interface ListedProps {
  readonly state: WaiverState;
  readonly lists: WaiverLists;
  readonly wantedId: number | undefined;
  readonly onApproved: (words: string) => void;
}

function Listed({ state, lists, wantedId, onApproved }: ListedProps) {
  const { label, empty } = STATE_WORDS[state];
  return (
    <>
      {lists[state].length === 0 && (
        <Panel>
          <EmptyState title={empty} />
        </Panel>
      )}
      {state !== 'requested' && lists[state].length > 0 && (
        <WaiverTable label={label} waivers={lists[state]} wantedId={wantedId} />
      )}
      {state === 'requested' && lists.requested.length > 0 && (
        <RequestTable requests={lists.requested} wantedId={wantedId} onApproved={onApproved} />
      )}
      {state === 'requested' && <DecidedRequests requests={lists.decided} wantedId={wantedId} />}
    </>
  );
}

/** Time at which the page was opened. */
const useNow = (): number => useState(() => Date.now())[0];
