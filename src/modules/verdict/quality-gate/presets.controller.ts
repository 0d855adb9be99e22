import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { choiceOf, explainPolicy, PRESETS } from '../../../domain/gate/presets.js';
import { AnyReader } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import type { PresetsDto } from './dto/gate-config.dto.js';
import { GateConfigService } from './gate-config.service.js';

@ApiTags('Quality Gate Config')
@Controller('quality/gates/presets')
export class PresetsController {
  constructor(private readonly configs: GateConfigService) {}

  /**
   * List the presets of the policy
   *
   * @remarks Describes the rules of each preset in one sentence, and names the preset that the organization chose. `PUT
   *   /quality/gates/config` with `preset` copies one.
   */
  @Get()
  @AnyReader()
  async listPresets(@CurrentCaller() caller: Caller): Promise<PresetsDto> {
    const config = await this.configs.findGateConfig(caller);
    return {
      presets: PRESETS.map((preset) => ({ ...preset, rules: explainPolicy(preset.policy) })),
      chosen: config && choiceOf(config.choice, config.policy),
    };
  }
}
