/** A column of type bytea whose values are sealed; its table has the columns `org_id` and `id`. */
export interface SealedColumn {
  /** Name of the table in schema public. */
  readonly table: string;
  readonly column: string;
}

const columnsOf = (table: string, ...columns: string[]): SealedColumn[] => columns.map((column) => ({ table, column }));

/** Every column with sealed values: a start with another key seals them again. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  ...columnsOf('webhooks', 'headers', 'secret', 'previous_secret'),
  ...columnsOf('forges', 'credentials', 'hook_secret'),
  ...columnsOf('invitations', 'link'),
];
