import type { ConnectionKind } from '../../../domain/forge/forge-links.js';
import type { ReportOptions } from '../../../domain/reporting/report-facts.js';
import type { ForgeEntity } from '../../record/forge-report/entities/forge.entity.js';
import type { ForgeCredentials } from './forges/forge.js';

/** A connection of an organization to a forge, without its secrets. */
export type Connection = Omit<ForgeEntity, 'credentials' | 'hookSecret' | 'createdBy'>;

/** Fields of a connection that its maker sets. */
export interface ConnectionDraft {
  readonly kind: ConnectionKind;
  readonly name: string;
  /** Null: the public site of the kind. */
  readonly baseUrl: string | null;
  readonly credentials: ForgeCredentials;
  readonly context: string;
  readonly report: Partial<ReportOptions>;
}

/** Fields to change. */
export interface ConnectionChange extends Partial<Omit<ConnectionDraft, 'kind'>> {
  /** Stored credentials are deleted where the site moves to another origin and no others are given. */
  readonly dropsSecrets: boolean;
}

/** Name of the status where none is set. */
export const DEFAULT_CONTEXT = 'quality-gate';
