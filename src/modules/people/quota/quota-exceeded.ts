import { describeQuota, type Quota } from '../../../domain/quota.js';
import { AppError } from '../../../platform/errors/app-error.js';

/** The organization would have more of something than its quota allows. */
export class QuotaExceeded extends AppError {
  constructor(quota: Quota, limit: number) {
    super('quota_exceeded', describeQuota(quota, limit));
  }
}
