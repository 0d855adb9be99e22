import { isCode, listOf, type Value, without } from './settings.js';

/** One setting before and after a change; undefined where it has no value. */
export interface SettingChange {
  readonly key: string;
  /** Last level of the key. */
  readonly name: string;
  readonly was: Value | undefined;
  readonly is: Value | undefined;
}

/** Rules and files that a tool leaves out from now on; `globs` are as its configuration writes them. */
export interface Loosening {
  readonly rules?: readonly string[];
  readonly globs?: readonly string[];
}

/** Says what a changed setting lets pass; null where it lets nothing pass that it did not before. */
export type Judge = (change: SettingChange) => Loosening | null;

type Names = 'rules' | 'prefixes' | 'globs' | 'none';

const named = (names: Names, entries: readonly string[]): Loosening => {
  if (names === 'rules') return { rules: entries };
  if (names === 'prefixes') return { rules: entries.map((code) => (code === 'ALL' ? '*' : `${code}*`)) };
  return names === 'globs' ? { globs: entries } : {};
};

/** A list of what is left out that has more entries. */
export const listGrew =
  (names: Names): Judge =>
  ({ was, is }) => {
    if (isCode(was) || isCode(is)) return judgeCode(was, is);
    const more = without(listOf(is), listOf(was));
    return more.length === 0 ? null : named(names, more);
  };

/** A list of what is looked for that has fewer entries. */
export const listShrank =
  (names: Names): Judge =>
  ({ was, is }) => {
    if (isCode(was) || isCode(is)) return judgeCode(was, is);
    const less = without(listOf(was), listOf(is));
    return less.length === 0 ? null : named(names, less);
  };

/** Judges an expression in place of another value, or the reverse: its result is unknown, and may be less. */
const judgeCode = (was: Value | undefined, is: Value | undefined): Loosening | null =>
  JSON.stringify(was) === JSON.stringify(is) || (was === undefined && !isCode(is)) ? null : {};

const numberOf = (value: Value | undefined): number =>
  typeof value === 'object' || value === undefined || value === '' ? NaN : Number(value);

/** A limit from below, such as a threshold of coverage, that fell or went. */
export const numberFell: Judge = ({ was, is }) => {
  if (was === undefined) return null;
  if (isCode(was) || isCode(is)) return judgeCode(was, is);
  return numberOf(is) >= numberOf(was) || Number.isNaN(numberOf(was)) ? null : {};
};

/** A limit from above that rose or went. @param byDefault the limit without the setting; null: unknown */
export const numberRose =
  (byDefault: number | null = null, rules: readonly string[] = []): Judge =>
  ({ was, is }) => {
    const before = was === undefined && byDefault !== null ? byDefault : numberOf(was);
    const now = is === undefined && byDefault !== null ? byDefault : numberOf(is);
    if (Number.isNaN(before)) return null;
    return Number.isNaN(now) || now > before ? { rules } : null;
  };

/** A setting in words: entries of a list are separated by commas. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join();
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value);
}

const isTrue = (value: Value | undefined): boolean => value === true || /^(?:true|yes|on|1)$/i.test(textOf(value));
const isFalse = (value: Value | undefined): boolean => value === false || /^(?:false|no|off|0)$/i.test(textOf(value));

/** A check that is off now, or that a new setting switches off: it may have been on by default. */
export const switchedOff =
  (rulesOf: (name: string) => readonly string[] = () => []): Judge =>
  ({ name, was, is }) => {
    const fell = (isTrue(was) && !isTrue(is)) || (was === undefined && isFalse(is));
    return fell ? { rules: rulesOf(name) } : null;
  };

/** A leniency that is on by now. */
export const switchedOn: Judge = ({ was, is }) => (isTrue(is) && !isTrue(was) ? {} : null);

/** A limit of how many findings are shown, 0 for none, that fell or went. @param byDefault the limit without the setting */
export const shownFell =
  (byDefault: number): Judge =>
  ({ was, is }) => {
    const [before, now] = [was, is].map((value) => (value === undefined ? byDefault : numberOf(value) || Infinity));
    return now! < before! ? {} : null;
  };

/** A level that fell or went. @param order levels, the lowest first */
export const levelFell =
  (order: readonly string[]): Judge =>
  ({ was, is }) => {
    const [before, now] = [was, is].map((value) => order.indexOf(textOf(value).toLowerCase()));
    if (before! < 0) return null;
    return now! < before! ? {} : null;
  };

/** A number where no default is known: any new value counts. */
export const numberRoseOrCame: Judge = (change) =>
  change.was === undefined && change.is !== undefined ? {} : numberRose()(change);

export const anyChange: Judge = ({ was, is }) => (JSON.stringify(was) === JSON.stringify(is) ? null : {});

const LEVELS: Readonly<Record<string, number>> = { off: 0, '0': 0, warn: 1, '1': 1, error: 2, '2': 2 };

/** Level of a rule of ESLint; undefined where the value has none. */
export function eslintLevel(value: Value | undefined): number | undefined {
  if (value === undefined || isCode(value)) return undefined;
  const level = typeof value === 'object' ? value[0] : value;
  return LEVELS[String(level).toLowerCase()];
}

/** Rules with a largest number that an option raises. */
const LIMITS = /^(?:.*\/)?(?:max-[\w-]+|complexity|cognitive-complexity)$/;

export const eslintRule: Judge = ({ key, was, is }) => {
  const rule = /(?:^|\.)rules\.(.+)$/.exec(key)![1]!;
  const [before, now] = [eslintLevel(was), eslintLevel(is)];
  const fell = before === undefined ? now === 0 && was === undefined : before > (now ?? 0);
  if (fell) return { rules: [rule] };
  return before !== undefined && before > 0 && LIMITS.test(rule) && hasHigherLimit(was, is) ? { rules: [rule] } : null;
};

function hasHigherLimit(was: Value | undefined, is: Value | undefined): boolean {
  const [before, now] = [was, is].map((value) => (JSON.stringify(value).match(/\d+/g) ?? []).map(Number));
  return before!.length === now!.length && now!.some((each, at) => each > before![at]!);
}

/** Strictness that `strict` of tsconfig.json implies. */
const IMPLIED =
  /^(?:noImplicitAny|strictNullChecks|strictFunctionTypes|strictBindCallApply|strictPropertyInitialization|strictBuiltinIteratorReturn|noImplicitThis|useUnknownInCatchVariables|alwaysStrict)$/;

export const compilerSwitch: Judge = ({ name, was, is }) => {
  if (was === true && is !== true) return {};
  return was === undefined && is === false && (name === 'strict' || IMPLIED.test(name)) ? {} : null;
};
