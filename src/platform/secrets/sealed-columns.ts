/** A column of type bytea whose values are sealed. */
export interface SealedColumn {
  /** Name of the table, with its schema where that is not public. */
  readonly table: string;
  readonly column: string;
  /** Columns of the primary key in place of `org_id` and `id`. */
  readonly key?: { readonly orgId: string; readonly id: string };
  /** As in `SealedPlace`. */
  readonly isOfOrganization?: boolean;
  /** Made by the service, which makes another one where it does not open. */
  readonly isRenewable?: boolean;
}

/** Columns of the primary key where a column names no others. */
export const USUAL_KEY = { orgId: 'org_id', id: 'id' };

/** The table with its schema. */
export const qualifiedTable = (table: string): string => (table.includes('.') ? table : `public.${table}`);

const columnsOf = (table: string, ...columns: string[]): SealedColumn[] => columns.map((column) => ({ table, column }));

/** Every column with sealed values: a start with another key seals them again. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  ...columnsOf('webhooks', 'headers', 'secret', 'previous_secret'),
  ...columnsOf('forges', 'credentials', 'hook_secret'),
  ...columnsOf('invitations', 'link'),
  { table: 'source_texts', column: 'content', isOfOrganization: true },
  { table: 'verdict_keys', column: 'secret', key: { orgId: 'realm', id: 'id' }, isRenewable: true },
  { table: 'auth.totp_secrets', column: 'secret', key: { orgId: 'realm', id: 'user_id' } },
];
