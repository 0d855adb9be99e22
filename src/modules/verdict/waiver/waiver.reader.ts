import { Injectable } from '@nestjs/common';
import { RULES } from '../../../domain/gate/rules.js';
import type { Waiver } from '../../../domain/gate/waiver.js';
import type { OrgId, RepoId, UserId } from '../../../domain/ids.js';
import type { JsonRow } from '../../../platform/database/select-by-key.js';
import { together } from '../../../platform/database/together.js';
import { UserReader } from '../../people/auth/user.reader.js';
import { PullRequestReader } from '../scan/pull-request.reader.js';
import {
  JOINED_USES,
  LISTED_COLUMNS,
  type ListedWaiver,
  type RecordedWaiver,
  WaiverRepository,
} from './waiver.repository.js';

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

/**
 * Waivers as other features read them, inside the open tenant transaction: those that count in a verdict. Where a rule asks for a
 * second person, an author's for their own pull request does not, even if it is older than the scan that names them.
 */
@Injectable()
export class WaiverReader {
  constructor(
    private readonly waivers: WaiverRepository,
    private readonly users: UserReader,
    private readonly pullRequests: PullRequestReader,
  ) {}

  /**
   * The waivers in force at `at` that reach a scan: those of the organization, of its repository and, unless it was closed, of
   * its pull request. One statement, so they are one set.
   */
  async listInForce(
    orgId: OrgId,
    situation: { repoId: RepoId; prNumber: number | null; at: Date },
  ): Promise<readonly Waiver[]> {
    return this.withoutOwn(orgId, await this.waivers.listInForce(orgId, situation));
  }

  /** The waivers in force at `at` of pull requests that are not closed. */
  async listOfPulls(
    orgId: OrgId,
    situation: { readonly repoId: RepoId; readonly numbers: readonly number[]; readonly at: Date },
  ): Promise<readonly Waiver[]> {
    return this.withoutOwn(orgId, await this.waivers.listOfPulls(orgId, situation));
  }

  /** The organization's waivers in force at `at`, whatever they reach but closed pull requests. */
  async listAllInForce(orgId: OrgId, at: Date): Promise<readonly Waiver[]> {
    return this.withoutOwn(orgId, await this.waivers.listAllInForce(orgId, at));
  }

  /**
   * True for a waiver of a person for their own pull request, of a rule that asks for a second one. A key acts for the person who made
   * it. Wider waivers are for administrators as policies are, and not of one change.
   *
   * @param userId null where the person is not known any more
   */
  async isOwn(
    orgId: OrgId,
    userId: UserId | null,
    { rule, repoId, prNumber }: Pick<Waiver, 'rule' | 'repoId' | 'prNumber'>,
  ): Promise<boolean> {
    if (userId === null || prNumber === null || repoId === null || !RULES[rule].needsSecondPerson) return false;
    const user = (await this.users.findAll(orgId, [userId])).get(userId);
    return user !== undefined && this.pullRequests.isWrittenBy(orgId, repoId, prNumber, user.email);
  }

  private async withoutOwn(orgId: OrgId, waivers: readonly RecordedWaiver[]): Promise<readonly Waiver[]> {
    const areOwn = await together(waivers.map((waiver) => this.isOwn(orgId, waiver.createdByUserId, waiver)));
    return waivers.filter((_, at) => !areOwn[at]);
  }
}
