import { ANSWER_BOUNDS, brokenBound } from '../../../../platform/validation/json-bounds.js';

/** A value of a JSON document that others wrote: reading it never throws, whatever exists. */
export class JsonValue {
  constructor(private readonly raw: unknown) {}

  /** The document that these bytes are; null where they are none, or too much to be parsed at once. */
  static parse(bytes: Buffer): JsonValue | null {
    if (brokenBound(bytes, ANSWER_BOUNDS) !== null) return null;
    try {
      return new JsonValue(JSON.parse(bytes.toString('utf8')));
    } catch {
      return null;
    }
  }

  /** The value below these keys; empty where a key is missing. */
  at(...keys: readonly string[]): JsonValue {
    return new JsonValue(
      keys.reduce<unknown>(
        (value, key) =>
          typeof value === 'object' && value !== null && Object.hasOwn(value, key)
            ? (value as Record<string, unknown>)[key]
            : undefined,
        this.raw,
      ),
    );
  }

  /** A text, or a number written as one (ids are either); null for anything else. */
  get text(): string | null {
    if (typeof this.raw === 'number') return String(this.raw);
    return typeof this.raw === 'string' ? this.raw : null;
  }

  get number(): number | null {
    return typeof this.raw === 'number' ? this.raw : null;
  }

  /** True for `true` alone. */
  get isTrue(): boolean {
    return this.raw === true;
  }

  /** The entries of a list; none of anything else. */
  get items(): JsonValue[] {
    return Array.isArray(this.raw) ? this.raw.map((each) => new JsonValue(each)) : [];
  }
}
