import type { OrgId } from '../../../domain/ids.js';
import type { ActorReader } from '../../people/auth/actor.reader.js';

/** A revision with the name of who saved it; null where that is not known any more, and for the service itself. */
export type Named<Revision> = Revision & { readonly savedByName: string | null };

/** Adds the names of those who saved the revisions, inside the open tenant transaction. */
export async function nameSavers<Revision extends { readonly savedBy: string }>(
  actors: ActorReader,
  orgId: OrgId,
  revisions: readonly Revision[],
): Promise<Named<Revision>[]> {
  const names = await actors.namesOf(
    orgId,
    revisions.map(({ savedBy }) => savedBy),
  );
  return revisions.map((revision) => ({ ...revision, savedByName: names.get(revision.savedBy) ?? null }));
}
