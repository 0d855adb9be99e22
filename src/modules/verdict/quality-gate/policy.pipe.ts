import { Injectable, type PipeTransform } from '@nestjs/common';
import type { FieldError } from '../../../domain/exact/field-error.js';
import { parsePolicy, type PolicyReading } from '../../../domain/gate/policy.js';
import { namedByPreset, PRESET_NAMES, presetOf } from '../../../domain/gate/presets.js';
import type { NamedRules } from '../../../domain/gate/repo-config.js';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import type { GateConfigDraft } from './gate-config-draft.js';

/** Keys of a configuration as it is read: a client that changes one and sends all of it back means nothing by these. */
const ANSWERED: readonly string[] = [
  'org_id',
  'repo_id',
  'overrides',
  'policy_version',
  'configured',
  'saved',
  'ignored_keys',
];

/**
 * Turns a JSON body into a gate configuration, or refuses it naming every bad field of policy and switches at once. The
 * domain's one table says what a threshold may be.
 */
@Injectable()
export class PolicyPipe implements PipeTransform<object, GateConfigDraft> {
  transform(body: object): GateConfigDraft {
    const { policy, preset, ...others } = body as Readonly<Record<string, unknown>>;
    const chosen = PRESET_NAMES.find((name) => name === preset);
    const read = policy === undefined ? null : parsePolicy(policy);
    const errors = [...(read?.errors ?? []), ...faultsOfPreset(preset, policy)];
    const switches = readSwitches(others, errors);
    if (errors.length > 0) throw new ValidationFailed(errors);
    return {
      policy: chosen ? presetOf(chosen).policy : read?.policy,
      preset: chosen,
      rules: chosen ? namedByPreset(chosen) : read ? toRules(read) : undefined,
      ignoredKeys: [...(read?.ignoredKeys ?? []), ...Object.keys(others).filter((key) => !KNOWN.includes(key))],
      switches,
    };
  }
}

/** Faults of a preset, which takes the place of a policy. */
function faultsOfPreset(preset: unknown, policy: unknown): FieldError[] {
  if (preset === undefined) return [];
  if (!PRESET_NAMES.some((name) => name === preset))
    return [{ field: 'preset', message: `must be one of ${PRESET_NAMES.join(', ')}` }];
  return policy === undefined ? [] : [{ field: 'preset', message: 'must not be sent with policy' }];
}

const toRules = ({ named, scans }: PolicyReading): NamedRules => ({
  ...Object.fromEntries(named),
  ...(scans !== undefined && { new_coverage_on: scans }),
});

const SWITCHES = ['enabled', 'block_merge_on_fail', 'applies_to_new_code_only'] as const;
const KNOWN: readonly string[] = [...SWITCHES, ...ANSWERED];

/**
 * Switches in an object, undefined where they are left out.
 *
 * @param errors takes the bad ones
 * @param path of the object in the body, with its dot
 */
export function readSwitches(
  sent: Readonly<Record<string, unknown>>,
  errors: FieldError[],
  path = '',
): GateConfigDraft['switches'] {
  const [enabled, blockMergeOnFail, appliesToNewCodeOnly] = SWITCHES.map((field) => {
    const value = sent[field];
    if (value === undefined || typeof value === 'boolean') return value;
    errors.push({ field: path + field, message: 'must be true or false' });
    return undefined;
  });
  return { enabled, blockMergeOnFail, appliesToNewCodeOnly };
}
