import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Simulation, SimulationInputs } from '../../../domain/gate/simulate.js';
import { ViewerAccess } from '../../../platform/tenancy/access.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { CurrentCaller } from '../../../platform/tenancy/current-caller.decorator.js';
import { OptionalBody } from '../../../platform/validation/body.js';
import { SimulateDto, SimulationDto, SimulationInputsDto, SimulationInputsQueryDto } from './dto/simulation.dto.js';
import { PolicyPageService } from './policy-page.service.js';
import { SimulationPipe, type SimulationRequest } from './simulation.pipe.js';
import { SimulationService } from './simulation.service.js';

/** Inputs, with revisions where they were requested. */
type InputsAnswer = SimulationInputs & Pick<SimulationInputsDto, 'revisions'>;

@ApiTags('Gate Status')
@Controller('quality/gates')
export class SimulationController {
  constructor(
    private readonly simulations: SimulationService,
    private readonly pages: PolicyPageService,
  ) {}

  /**
   * Get the scans that policies are simulated on
   *
   * @remarks Returns the newest scans with the facts that they were judged on, their stored statuses, and the waivers
   * now in force.
   */
  @Get('simulation-inputs')
  @ViewerAccess('read:scans')
  @ApiOkResponse({ type: SimulationInputsDto })
  getSimulationInputs(
    @CurrentCaller() caller: Caller,
    @Query() { repo_id: repoId, kind, limit, include }: SimulationInputsQueryDto,
  ): Promise<InputsAnswer> {
    const choice = { repoIds: repoId === undefined ? null : [repoId], kind, limit };
    return include === undefined ? this.simulations.readInputs(caller, choice) : this.pages.readInputs(caller, choice);
  }

  /**
   * Simulate a policy of the organization
   *
   * @remarks Judges the newest scans again as if the policy were saved, together with their repositories'
   *   configurations and policy files, and compares the results with the stored verdicts. Stores nothing.
   */
  @Post('simulate')
  @HttpCode(200)
  @OptionalBody()
  @ViewerAccess('read:scans')
  @ApiBody({ type: SimulateDto, required: false })
  @ApiOkResponse({ type: SimulationDto })
  simulate(
    @CurrentCaller() caller: Caller,
    @Body(SimulationPipe) { draft, choice }: SimulationRequest,
  ): Promise<Simulation> {
    return this.simulations.simulate(caller, draft, choice);
  }
}
