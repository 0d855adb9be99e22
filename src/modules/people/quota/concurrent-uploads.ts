import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { describeQuota } from '../../../domain/quota.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { QuotaReader } from './quota.reader.js';

const RETRY_AFTER_SECONDS = 5;

/** Uploads that this process is reading or storing, by organization. */
@Injectable()
export class ConcurrentUploads {
  private readonly underWay = new Map<OrgId, number>();

  constructor(private readonly quotas: QuotaReader) {
    quotas.countBy('concurrent_uploads', (orgId) => Promise.resolve(this.count(orgId)));
  }

  /**
   * Takes a place for an upload, and answers how to leave it. Limits are cached, so that this reads nothing as a rule.
   *
   * @throws AppError 503 where the organization has as many uploads under way as it may
   */
  async enter(orgId: OrgId): Promise<() => void> {
    const { concurrent_uploads: limit } = await this.quotas.findCachedLimits(orgId);
    if (this.count(orgId) >= limit)
      throw new AppError('unavailable', describeQuota('concurrent_uploads', limit), {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    this.change(orgId, 1);
    return () => this.change(orgId, -1);
  }

  private count(orgId: OrgId): number {
    return this.underWay.get(orgId) ?? 0;
  }

  private change(orgId: OrgId, by: number): void {
    const count = this.count(orgId) + by;
    if (count === 0) this.underWay.delete(orgId);
    else this.underWay.set(orgId, count);
  }
}
