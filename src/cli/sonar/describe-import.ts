import { stringify } from 'yaml';
import { type Threshold } from '../../domain/gate/exact-value.js';
import { RULE_NAMES, type RuleName } from '../../domain/gate/policy.js';
import { RULES } from '../../domain/gate/rules.js';
import { oneLine } from '../../domain/reporting/plain-text.js';
import { renderColumns } from '../render-columns.js';
import { type SonarExport, type SonarProfile } from './export.js';
import { describeCondition, mapConditions, type MappedCondition, strictestThresholds } from './map-conditions.js';
import { type MappedSettings, mapSettings } from './map-settings.js';

/** Proposal that replaces the quality gate and the settings of SonarQube. */
export interface SonarImport {
  /** Null where no gate was exported. */
  readonly policyFile: string | null;
  /** Content of qgate.yml; null where no setting has a counterpart. */
  readonly settingsFile: string | null;
  /** Fate of each condition, setting and profile. */
  readonly report: string;
}

/** @param policyName the file that the policy is for */
export function proposeImport({ gate, settings, profiles }: SonarExport, policyName: string): SonarImport {
  const mapped = gate === null ? [] : mapConditions(gate.conditions);
  const mappedSettings = mapSettings(settings);
  const lists = Object.fromEntries(mappedSettings.lists);
  return {
    policyFile: gate === null ? null : describePolicy(gate.name, mapped, policyName),
    settingsFile: mappedSettings.lists.size === 0 ? null : stringify(lists),
    report: [
      gate === null ? 'No quality gate was exported.' : `Quality gate ${oneLine(gate.name)}\n${tableOf(mapped)}`,
      ...settingsReport(mappedSettings),
      ...profileReport(profiles),
    ].join('\n\n'),
  };
}

function tableOf(mapped: readonly MappedCondition[]): string {
  if (mapped.length === 0) return 'It has no condition.';
  return renderColumns(
    ['condition', 'rule', 'remark'],
    mapped.map(({ condition, proposals, remark }) => [
      describeCondition(condition),
      proposals.map(([rule, threshold]) => `${rule}: ${threshold}`).join(', ') || 'NOT IMPORTED',
      remark ?? '',
    ]),
  );
}

function settingsReport({ unmapped, others }: MappedSettings): readonly string[] {
  const lines = unmapped.map(
    ({ key, value, reason }) => `  ${oneLine(value === null ? key : `${key}: ${value}`)}: ${reason}`,
  );
  if (others > 0) lines.push(`  ${others} more have no value or do not concern the gate`);
  return lines.length === 0 ? [] : [['Settings that are not imported', ...lines].join('\n')];
}

function profileReport(profiles: readonly SonarProfile[]): readonly string[] {
  if (profiles.length === 0) return [];
  const names = profiles.map(({ language, name }) => `  ${oneLine(`${language}: ${name}`)}`);
  return [['Quality profiles are not imported: configure their rules in your linters', ...names].join('\n')];
}

/** The rules with their origin as comments; a standing rule that no condition needs is off, as it was in SonarQube. */
function describePolicy(name: string, mapped: readonly MappedCondition[], file: string): string {
  const thresholds = strictestThresholds(mapped);
  const off = RULE_NAMES.filter((rule) => RULES[rule].byDefault !== undefined && !thresholds.has(rule));
  const lost = mapped.filter(({ proposals }) => proposals.length === 0);
  return [
    `# The quality gate ${JSON.stringify(oneLine(name))} of SonarQube. An admin sets it with: qgate policy set --file ${file}`,
    '# For a single repository, add --repo <name>.',
    ...[...thresholds].map(([rule, threshold]) => `${rule}: ${threshold} # ${originOf(rule, threshold, mapped)}`),
    ...(off.length === 0 ? [] : ['# No condition of the gate needs these rules of the default policy.']),
    ...off.map((rule) => `${rule}: null # by default ${RULES[rule].byDefault}`),
    ...(lost.length === 0 ? [] : ['# Conditions that are not imported:']),
    ...lost.map(({ condition, remark }) => `# ${oneLine(describeCondition(condition))}: ${remark}`),
    '',
  ].join('\n');
}

/** The conditions that a threshold comes from, each with its difference. */
const originOf = (rule: RuleName, threshold: Threshold, mapped: readonly MappedCondition[]): string =>
  mapped
    .filter(({ proposals }) => proposals.some(([named, bound]) => named === rule && bound === threshold))
    .map(({ condition, remark }) => `${oneLine(describeCondition(condition))}${remark === null ? '' : ` (${remark})`}`)
    .join('; ');
