import type {
  GateConfigDraftDto,
  GateConfigDto,
  GateConfigSavedDto,
  PolicyDto,
} from '../../modules/verdict/quality-gate/dto/gate-config.dto.js';
import { example, type OperationExamples } from './operation-examples.js';

const DEFAULTS: PolicyDto = {
  new_critical_max: 0,
  new_high_max: 2,
  duplication_pct_max: 3,
  complexity_new_max: 15,
  rating_min: 'C',
  new_coverage_min: 80,
};

export const GATE_CONFIG_EXAMPLES = {
  getGateConfig: {
    responses: {
      200: {
        specification: example<GateConfigDto>("An organization's policy", {
          org_id: 42,
          enabled: true,
          block_merge_on_fail: false,
          applies_to_new_code_only: true,
          policy: DEFAULTS,
          policy_version: 'v1',
          configured: true,
        }),
        before_first_save: example<GateConfigDto>('No policy was saved yet', {
          org_id: 43,
          enabled: false,
          block_merge_on_fail: false,
          applies_to_new_code_only: true,
          policy: DEFAULTS,
          policy_version: 'v0',
          configured: false,
        }),
      },
    },
  },
  saveGateConfig: {
    request: {
      specification: example<GateConfigDraftDto>('Thresholds and switches; omitted ones take their defaults', {
        policy: { new_critical_max: 0, new_high_max: 0, new_coverage_min: 85, rating_min: 'B' },
        enabled: true,
        block_merge_on_fail: false,
        applies_to_new_code_only: true,
      }),
      switched_off_rule: example<GateConfigDraftDto>('Null switches a rule off', {
        policy: { new_critical_max: 0, duplication_pct_max: null },
      }),
      switch_only: example<GateConfigDraftDto>('One switch; the policy stays', { block_merge_on_fail: true }),
    },
    responses: {
      200: {
        specification: example<GateConfigSavedDto>('Saved', {
          org_id: 42,
          saved: true,
          enabled: true,
          block_merge_on_fail: false,
          applies_to_new_code_only: true,
          policy: { ...DEFAULTS, new_high_max: 0, rating_min: 'B', new_coverage_min: 85 },
          policy_version: 'v2',
          configured: true,
          ignored_keys: [],
        }),
      },
    },
  },
} as const satisfies Record<string, OperationExamples>;
