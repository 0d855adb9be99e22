import { Injectable, type PipeTransform } from '@nestjs/common';
import { validateSync } from 'class-validator';
import { parsePolicy } from '../../domain/gate/policy.js';
import { type FieldError, ValidationFailed } from '../../platform/errors/app-error.js';
import { GateConfigDraftDto } from './dto/gate-config.dto.js';
import type { GateConfigDraft } from './gate-config-draft.js';

/**
 * Turns a JSON body into a gate configuration, or refuses it naming every bad field of policy and switches at once. What
 * a threshold may be is the domain's one table; class-validator judges the switches.
 */
@Injectable()
export class PolicyPipe implements PipeTransform<object, GateConfigDraft> {
  transform(body: object): GateConfigDraft {
    const sent = body as { policy?: unknown };
    const { enabled, block_merge_on_fail, applies_to_new_code_only } = body as GateConfigDraftDto;
    const switches = Object.assign(new GateConfigDraftDto(), {
      enabled,
      block_merge_on_fail,
      applies_to_new_code_only,
    });
    const read = sent.policy === undefined ? null : parsePolicy(sent.policy);
    const errors = [...(read?.errors ?? []), ...checkSwitches(switches)];
    if (errors.length > 0) throw new ValidationFailed(errors);
    return {
      policy: read?.policy,
      ignoredKeys: read?.ignoredKeys ?? [],
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
