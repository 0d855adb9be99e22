import type { SelectQueryBuilder } from 'typeorm';
import type { WaiverEntity } from './entities/waiver.entity.js';

/** Leaves out waivers of pull requests that were closed: merged or given up, and neither scanned nor reopened since. */
export function whereNotOfClosedPull(query: SelectQueryBuilder<WaiverEntity>): void {
  query.andWhere(`NOT EXISTS (
    SELECT FROM pull_requests pr
    WHERE pr.org_id = waiver.orgId AND pr.repo_id = waiver.repoId AND pr.number = waiver.prNumber AND pr.closed_at IS NOT NULL)`);
}
