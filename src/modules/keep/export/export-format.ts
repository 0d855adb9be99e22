/** Version of the format; a reader refuses those that it does not know. */
export const FORMAT = { format: 'quality-gate-organization', format_version: 1 } as const;

/** Folder of the pages of findings as people read them, which an import leaves out. */
export const FINDINGS = 'findings';

/** Folder of the pages of source text, which an import leaves out. */
export const SOURCE = 'source';

/** Content of `export.json`. */
export interface ExportHead {
  readonly format: string;
  readonly format_version: number;
  readonly service_version: string;
  /** Name of the newest migration: rows fit the schema that it made. */
  readonly migration: string;
  readonly org_id: number;
  readonly exported_at: string;
  readonly tables: readonly string[];
}
