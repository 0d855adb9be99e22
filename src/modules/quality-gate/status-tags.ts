import type { OrgId, ScanId } from '../../domain/ids.js';

// Tags that the triggers of migration 1795478400010 announce when a row changes that statuses depend on.

/** The scan itself: its state, deadline, marks and last evaluation. */
export const statusTagOf = (orgId: OrgId, scanId: ScanId): string => `scan:${orgId}/${scanId}`;

/** The organization's policy, switches or waivers. */
export const gateTagOf = (orgId: OrgId): string => `gate:${orgId}`;
