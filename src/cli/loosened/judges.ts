import { isCode, listOf, type Value, without } from './settings.js';

/** One setting before and after a change; undefined where it has no value. */
export interface SettingChange {
  readonly key: string;
  /** Last level of the key. */
  readonly name: string;
  readonly was: Value | undefined;
  readonly is: Value | undefined;
  /** False where the file configured nothing of the tool before. */
  readonly wasConfigured: boolean;
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

/** Entries that the others lack; of prefixes of codes those that none of the others covers. */
const lacked = (names: Names, entries: readonly string[], others: readonly string[]): string[] =>
  without(entries, others).filter((entry) => names !== 'prefixes' || !others.some((other) => covers(other, entry)));

/** `E` covers `E501`, and not `EM101`, whose letters are of another plugin. */
const covers = (prefix: string, code: string): boolean =>
  prefix === 'ALL' || (code.startsWith(prefix) && (prefix === 'PL' || /^\d/.test(code.slice(prefix.length))));

/** A list of what is left out that has more entries. */
export const listGrew =
  (names: Names): Judge =>
  ({ was, is }) => {
    if (isCode(was) || isCode(is)) return judgeCode(was, is);
    const more = lacked(names, listOf(is), listOf(was));
    return more.length === 0 ? null : named(names, more);
  };

/** A list of what is looked for that has fewer entries. */
export const listShrank =
  (names: Names): Judge =>
  ({ was, is }) => {
    if (isCode(was) || isCode(is)) return judgeCode(was, is);
    const less = lacked(names, listOf(was), listOf(is));
    return less.length === 0 ? null : named(names, less);
  };

/** The only files or codes that are looked for: a list that shrank, or that came in place of its default; without a list all are. */
export const listNarrowed =
  (names: Names, byDefault: readonly string[] | null = null): Judge =>
  (change) => {
    if (change.was === undefined && !change.wasConfigured) return null;
    if (byDefault !== null) {
      const [was, is] = [change.was ?? byDefault, change.is ?? byDefault];
      return listShrank(names)({ ...change, was, is });
    }
    if (change.was === undefined) return {};
    return change.is === undefined ? null : listShrank(names)(change);
  };

/** Judges a list whose entries white space separates as well. */
export const spaced =
  (judge: Judge): Judge =>
  ({ was, is, ...change }) => {
    const [before, now] = [was, is].map((value) =>
      typeof value === 'string' ? value.split(/[\s,]+/).filter((entry) => entry !== '') : value,
    );
    return judge({ ...change, was: before, is: now });
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

/** A limit from above that rose or went; one below 0 limits nothing. @param byDefault the limit without the setting; null: unknown */
export const numberRose =
  (byDefault: number | null = null, rules: readonly string[] = []): Judge =>
  ({ was, is }) => {
    const [before, now] = [was, is].map((value) => {
      const limit = value === undefined && byDefault !== null ? byDefault : numberOf(value);
      return limit < 0 ? Infinity : limit;
    }) as [number, number];
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

/** A level that fell or went. @param order levels, the lowest first @param byDefault the level without the setting; null: unknown */
export const levelFell =
  (order: readonly string[], byDefault: string | null = null): Judge =>
  ({ was, is }) => {
    const [before, now] = [was, is].map((value) => order.indexOf(textOf(value ?? byDefault ?? '').toLowerCase()));
    if (before! < 0) return null;
    return now! < before! ? {} : null;
  };

/** A number where no default is known: any new value counts. */
export const numberRoseOrCame: Judge = (change) =>
  change.was === undefined && change.is !== undefined ? {} : numberRose()(change);

/** A limit of 0, by which findings fail nothing. */
export const becameZero: Judge = ({ was, is }) => (numberOf(is) === 0 && numberOf(was) !== 0 ? {} : null);

/** An exclusion that is on by default, and was off. */
export const noLongerOff: Judge = ({ was, is }) => (isFalse(was) && !isFalse(is) ? {} : null);

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
