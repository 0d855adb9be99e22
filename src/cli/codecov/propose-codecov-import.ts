import { stringify } from 'yaml';
import { RULE_NAMES, type RuleName } from '../../domain/gate/policy.js';
import { RULES } from '../../domain/gate/rules.js';
import { oneLine } from '../../domain/reporting/plain-text.js';
import { type Proposal } from '../commands/support/place-proposal.js';
import { renderColumns } from '../render-columns.js';

/** A part of codecov.yml: what replaces it, and why it differs or is left out. */
interface Mapped {
  readonly setting: string;
  readonly value: string;
  readonly rule?: readonly [RuleName, number];
  readonly exclude?: string;
  readonly remark?: string;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectAt = (value: unknown, key: string): Json => {
  const found = isObject(value) ? value[key] : undefined;
  return isObject(found) ? found : {};
};
const listAt = (value: Json, key: string): readonly string[] =>
  [value[key] ?? []].flat().filter((each): each is string => typeof each === 'string');

const PARTS = 'send the reports of each part as a separate repository (--repo), or judge them together';
/** Parts of the file that no rule or setting replaces, with the reason. */
const WITHOUT_COUNTERPART: readonly (readonly [string, string])[] = [
  ['flags', PARTS],
  ['flag_management', PARTS],
  ['component_management', PARTS],
  ['fixes', 'qgate finds the files in a report by itself, and names those that it does not find'],
  ['parsers', 'the format of a report decides how it is read'],
  ['comment', "the gate's comment is configured in the connection to the forge"],
  ['github_checks', 'annotations come from the GitHub Action'],
  ['profiling', 'qgate has no equivalent'],
];

/**
 * Proposes a policy and settings for a configuration of Codecov.
 *
 * @param configuration content of codecov.yml, as YAML reads it
 * @param policyName file that the policy is for
 */
export function proposeCodecovImport(
  configuration: unknown,
  policyName: string,
): Proposal & {
  /** Fate of each part. */
  readonly report: string;
} {
  const file = isObject(configuration) ? configuration : {};
  const status = objectAt(objectAt(file, 'coverage'), 'status');
  const mapped = [
    ...mapStatus('project', status.project),
    ...mapStatus('patch', status.patch),
    ...(status.changes === undefined
      ? []
      : [unmapped('coverage.status.changes', status.changes, 'qgate has no equivalent')]),
    ...listAt(file, 'ignore').map(mapIgnored),
    ...WITHOUT_COUNTERPART.flatMap(([key, reason]) => (file[key] === undefined ? [] : [unmapped(key, '', reason)])),
  ];
  const excluded = mapped.flatMap(({ exclude }) => (exclude === undefined ? [] : [exclude]));
  return {
    policyFile: describePolicy(mapped, policyName),
    settingsFile: excluded.length === 0 ? null : stringify({ coverage_exclude: [...new Set(excluded)] }),
    report: renderColumns(
      ['codecov.yml', 'replaced by', 'remark'],
      mapped.map(({ setting, value, rule, exclude, remark }) => [
        value === '' ? setting : `${setting}: ${value}`,
        rule ? rule.join(': ') : exclude === undefined ? 'NOT IMPORTED' : `coverage_exclude: ${exclude}`,
        remark ?? '',
      ]),
    ),
  };
}

const unmapped = (setting: string, value: unknown, remark: string): Mapped => ({
  ...{ setting, remark },
  value: value === '' ? '' : oneLine(typeof value === 'string' ? value : JSON.stringify(value)),
});

const isOff = (value: unknown): boolean => value === false || value === 'off' || value === 'no';

/** The statuses of one kind. Codecov has both kinds where the file does not switch them off. */
function mapStatus(kind: 'project' | 'patch', given: unknown): readonly Mapped[] {
  const setting = `coverage.status.${kind}`;
  if (isOff(given)) return [unmapped(setting, 'off', 'its rules are off')];
  const named = isObject(given) && !('target' in given) ? Object.entries(given) : [['default', given] as const];
  return named.map(([name, each]) => {
    const place = name === 'default' ? setting : `${setting}.${name}`;
    if (isOff(each)) return unmapped(place, 'off', 'its rule is off');
    const { target = 'auto', threshold = 0, informational, flags, paths } = isObject(each) ? each : ({} as Json);
    const value = `target ${oneLine(String(target))}, threshold ${oneLine(String(threshold))}`;
    if (informational === true) return { ...unmapped(place, '', 'it blocks nothing (informational)'), value };
    if (flags !== undefined || paths !== undefined)
      return { ...unmapped(place, '', `it covers only a part: ${PARTS}`), value };
    return mapTarget(kind, place, value, percentOf(target), percentOf(threshold) ?? 0);
  });
}

function mapTarget(
  kind: 'project' | 'patch',
  setting: string,
  value: string,
  target: number | null,
  threshold: number,
): Mapped {
  if (target !== null) {
    const bound = Math.max(0, Number((target - threshold).toFixed(5)));
    const remark = threshold === 0 ? undefined : 'the target minus the threshold';
    return { setting, value, rule: [kind === 'project' ? 'overall_coverage_min' : 'new_coverage_min', bound], remark };
  }
  if (kind === 'project') return { setting, value, rule: ['coverage_drop_max', threshold], remark: 'against the base' };
  const remark = 'auto uses the coverage of the base: set new_coverage_min to a number';
  return { setting, value, remark };
}

/** A number or a text such as `80%`; null for `auto` and what is none. */
function percentOf(value: unknown): number | null {
  const number =
    typeof value === 'number' ? value : /^\d+(?:\.\d+)?%?$/.test(String(value)) ? parseFloat(String(value)) : NaN;
  return number >= 0 && number <= 100 ? number : null;
}

/** A path that coverage leaves out. Codecov reads a path without signs as everything below it. */
function mapIgnored(pattern: string): Mapped {
  const setting = 'ignore';
  if (/[\\^$()|+]|\.\*/.test(pattern))
    return { setting, value: oneLine(pattern), remark: 'a regular expression: write it as a glob in coverage_exclude' };
  if (pattern.startsWith('!'))
    return { setting, value: oneLine(pattern), remark: 'qgate has no exceptions from exclusions' };
  const isFile = /[*?]|\.\w+$/.test(pattern);
  return { setting, value: oneLine(pattern), exclude: isFile ? pattern : `${pattern.replace(/\/+$/, '')}/**` };
}

function describePolicy(mapped: readonly Mapped[], file: string): string {
  const rules = new Map<RuleName, number>();
  for (const { rule } of mapped) {
    if (rule === undefined) continue;
    const [name, bound] = rule;
    const before = rules.get(name);
    // The stricter one of two: a drop is at most, a coverage at least.
    const isStricter = before === undefined || (name === 'coverage_drop_max' ? bound < before : bound > before);
    if (isStricter) rules.set(name, bound);
  }
  const off = RULE_NAMES.filter((name) => RULES[name].byDefault !== undefined && !rules.has(name));
  return [
    `# The statuses of codecov.yml. An admin sets them with: qgate policy set --file ${file}`,
    '# For a single repository, add --repo <name>.',
    ...[...rules].map(([name, bound]) => `${name}: ${bound}`),
    '# Codecov only judges coverage, so these rules of the default policy are off; delete a line to use its rule.',
    ...off.map((name) => `${name}: null # by default ${RULES[name].byDefault}`),
    '',
  ].join('\n');
}
