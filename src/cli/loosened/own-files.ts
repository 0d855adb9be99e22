import { parsePolicyFile } from '../../domain/gate/policy-file.js';
import { isLooser, RULE_NAMES } from '../../domain/gate/rules.js';
import { type LoosenedSetting, OWN_TOOL } from '../../domain/loosened/loosened-setting.js';
import { textOf } from './judges.js';
import { flatten, listOf, readTable, type Value, without } from './settings.js';

const entryOf = (path: string, key: string, was: unknown, is: unknown, paths: readonly string[]): LoosenedSetting => ({
  ...{ path, tool: OWN_TOOL, key, was: show(was), is: show(is), rules: [], paths },
});

const show = (value: unknown): string | null =>
  value === undefined ? null : Array.isArray(value) ? value.join(', ') : textOf(value);

/** Thresholds of a policy file that ask less than before, or went. */
export function comparePolicies(path: string, was: string | null, is: string | null): LoosenedSetting[] {
  const [before, now] = [was, is].map((text) => parsePolicyFile(text ?? '').rules);
  return RULE_NAMES.flatMap((rule) => {
    const [one, other] = [before!.get(rule), now!.get(rule)];
    if (one?.ok !== true) return [];
    const wanted = other?.ok === true ? other.value : null;
    return isLooser(rule, wanted, one.value)
      ? [entryOf(path, rule, one.value, other?.ok ? wanted : undefined, [])]
      : [];
  });
}

/** Settings that say what is left out, or what runs: lists that grew, and any other value. */
export function compareOwnSettings(path: string, was: string | null, is: string | null): LoosenedSetting[] {
  const [before, now] = [was, is].map((text): Map<string, Value> => flatten(readTable(path, text ?? '')));
  return [...new Set([...before!.keys(), ...now!.keys()])].flatMap((key) => {
    const [one, other] = [before!.get(key), now!.get(key)];
    if (JSON.stringify(one) === JSON.stringify(other)) return [];
    const isExclude = key.includes('exclude');
    const more = without(listOf(other), listOf(one));
    const less = without(listOf(one), listOf(other));
    if (isExclude) return more.length === 0 ? [] : [entryOf(path, key, one, other, key === 'exclude' ? more : [])];
    return less.length === 0 && Array.isArray(other ?? one) ? [] : [entryOf(path, key, one, other, [])];
  });
}
