import { type ForgeConnection, type ReportOptions } from './forges.queries';
import { type RepoForge } from './repo-forge.queries';

type Connection = Pick<ForgeConnection, 'id' | 'context' | 'report'>;
type Place = Pick<RepoForge, 'forge_id' | 'context' | 'report'>;

/** Name of the status that a place has beside its connection's; null where it follows that. */
export const ownContext = ({ forge_id, context }: Place, connection: Connection): string | null =>
  forge_id === connection.id && context !== connection.context ? context : null;

/** Parts of the report that a place has otherwise than its connection. */
export const ownReport = ({ forge_id, report }: Place, connection: Connection): Partial<ReportOptions> =>
  forge_id !== connection.id || report === null
    ? {}
    : Object.fromEntries(
        Object.entries(report).filter(([part, value]) => connection.report[part as keyof ReportOptions] !== value),
      );
