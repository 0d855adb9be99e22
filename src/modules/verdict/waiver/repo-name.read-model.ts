/** Joins the repository, as `repo`, of rows of a table that has `org_id` and `repo_id`. */
export const joinRepo = (table: string): string =>
  `LEFT JOIN repos repo ON repo.org_id = ${table}.org_id AND repo.id = ${table}.repo_id`;
