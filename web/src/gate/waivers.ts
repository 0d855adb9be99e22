import { ENDING_SOON_DAYS, UNUSED_DAYS } from '../../../src/domain/gate/waiver-periods.js';

const DAY_MS = 86_400_000;

/** True for a waiver in force whose end is near, as the service lists them. */
export const isEndingSoon = ({ expires_at }: { readonly expires_at: string | null }, nowMs: number): boolean =>
  expires_at !== null && Date.parse(expires_at) <= nowMs + ENDING_SOON_DAYS * DAY_MS;

interface Used {
  readonly created_at: string;
  readonly usage: { readonly evaluations: number };
}

/** True for a waiver that has been in force for a while and was never used, as the service lists them. */
export const isUnused = ({ created_at, usage }: Used, nowMs: number): boolean =>
  usage.evaluations === 0 && Date.parse(created_at) <= nowMs - UNUSED_DAYS * DAY_MS;
