import { type AuditEntry } from './audit.queries';

/** An entry in words: `policy updated`, `findings marked fp`. */
export const describeAction = ({ action }: Pick<AuditEntry, 'action'>): string => action.replaceAll(/[._]/g, ' ');

/** The actor's name with the kind of a key; of a deleted person what is left. */
export const nameOfActor = ({ by }: Pick<AuditEntry, 'by'>): string =>
  (by.name === '' ? `deleted ${by.type} ${by.id}` : by.name) + (by.kind === null ? '' : ` (${by.kind})`);

export const describeTarget = ({ target }: Pick<AuditEntry, 'target'>): string =>
  [target.type.replaceAll('_', ' '), target.name ?? target.id].filter((part) => part != null).join(' ');

export interface ChangedValue {
  readonly name: string;
  readonly old: string | null;
  readonly new: string | null;
}

/** Values that an entry has changed, each with what it was and is; null where it was not there. */
export function changedValues({ old, new: now }: Pick<AuditEntry, 'old' | 'new'>): ChangedValue[] {
  const [before, after] = [flat(old ?? {}), flat(now ?? {})];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name) => ({ name, old: textOf(before[name]), new: textOf(after[name]) }))
    .filter((value) => value.old !== value.new);
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

const textOf = (value: unknown): string | null =>
  value == null ? null : typeof value === 'string' ? value : JSON.stringify(value);
