import type { OrgId, ScanId } from '../../domain/ids.js';

// What the triggers of migration 1795478400010 name when something changed that statuses are made of.

/** The scan itself: its state, deadline, marks and last evaluation. */
export const statusTagOf = (orgId: OrgId, scanId: ScanId): string => `scan:${orgId}/${scanId}`;

/** The organization's policy, switches or waivers. */
export const gateTagOf = (orgId: OrgId): string => `gate:${orgId}`;
