/** A value with its origin, in the words that `--verbose` prints. */
export interface Traced<T> {
  readonly value: T;
  readonly from: string;
}

/** One option of a command: how it is written in each place, how it is read, and what holds without it. */
export interface Setting<T> {
  /** commander's notation, e.g. `--url <url>`. */
  readonly flags: string;
  readonly help: string;
  /** The flag may be given several times. */
  readonly isRepeatable?: true;
  readonly variable: string;
  /** Its key in qgate.yml; null where the file may not hold it. */
  readonly fileKey: string | null;
  /** Turns what was written into the value. @throws {InvalidValue} saying what is expected */
  readonly read: (raw: RawValue) => T;
  readonly fallback: T;
}

/** Raw value of a flag, a variable or the file; a repeated flag and a YAML list are arrays. */
export type RawValue = string | number | boolean | readonly RawValue[];

/** A table of settings, by the property that each fills. */
export type SettingTable<T> = { readonly [K in keyof T]: Setting<T[K]> };

/** A value that cannot be read; the message ends the sentence "--flag ...". */
export class InvalidValue extends Error {}
