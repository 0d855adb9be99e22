export const OBJECT_KINDS = [
  'scan',
  'completed scan',
  'repo',
  'waiver',
  'api key',
  'member',
  'session',
  'issue',
  'webhook',
  'delivery',
  'org',
] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** Stands for the id of an object until the request is sent: what is generated depends on the seed alone. */
export class ObjectRef {
  constructor(
    readonly kind: ObjectKind,
    readonly owner: 'own' | 'foreign' | 'absent',
    /** Index among the known ones, modulo their number. */
    readonly index: number,
  ) {}

  toString(): string {
    return `<${this.owner} ${this.kind} ${this.index}>`;
  }
}

/** The value with each reference replaced by the id that `idOf` has for it. */
export function resolveRefs(value: unknown, idOf: (ref: ObjectRef) => number | string): unknown {
  if (value instanceof ObjectRef) return idOf(value);
  if (Array.isArray(value)) return value.map((entry) => resolveRefs(entry, idOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, resolveRefs(held, idOf)]));
}
