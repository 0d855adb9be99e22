import { IN_INBOX_DAYS } from '../../../gate/waivers';
import { isRuleName, type RuleName } from '../../../gate/words';
import { WAIVER_STATES, type WaiverState } from './waivers.queries';

/** State of the page in its address: the tab, and the open form with what it is filled in with. */
export interface WaiversSearch {
  readonly state?: Exclude<WaiverState, 'in_force'>;
  /** Days within which those of the tab "Ending soon" end; absent: the service's. */
  readonly days?: typeof IN_INBOX_DAYS;
  readonly form?: 'new' | 'request';
  readonly rule?: RuleName;
  readonly repo?: number;
  readonly pr?: number;
  /** Request or waiver that is marked in the list. */
  readonly request?: number;
  readonly waiver?: number;
}

/** State of an address; what it does not know is left out. */
export function readWaiversSearch({
  state,
  days,
  form,
  rule,
  repo,
  pr,
  request,
  waiver,
}: Record<string, unknown>): WaiversSearch {
  const isRepo = isId(repo);
  return {
    ...(isListed(state) && { state }),
    ...(state === 'ending_soon' && days === IN_INBOX_DAYS && { days: IN_INBOX_DAYS }),
    ...((form === 'new' || form === 'request') && { form }),
    ...(isRuleName(rule) && { rule }),
    ...(isRepo && { repo }),
    ...(isRepo && isId(pr) && { pr }),
    ...(isId(request) && { request }),
    ...(isId(waiver) && { waiver }),
  };
}

const isListed = (value: unknown): value is Exclude<WaiverState, 'in_force'> =>
  value !== 'in_force' && WAIVER_STATES.some((state) => state === value);

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
