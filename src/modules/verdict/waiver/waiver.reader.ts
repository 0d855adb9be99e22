import { Injectable } from '@nestjs/common';
import type { Waiver } from '../../../domain/gate/waiver.js';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import type { JsonRow } from '../../../platform/database/select-by-key.js';
import { JOINED_USES, LISTED_COLUMNS, type ListedWaiver, WaiverRepository } from './waiver.repository.js';

export { WaiverUsageDto } from './dto/waiver.dto.js';
export type WaiverJson = JsonRow<ListedWaiver>;

/**
 * Statement for read models of others: waivers `w`, those that end first, with their uses and the columns of `more`.
 *
 * @param where condition on `w`
 */
export const selectWaivers = (where: string, more: string, limit: number): string => `
  SELECT ${LISTED_COLUMNS}, ${more}
  FROM (SELECT * FROM waivers w WHERE ${where} ORDER BY w.expires_at, w.id LIMIT ${limit}) AS w ${JOINED_USES}
  ORDER BY w.expires_at, w.id`;

/** Waivers as other features read them, inside the open tenant transaction. */
@Injectable()
export class WaiverReader {
  constructor(private readonly waivers: WaiverRepository) {}

  /**
   * The waivers in force at `at` that reach a scan: those of the organization, of its repository and, unless it was closed, of
   * its pull request. One statement, so they are one set.
   */
  listInForce(
    orgId: OrgId,
    situation: { repoId: RepoId; prNumber: number | null; at: Date },
  ): Promise<readonly Waiver[]> {
    return this.waivers.listInForce(orgId, situation);
  }

  /** The waivers in force at `at` of pull requests that are not closed. */
  listOfPulls(
    orgId: OrgId,
    situation: { readonly repoId: RepoId; readonly numbers: readonly number[]; readonly at: Date },
  ): Promise<readonly Waiver[]> {
    return this.waivers.listOfPulls(orgId, situation);
  }

  /** The organization's waivers in force at `at`, whatever they reach but closed pull requests. */
  listAllInForce(orgId: OrgId, at: Date): Promise<readonly Waiver[]> {
    return this.waivers.listAllInForce(orgId, at);
  }
}
