const COLUMN = String.raw`(?:"?\w+"?\.)?"?org_id"?`;
const BOUND = new RegExp(String.raw`${COLUMN}\s*=\s*(\$\d+)(?:::\w+)?`, 'g');
/** Joins of two tables; `excluded` is the row of an upsert that is to be written. */
const JOINED = new RegExp(String.raw`\b\w+\.org_id\s*=\s*(?!excluded)\w+\.org_id\b`, 'gi');
/** The table of the organizations names them by their id. */
const BOUND_ID = /(?:"?OrganizationEntity"?\.)?"?\bid"?\s*=\s*(\$\d+)/g;

/**
 * The statement as if its author had forgotten the organization: each comparison of `org_id` holds for every row, and the
 * parameters keep their numbers. Null when there is none to forget.
 */
export function withoutOrgPredicate(sql: string): string | null {
  const isOfOrganizations = /\borganizations\b/.test(sql) && !sql.includes('org_id');
  // what an UPDATE sets is no predicate
  const start = /^\s*UPDATE\b/i.test(sql) ? sql.search(/\bWHERE\b/i) : 0;
  const conditions = sql
    .slice(start)
    .replace(isOfOrganizations ? BOUND_ID : BOUND, forgotten)
    .replace(JOINED, 'true');
  const bare = sql.slice(0, start) + conditions;
  return bare === sql ? null : bare;
}

const forgotten = (_: string, parameter: string): string => `(${parameter}::bigint IS NOT NULL)`;
