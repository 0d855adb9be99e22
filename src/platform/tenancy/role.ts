/** Weakest first. SUPER_ADMIN is the platform's staff, no membership. */
export const ROLES = ['VIEWER', 'MEMBER', 'ORG_ADMIN', 'ORG_OWNER', 'SUPER_ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** The roles that a membership or a key can have. */
export const ORG_ROLES = ['VIEWER', 'MEMBER', 'ORG_ADMIN', 'ORG_OWNER'] as const;
export type OrgRole = (typeof ORG_ROLES)[number];

export const isAtLeast = (role: Role, wanted: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(wanted);
export const weakerOf = (a: Role, b: Role): Role => (isAtLeast(a, b) ? b : a);

/**
 * Scopes of API keys; a person may do whatever the role allows. `admin` stands for all but `mint`, by which a key makes, changes
 * or takes over accounts and trust relationships.
 */
export const SCOPES = ['read:scans', 'read:repos', 'write:scans', 'admin', 'mint'] as const;
export type Scope = (typeof SCOPES)[number];
