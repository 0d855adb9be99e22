import { arrayAt, indexAt, isJsonObject, type JsonObject, objectAt, objectsAt, stringAt } from './json-value.js';
import { type Level, LEVELS } from './reported-result.js';
import { type RuleDescriptor, type RuleFinder } from './sarif-components.js';

/** Finds the tool's level for a result of the given rule in the given run; null where nothing states one. */
export type LevelFinder = (result: JsonObject, rule: RuleDescriptor | null) => Level | null;

/** The level of a result for which nothing states one. */
export const DEFAULT_LEVEL: Level = 'warning';

/**
 * The level of a result (SARIF 2.1.0, section 3.27.10): its own; none where it is no failure; the override of the
 * invocation that it names by `provenance.invocationIndex`; its rule's default.
 */
export function createLevelFinder(run: JsonObject, rules: RuleFinder): LevelFinder {
  const invocations = arrayAt(run, 'invocations').map((invocation) =>
    isJsonObject(invocation) ? overridesOf(invocation, rules) : [],
  );
  return (result, rule) => {
    const explicit = levelAt(result);
    if (explicit !== null) return explicit;
    if (!isFailure(result)) return 'none';
    const overrides = invocations[indexAt(objectAt(result, 'provenance'), 'invocationIndex') ?? -1] ?? [];
    return (
      findOverride(overrides, ruleIdOf(result), rule)?.level ??
      (rule === null ? null : levelAt(objectAt(rule, 'defaultConfiguration')))
    );
  };
}

/** True when the result reports a fault: `kind` is absent or `fail`. */
export function isFailure(result: JsonObject): boolean {
  return (stringAt(result, 'kind') ?? 'fail') === 'fail';
}

export function ruleIdOf(result: JsonObject): string | null {
  return stringAt(result, 'ruleId') ?? stringAt(objectAt(result, 'rule'), 'id');
}

interface LevelOverride {
  readonly id: string | null;
  readonly rule: RuleDescriptor | null;
  readonly level: Level;
}

function overridesOf(invocation: JsonObject, rules: RuleFinder): readonly LevelOverride[] {
  return objectsAt(invocation, 'ruleConfigurationOverrides').flatMap((override) => {
    const level = levelAt(objectAt(override, 'configuration'));
    if (level === null) return [];
    const descriptor = objectAt(override, 'descriptor');
    return [{ id: stringAt(descriptor, 'id'), rule: rules.find(descriptor), level }];
  });
}

/** One for exactly this (hierarchical) rule id comes before one for the rule that it belongs to. */
function findOverride(
  overrides: readonly LevelOverride[],
  ruleId: string | null,
  rule: RuleDescriptor | null,
): LevelOverride | undefined {
  return (
    overrides.find(({ id }) => id !== null && id === ruleId) ??
    overrides.find((override) => rule !== null && override.rule === rule && isNotNarrower(override.id, ruleId))
  );
}

/** An override for `CA1000/1` says nothing about `CA1000/2`, although both resolve to the rule `CA1000`. */
function isNotNarrower(overriddenId: string | null, ruleId: string | null): boolean {
  return (
    overriddenId === null || ruleId === null || !overriddenId.includes('/') || ruleId.startsWith(`${overriddenId}/`)
  );
}

function levelAt(object: JsonObject): Level | null {
  const level = stringAt(object, 'level');
  return LEVELS.find((known) => known === level) ?? null;
}
