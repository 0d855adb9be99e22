import type { DataSource } from 'typeorm';
import type { SharedPool } from './shared-pool.js';

/** The driver's connection pool of a data source, which TypeORM keeps to itself. */
export const poolOf = (source: DataSource): SharedPool =>
  (source.driver as unknown as { readonly master: SharedPool }).master;
