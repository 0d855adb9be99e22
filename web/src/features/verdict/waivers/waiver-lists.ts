import { type components } from '../../../api/schema.gen';
import { isEndingSoon, isUnused } from '../../../gate/waivers';
import { type Waiver, type WaiverRequest, type WaiverState } from './waivers.queries';

type Schemas = components['schemas'];

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
