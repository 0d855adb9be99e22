import { ENDING_SOON_DAYS, IN_INBOX_DAYS, UNUSED_DAYS } from '../../../src/domain/gate/waiver-periods.js';

const DAY_MS = 86_400_000;

export { IN_INBOX_DAYS };

/** True for a waiver in force that ends within some days, by default those in which the service lists its end as near. */
export const isEndingSoon = (
  { expires_at }: { readonly expires_at: string | null },
  nowMs: number,
  days: number = ENDING_SOON_DAYS,
): boolean => expires_at !== null && Date.parse(expires_at) <= nowMs + days * DAY_MS;

interface Used {
  readonly created_at: string;
  readonly usage: { readonly evaluations: number };
}

/** True for a waiver that has been in force for a while and was never used, as the service lists them. */
export const isUnused = ({ created_at, usage }: Used, nowMs: number): boolean =>
  usage.evaluations === 0 && Date.parse(created_at) <= nowMs - UNUSED_DAYS * DAY_MS;
