import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** The driver's connection pool of a data source, which TypeORM keeps to itself. */
export const poolOf = (source: DataSource): Pool => (source.driver as unknown as { readonly master: Pool }).master;
