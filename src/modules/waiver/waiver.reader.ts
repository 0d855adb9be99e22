import { Injectable } from '@nestjs/common';
import type { Waiver } from '../../domain/gate/waiver.js';
import type { OrgId, RepoId } from '../../domain/ids.js';
import { columnsOf, type JsonRow } from '../../platform/database/select-by-key.js';
import { WaiverEntity } from './entities/waiver.entity.js';
import { WaiverRepository } from './waiver.repository.js';

/** Columns of waiver `w` in read models of others. */
export const WAIVER_COLUMNS = columnsOf(WaiverEntity, 'w');
export type WaiverJson = JsonRow<WaiverEntity>;

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

  /** The organization's waivers in force at `at`, whatever they reach. */
  listAllInForce(orgId: OrgId, at: Date): Promise<readonly Waiver[]> {
    return this.waivers.listAllInForce(orgId, at);
  }
}
