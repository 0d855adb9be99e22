import {
  arrayAt,
  indexAt,
  isJsonObject,
  type JsonObject,
  nonBlankAt,
  objectAt,
  objectsAt,
  ownValue,
  stringAt,
} from './json-value.js';

/** A rule as SARIF describes it (`reportingDescriptor`), raw. */
export type RuleDescriptor = JsonObject;

/** Finds the descriptors of a run's rules, of its driver and its extensions. */
export interface RuleFinder {
  /** The rule of a result: by `rule.index` or `ruleIndex`, `guid`, `id`, then by the id's hierarchical prefixes. */
  ruleOf(result: JsonObject): RuleDescriptor | null;
  /** The rule that a `reportingDescriptorReference` names, in the same order. */
  find(reference: JsonObject): RuleDescriptor | null;
}

interface Component {
  readonly guid: string | null;
  readonly name: string | null;
  readonly rules: readonly unknown[];
  readonly byId: ReadonlyMap<string, RuleDescriptor>;
  readonly byGuid: ReadonlyMap<string, RuleDescriptor>;
}

export function createRuleFinder(run: JsonObject): RuleFinder {
  const tool = objectAt(run, 'tool');
  const driver = toComponent(objectAt(tool, 'driver'));
  const extensions = arrayAt(tool, 'extensions').map((extension) =>
    toComponent(isJsonObject(extension) ? extension : {}),
  );
  const all = [driver, ...extensions];

  const componentOf = (reference: JsonObject): Component => {
    const named = objectAt(reference, 'toolComponent');
    const guid = stringAt(named, 'guid')?.toLowerCase();
    const name = stringAt(named, 'name');
    return (
      extensions[indexAt(named, 'index') ?? -1] ??
      all.find((component) => guid !== undefined && component.guid === guid) ??
      all.find((component) => name !== null && component.name === name) ??
      driver
    );
  };
  /** The component that the reference names comes first; the others may still hold the rule. */
  const searchOrder = (component: Component) => [component, ...all.filter((other) => other !== component)];

  const find = (reference: JsonObject): RuleDescriptor | null => {
    const component = componentOf(reference);
    const indexed = component.rules[indexAt(reference, 'index') ?? -1];
    if (isJsonObject(indexed)) return indexed;
    const guid = stringAt(reference, 'guid')?.toLowerCase();
    for (const { byGuid } of guid === undefined ? [] : all) {
      const rule = byGuid.get(guid!);
      if (rule !== undefined) return rule;
    }
    const id = nonBlankAt(reference, 'id');
    return id === null ? null : findById(searchOrder(component), id);
  };

  /** Rules of results that name them by their id alone, as most do. */
  const byRuleId = new Map<string, RuleDescriptor | null>();

  return {
    find,
    ruleOf(result) {
      const reference = ownValue(result, 'rule');
      const ruleIndex = ownValue(result, 'ruleIndex');
      const ruleId = ownValue(result, 'ruleId');
      if (isJsonObject(reference)) {
        return find({
          ...reference,
          index: ownValue(reference, 'index') ?? ruleIndex,
          id: ownValue(reference, 'id') ?? ruleId,
        });
      }
      if (ruleIndex !== undefined || typeof ruleId !== 'string') return find({ index: ruleIndex, id: ruleId });
      let rule = byRuleId.get(ruleId);
      if (rule === undefined) byRuleId.set(ruleId, (rule = find({ id: ruleId })));
      return rule;
    },
  };
}

function toComponent(component: JsonObject): Component {
  const byId = new Map<string, RuleDescriptor>();
  const byGuid = new Map<string, RuleDescriptor>();
  for (const rule of objectsAt(component, 'rules')) {
    addFirst(byId, stringAt(rule, 'id'), rule);
    addFirst(byGuid, stringAt(rule, 'guid')?.toLowerCase() ?? null, rule);
  }
  return {
    guid: stringAt(component, 'guid')?.toLowerCase() ?? null,
    name: stringAt(component, 'name'),
    rules: arrayAt(component, 'rules'),
    byId,
    byGuid,
  };
}

function addFirst(map: Map<string, RuleDescriptor>, key: string | null, rule: RuleDescriptor): void {
  if (key !== null && !map.has(key)) map.set(key, rule);
}

/** `CA1000/1/2`, then `CA1000/1`, then `CA1000` (SARIF 2.1.0, section 3.5.4). */
function findById(components: readonly Component[], id: string): RuleDescriptor | null {
  for (let prefix = id; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')))) {
    for (const { byId } of components) {
      const rule = byId.get(prefix);
      if (rule !== undefined) return rule;
    }
  }
  return null;
}
