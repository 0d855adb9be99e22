import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

type Schemas = components['schemas'];
export type Waiver = Schemas['Waiver'];
export type WaiverRequest = Schemas['WaiverRequest'];

/** Lists of waivers, in the order of their tabs. */
export const WAIVER_STATES = ['in_force', 'ending_soon', 'unused', 'requested'] as const;
export type WaiverState = (typeof WAIVER_STATES)[number];

/** People who may do what, as locked controls say it. */
export const WHO_MAY = {
  waive: 'Only administrators and owners of the organization can create, extend and revoke waivers.',
  request: 'Members of the organization can request waivers and acceptances; viewers can only read.',
  decide: 'Only administrators and owners of the organization can approve and decline requests.',
} as const;

export const WAIVERS = '/quality/gates/waivers';

/** All waivers in force, all open requests, and the newest ones that are decided. */
export const waiversQuery = () =>
  queryOptions({
    queryKey: ['waivers'],
    queryFn: ({ signal }) => get<Schemas['Waivers']>(WAIVERS, { include_requests: true }, signal),
  });
