import { Injectable } from '@nestjs/common';
import type { Waiver } from '../../domain/gate/waiver.js';
import type { OrgId, RepoId } from '../../domain/ids.js';
import { WaiverRepository } from './waiver.repository.js';

/** Waivers as other features read them, inside the open tenant transaction. */
@Injectable()
export class WaiverReader {
  constructor(private readonly waivers: WaiverRepository) {}

  /**
   * The waivers in force at `at` that reach a scan: those of the organization, of its repository and of its pull
   * request. One statement, so they are one set.
   */
  listInForce(
    orgId: OrgId,
    situation: { repoId: RepoId; prNumber: number | null; at: Date },
  ): Promise<readonly Waiver[]> {
    return this.waivers.listInForce(orgId, situation);
  }
}
