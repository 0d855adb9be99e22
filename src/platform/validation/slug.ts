/** Slugs of organizations, their short names in URLs. */
export const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
export const SLUG_FAULT = 'must be 1 to 63 lower-case letters, digits and inner hyphens';
