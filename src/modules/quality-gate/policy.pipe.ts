import { Injectable, type PipeTransform } from '@nestjs/common';
import { validateSync } from 'class-validator';
import { parsePolicy } from '../../domain/gate/policy.js';
import { type FieldError, ValidationFailed } from '../../platform/errors/app-error.js';
import { GateConfigDraftDto } from './dto/gate-config.dto.js';
import type { GateConfigDraft } from './gate-config-draft.js';

/** What a configuration has when it is read: whoever changes one and sends all of it back means nothing by these. */
const ANSWERED: readonly string[] = [
  'org_id',
  'repo_id',
  'overrides',
  'policy_version',
  'configured',
  'saved',
  'ignored_keys',
];

type SentConfig = GateConfigDraftDto & { readonly policy?: unknown };

/**
 * Turns a JSON body into a gate configuration, or refuses it naming every bad field of policy and switches at once. What
 * a threshold may be is the domain's one table; class-validator judges the switches.
 */
@Injectable()
export class PolicyPipe implements PipeTransform<object, GateConfigDraft> {
  transform(body: object): GateConfigDraft {
    const { policy, enabled, block_merge_on_fail, applies_to_new_code_only, ...others } = body as SentConfig;
    const switches = Object.assign(new GateConfigDraftDto(), {
      enabled,
      block_merge_on_fail,
      applies_to_new_code_only,
    });
    const read = policy === undefined ? null : parsePolicy(policy);
    const errors = [...(read?.errors ?? []), ...checkSwitches(switches)];
    if (errors.length > 0) throw new ValidationFailed(errors);
    return {
      policy: read?.policy,
      rules: read ? Object.fromEntries(read.named) : undefined,
      ignoredKeys: [...(read?.ignoredKeys ?? []), ...Object.keys(others).filter((key) => !ANSWERED.includes(key))],
      switches: {
        enabled: switches.enabled,
        blockMergeOnFail: switches.block_merge_on_fail,
        appliesToNewCodeOnly: switches.applies_to_new_code_only,
      },
    };
  }
}

const checkSwitches = (switches: GateConfigDraftDto): FieldError[] =>
  validateSync(switches, { forbidUnknownValues: false }).map(({ property }) => ({
    field: property,
    message: 'must be true or false',
  }));
