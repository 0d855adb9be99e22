import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../api/client';
import { type components } from '../../api/schema.gen';
import { isEndingSoon, isUnused } from '../../gate/waivers';

type Schemas = components['schemas'];
export type Waiver = Schemas['Waiver'];
export type WaiverRequest = Schemas['WaiverRequest'];

/** Lists of waivers, in the order of their tabs. */
export const WAIVER_STATES = ['in_force', 'ending_soon', 'unused', 'requested'] as const;
export type WaiverState = (typeof WAIVER_STATES)[number];

/** People who may do what, as locked controls say it. */
export const WHO_MAY = {
  waive: 'Administrators and owners of the organization create, extend and revoke waivers.',
  request: 'Members of the organization request waivers and acceptances; viewers only read.',
  decide: 'Administrators and owners of the organization approve and decline requests.',
} as const;

/** A waiver as the service takes it; it refuses values of another type in words. */
export interface NewWaiver {
  readonly rule: Waiver['rule'];
  readonly reason: string;
  readonly repo_id: number | null;
  readonly pr_number: number | null;
  readonly expires_at: string | null;
  readonly max_actual: number | string | null;
}

const WAIVERS = '/quality/gates/waivers';
const REQUESTS = `${WAIVERS}/requests`;
const waiversKey = ['waivers'] as const;

/** All waivers in force, all open requests, and the newest ones that are decided. */
export const waiversQuery = () =>
  queryOptions({
    queryKey: waiversKey,
    queryFn: ({ signal }) => get<Schemas['Waivers']>(WAIVERS, { include_requests: true }, signal),
  });

/** Waivers of each state, and the requests. */
export interface WaiverLists extends Readonly<Record<Exclude<WaiverState, 'requested'>, readonly Waiver[]>> {
  readonly requested: readonly WaiverRequest[];
  readonly decided: readonly WaiverRequest[];
}

/** The lists of an answer, at a time in milliseconds. */
export function listsOf({ waivers, requests }: Schemas['Waivers'], nowMs: number): WaiverLists {
  return {
    in_force: waivers,
    ending_soon: waivers.filter((waiver) => isEndingSoon(waiver, nowMs)),
    unused: waivers.filter((waiver) => isUnused(waiver, nowMs)),
    requested: requests.filter(({ state }) => state === 'requested'),
    decided: requests.filter(({ state }) => state !== 'requested'),
  };
}

function useWaiverChange<T, Result>(mutationFn: (input: T) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    // A refused decision may mean that somebody else has decided meanwhile.
    onSettled: () =>
      Promise.all([waiversKey, ['repository']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export const useCreateWaiver = () => useWaiverChange((body: NewWaiver) => send<unknown>('POST', WAIVERS, { body }));

export const useRequestWaiver = () => useWaiverChange((body: NewWaiver) => send<unknown>('POST', REQUESTS, { body }));

/** Problem whose acceptance is requested, until a time or for good where it is null. */
export interface WantedAcceptance {
  readonly issue_id: number;
  readonly reason: string;
  readonly expires_at: string | null;
}

export const useRequestAcceptance = () =>
  useWaiverChange((body: WantedAcceptance) => send<WaiverRequest>('POST', REQUESTS, { body }));

export const useExtendWaiver = (id: number) =>
  useWaiverChange((expires_at: string | null) => send<Waiver>('PATCH', `${WAIVERS}/${id}`, { body: { expires_at } }));

export const useRevokeWaiver = (id: number) => useWaiverChange(() => send<unknown>('POST', `${WAIVERS}/${id}/revoke`));

export const useApproveRequest = (id: number) =>
  useWaiverChange(() => send<WaiverRequest>('POST', `${REQUESTS}/${id}/approve`));

export const useDeclineRequest = (id: number) =>
  useWaiverChange((reason: string) => send<WaiverRequest>('POST', `${REQUESTS}/${id}/decline`, { body: { reason } }));

export const useWithdrawRequest = () =>
  useWaiverChange((id: number) => send<WaiverRequest>('POST', `${REQUESTS}/${id}/withdraw`));
