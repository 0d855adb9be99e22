import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { EvaluationEntity } from './entities/evaluation.entity.js';
import type { Evaluation } from './evaluation.js';
import { toPolicy } from './gate-config.js';
import { completeVerdict } from './stored-verdict.js';

@Injectable()
export class EvaluationRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async insert(orgId: OrgId, scanId: ScanId, evaluation: Evaluation): Promise<void> {
    await this.tenant.manager(orgId).insert(EvaluationEntity, { ...evaluation, orgId, scanId });
  }

  async findEvaluation(orgId: OrgId, scanId: ScanId, number: number): Promise<Evaluation | null> {
    const row = await this.tenant.manager(orgId).findOneBy(EvaluationEntity, { orgId, scanId, number });
    return row && toEvaluation(row);
  }

  /** Newest first, those before `beforeNumber`. */
  async listEvaluations(
    orgId: OrgId,
    scanId: ScanId,
    page: { limit: number; beforeNumber: number | null },
  ): Promise<Evaluation[]> {
    const rows = await this.tenant.manager(orgId).find(EvaluationEntity, {
      where: { orgId, scanId, ...(page.beforeNumber !== null && { number: LessThan(page.beforeNumber) }) },
      order: { number: 'DESC' },
      take: page.limit,
    });
    return rows.map(toEvaluation);
  }
}

const toEvaluation = (row: EvaluationEntity): Evaluation => ({
  number: row.number,
  trigger: row.trigger,
  status: row.status,
  policyRevision: row.policyRevision,
  policy: toPolicy(row.policy),
  verdict: completeVerdict(row.verdict, row.policy),
  ratings: row.ratings,
  facts: row.facts,
  evaluatedAt: row.evaluatedAt,
  evaluatedBy: row.evaluatedBy,
});
