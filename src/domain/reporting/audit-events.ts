import type { EventTypeName } from './event-types.js';

/** Event that an action of the audit log makes; other actions make none. */
const BY_ACTION: ReadonlyMap<string, EventTypeName> = new Map([
  ['waiver.created', 'waiver.created'],
  ['waiver.revoked', 'waiver.revoked'],
  ['policy.updated', 'policy.updated'],
  ['policy.removed', 'policy.updated'],
  ['baseline.rebuilt', 'baseline.rebuilt'],
  ['baseline.rebuild_undone', 'baseline.rebuild_undone'],
  ['finding.marked_fp', 'finding.marked_fp'],
  ['finding.unmarked_fp', 'finding.unmarked_fp'],
  ['findings.marked_fp', 'finding.marked_fp'],
  ['findings.unmarked_fp', 'finding.unmarked_fp'],
  ['findings.marks_undone', 'finding.marks_undone'],
  ['repo.created', 'repo.created'],
  ['repo.default_branch_changed', 'repo.default_branch_changed'],
  ['member.added', 'member.added'],
  ['member.role_changed', 'member.role_changed'],
  ['member.removed', 'member.removed'],
  ['api_key.created', 'api_key.created'],
  ['api_key.revoked', 'api_key.revoked'],
  ['api_key.rotated', 'api_key.rotated'],
  ['webhook.disabled', 'webhook.disabled'],
]);

/** Actions that make an event, with its type. */
export const AUDITED_EVENTS: readonly (readonly [action: string, type: EventTypeName])[] = [...BY_ACTION];

/** Characters of the old and new values in an event; longer ones are left to the audit log. */
const MAX_VALUES = 16_000;

/** An audit entry as far as events repeat it: neither its address nor its request. */
export interface AuditedFacts {
  readonly action: string;
  readonly actor: { readonly type: string; readonly id: number | null; readonly name: string };
  readonly target: { readonly type: string; readonly id: number | null };
  readonly old: object | null;
  readonly new: object | null;
}

/** The type of event that an action makes; null where it makes none. */
export const eventOfAction = (action: string): EventTypeName | null => BY_ACTION.get(action) ?? null;

/** An event's `data`: what happened to whom, with the values before and after unless they are too long. */
export function toAuditedData({ actor, target, old, new: after }: AuditedFacts): object {
  const isShort = JSON.stringify([old, after]).length <= MAX_VALUES;
  return { actor, target, ...(isShort ? { old, new: after } : { old: null, new: null, values_cut: true }) };
}
