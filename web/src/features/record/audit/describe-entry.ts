import { isRuleName, RULE_TITLES } from '../../../gate/words';
import { formatDateTime } from '../../../ui/format';
import { type AuditEntry } from './audit.queries';
import { ACTIONS, VALUES } from './messages';

/** The rest of a sentence that begins with the actor: `changed the policy`; of an action that is not known, its name. */
export const describeAction = ({ action }: Pick<AuditEntry, 'action'>): string =>
  ACTIONS[action] ?? action.replaceAll(/[._]/g, ' ');

/** The person's name, else the actor's with the kind of a key; of a deleted person what is left. */
export function nameOfActor({ by, actor_name: present }: Pick<AuditEntry, 'by' | 'actor_name'>): string {
  const name = present ?? (by.name === '' ? `deleted ${by.type.replaceAll('_', ' ')}` : by.name);
  return by.kind === null ? name : `${name} (${by.kind})`;
}

/** Names that objects give themselves in the values of an entry, the first first. */
const NAMES = ['name', 'email', 'description', 'url', 'rule'] as const;

/** The object of an entry by its name, else by its type and number; null for the actor's own account and organization. */
export function nameOfTarget({
  actor,
  target,
  target_name: present,
  old,
  new: now,
}: Pick<AuditEntry, 'actor' | 'target' | 'target_name' | 'old' | 'new'>): string | null {
  if (target.type === 'organization' || (target.type === actor.type && target.id === actor.id)) return null;
  const values = { ...old, ...now };
  const own = NAMES.map((name) => values[name]).find((value) => typeof value === 'string' && value !== '');
  const name = present ?? own;
  if (typeof name === 'string') return isRuleName(name) ? RULE_TITLES[name] : name;
  return [target.type.replaceAll('_', ' '), target.id].filter((part) => part != null).join(' ');
}

/** Pages of objects, by the type of the target. */
const PLACES: Readonly<Record<string, (id: number) => string>> = {
  api_key: () => '/settings/keys',
  forge: () => '/settings/forges',
  member: () => '/settings/members',
  policy: () => '/policy',
  repo: (id) => `/repos/${id}`,
  repo_policy: (id) => `/repos/${id}`,
  scan: (id) => `/scans/${id}`,
  trusted_publisher: () => '/settings/publishers',
  waiver: () => '/waivers',
  waiver_request: (id) => `/waivers?state=requested&request=${id}`,
  webhook: (id) => `/settings/webhooks/${id}`,
};

/** Address of the page that has the object; null where no page has it, as of one that is deleted. */
export function placeOfTarget({ action, target }: Pick<AuditEntry, 'action' | 'target'>): string | null {
  if (/\.(?:deleted|removed)$/.test(action)) return null;
  return PLACES[target.type]?.(target.id ?? 0) ?? null;
}

export interface ChangedValue {
  /** Wire name. */
  readonly name: string;
  readonly words: string;
  readonly old: string | null;
  readonly new: string | null;
}

/** Values that tell people nothing: numbers of objects, which links stand for, and digests. */
const UNTOLD = /(?:^|[._])(?:ids?|seal|digest|minted_by)$/;

/** Values that an entry has changed, each in words with what it was and is; null where it was not there. */
export function changedValues({ old, new: now }: Pick<AuditEntry, 'old' | 'new'>): ChangedValue[] {
  const [before, after] = [flat(old ?? {}), flat(now ?? {})];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => !UNTOLD.test(name))
    .map((name) => ({ name, words: wordsOf(name), old: textOf(before[name]), new: textOf(after[name]) }))
    .filter((value) => value.old !== value.new);
}

/** `policy.new_coverage_min`: Coverage; `max_actual`: max actual. */
function wordsOf(name: string): string {
  const own = name.slice(name.lastIndexOf('.') + 1);
  return isRuleName(own) ? RULE_TITLES[own] : (VALUES[own] ?? name.replaceAll(/[._]/g, ' '));
}

/** Values by their names; those of an object, as of a policy, each by its own. */
const flat = (values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).map(([part, each]) => [`${name}.${part}`, each as unknown] as const)
        : [[name, value] as const],
    ),
  );

const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

function textOf(value: unknown): string | null {
  if (value == null) return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(textOf).join(', ');
  if (typeof value !== 'string') return JSON.stringify(value);
  if (isRuleName(value)) return RULE_TITLES[value];
  return TIME.test(value) ? formatDateTime(value) : value;
}
