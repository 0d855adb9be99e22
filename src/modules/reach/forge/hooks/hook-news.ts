import { isStorableText } from '../../../../platform/validation/text.js';
import type { HookDelivery, HookEvent } from '../forges/forge.js';

/** News of a delivery, as it is stored until it is followed. */
export interface HookNews {
  readonly event: HookEvent | null;
  /** Installation of an App that was suspended or deleted. */
  readonly endedInstallation: string | null;
}

/** Longest id of a delivery and longest text of news that are taken. */
const MAX_ID_LENGTH = 200;
const MAX_TEXT_LENGTH = 1_000;
/** Longest list in news that is taken. */
const MAX_ITEMS = 1_000;

/** The news of a delivery; null where there is none, or none that can be stored. */
export function toNews(delivery: HookDelivery): HookNews | null {
  const { event, endedInstallation = null } = delivery;
  if (event === null && endedInstallation === null) return null;
  return Object.values({ ...event, endedInstallation }).every(isFit) ? { event, endedInstallation } : null;
}

const isFit = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length <= MAX_ITEMS && value.every(isFit);
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0;
  return typeof value !== 'string' || (value.length <= MAX_TEXT_LENGTH && isStorableText(value));
};

/** The id by which repetitions of a delivery are recognized; null where none is usable. */
export const toDeliveryId = ({ id }: HookDelivery): string | null =>
  id !== null && id.length <= MAX_ID_LENGTH && isStorableText(id) ? id : null;
