import { useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';
import { type Waiver, type WaiverRequest, WAIVERS, waiversQuery } from './waivers.queries';

const REQUESTS = `${WAIVERS}/requests`;

/** A waiver as the service takes it; it refuses values of another type in words. */
export interface NewWaiver {
  readonly rule: Waiver['rule'];
  readonly reason: string;
  readonly repo_id: number | null;
  readonly pr_number: number | null;
  readonly expires_at: string | null;
  readonly max_actual: number | string | null;
}

function useWaiverChange<T, Result>(mutationFn: (input: T) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    // A refused decision may mean that somebody else has decided meanwhile.
    onSettled: () =>
      Promise.all([waiversQuery().queryKey, ['repository']].map((queryKey) => client.invalidateQueries({ queryKey }))),
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

export type Approved = components['schemas']['ApprovedRequest'];

/**
 * Approves a request, and has the verdicts that it reaches judged again; one that cannot be is stale, which its page says.
 *
 * @param onApproved called before the list is read again, with which the request leaves it
 */
export const useApproveRequest = (id: number, onApproved: (approved: Approved) => void) =>
  useWaiverChange(async () => {
    const approved = await send<Approved>('POST', `${REQUESTS}/${id}/approve`, { body: { judge: true } });
    onApproved(approved);
    return approved;
  });

export const useDeclineRequest = (id: number) =>
  useWaiverChange((reason: string) => send<WaiverRequest>('POST', `${REQUESTS}/${id}/decline`, { body: { reason } }));

export const useWithdrawRequest = () =>
  useWaiverChange((id: number) => send<WaiverRequest>('POST', `${REQUESTS}/${id}/withdraw`));
