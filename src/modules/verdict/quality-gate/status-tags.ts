import type { OrgId, ScanId } from '../../../domain/ids.js';

// Tags that the triggers of migration 1795478400010 announce when a row changes that statuses depend on.

/** The scan itself: its state, deadline, marks and last evaluation. */
export const statusTagOf = (orgId: OrgId, scanId: ScanId): string => `scan:${orgId}/${scanId}`;

/** The part that the tags of an organization's scans have in common. */
export const scansTagOf = (orgId: OrgId): string => orgPartOf(statusTagOf(orgId, 0 as ScanId));

/** The tag without what follows the organization. */
export const orgPartOf = (tag: string): string => tag.split('/', 1)[0]!;

/** Requests, acceptances with an end, and connections, as inboxes show them; announced by the triggers of migration 1795478402370. */
export const inboxTagOf = (orgId: OrgId): string => `inbox:${orgId}`;

/** The organization's policy, switches or waivers. */
export const gateTagOf = (orgId: OrgId): string => `gate:${orgId}`;
