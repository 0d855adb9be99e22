import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { GateStatus } from '../../../../domain/gate/decide-status.js';
import type { GatePolicy } from '../../../../domain/gate/policy.js';
import type { SimulationFacts } from '../../../../domain/gate/simulation-facts.js';
import type { OrgId, ScanId } from '../../../../domain/ids.js';
import type { EvaluatedRatings } from '../../../../domain/ratings/evaluated-ratings.js';
import type { EvaluationTrigger } from '../evaluation.js';
import type { StoredVerdict } from '../stored-verdict.js';

/** A row of `evaluations`; written once, never changed. */
@Entity({ name: 'evaluations', schema: 'public' })
export class EvaluationEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ name: 'scan_id', type: 'bigint' }) scanId!: ScanId;
  @PrimaryColumn({ type: 'integer' }) number!: number;
  @Column({ type: 'text' }) trigger!: EvaluationTrigger;
  @Column({ type: 'text' }) status!: GateStatus;
  @Column({ name: 'policy_revision', type: 'integer' }) policyRevision!: number;
  @Column({ type: 'jsonb' }) policy!: GatePolicy;
  @Column({ type: 'json' }) verdict!: StoredVerdict;
  @Column({ type: 'jsonb' }) ratings!: EvaluatedRatings;
  @Column({ type: 'jsonb', nullable: true }) facts!: SimulationFacts | null;
  @Column({ name: 'evaluated_at', type: 'timestamptz' }) evaluatedAt!: Date;
  @Column({ name: 'evaluated_by', type: 'text' }) evaluatedBy!: string;
}
