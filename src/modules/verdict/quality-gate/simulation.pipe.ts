import { Injectable, type PipeTransform } from '@nestjs/common';
import type { FieldError } from '../../../domain/exact/field-error.js';
import { parsePolicy } from '../../../domain/gate/policy.js';
import type { RepoId } from '../../../domain/ids.js';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import { DEFAULT_SIMULATED, MAX_SIMULATED } from './dto/simulation.dto.js';
import type { GateConfigDraft } from './gate-config-draft.js';
import { readSwitches } from './policy.pipe.js';
import { SCAN_KINDS, type ScanChoice, type ScanKind } from './simulation.read-model.js';

/** A policy to simulate, and the scans to simulate it on. */
export interface SimulationRequest {
  readonly draft: Pick<GateConfigDraft, 'policy' | 'switches'>;
  readonly choice: ScanChoice;
}

const MAX_REPOS = 1_000;

/** Reads a simulation from a JSON body, or refuses it naming every bad field at once. */
@Injectable()
export class SimulationPipe implements PipeTransform<object, SimulationRequest> {
  transform(body: object): SimulationRequest {
    const { policy, switches = {}, repo_ids: repoIds = null, kind = 'all', limit = DEFAULT_SIMULATED } = body as Sent;
    const read = policy === undefined ? null : parsePolicy(policy);
    const unknown = read?.ignoredKeys.map((key) => ({ field: `policy.${key}`, message: 'is not the name of a rule' }));
    const errors: FieldError[] = [...(read?.errors ?? []), ...(unknown ?? [])];
    const demand = (isFine: boolean, field: string, message: string) => {
      if (!isFine) errors.push({ field, message });
    };
    demand(isObject(switches), 'switches', 'must be an object of switches');
    const wanted = readSwitches(isObject(switches) ? switches : {}, errors, 'switches.');
    demand(repoIds === null || areRepoIds(repoIds), 'repo_ids', `must be a list of at most ${MAX_REPOS} ids`);
    demand(
      SCAN_KINDS.some((known) => known === kind),
      'kind',
      `must be one of ${SCAN_KINDS.join(', ')}`,
    );
    demand(isLimit(limit), 'limit', `must be a whole number from 1 to ${MAX_SIMULATED}`);
    if (errors.length > 0) throw new ValidationFailed(errors);
    return {
      draft: { policy: read?.policy, switches: wanted },
      choice: { repoIds: repoIds as RepoId[] | null, kind: kind as ScanKind, limit: limit as number },
    };
  }
}

type Sent = Readonly<Record<'policy' | 'switches' | 'repo_ids' | 'kind' | 'limit', unknown>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isId = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;

const areRepoIds = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= MAX_REPOS && value.every((id) => isId(id));

const isLimit = (value: unknown): boolean => isId(value) && (value as number) <= MAX_SIMULATED;
