import type { ClassificationOverrides } from '../../domain/findings/classify/overrides.js';
import type { OrgId } from '../../domain/ids.js';

/** An organization with its settings. */
export interface Organization {
  readonly id: OrgId;
  readonly name: string;
  readonly slug: string;
  /** How long a waiver may last; null: for ever. */
  readonly waiverMaxDays: number | null;
  /** Files below these percentages of covered lines are findings. */
  readonly coverageGapMediumPct: number;
  readonly coverageGapHighPct: number;
  readonly classificationOverrides: ClassificationOverrides;
  readonly createdAt: Date;
}
