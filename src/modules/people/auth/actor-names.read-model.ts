/** Expressions for the ids whose names are selected, each of type bigint[]. */
type ActorIds = Readonly<Record<'users' | 'keys' | 'publishers', string>>;

/** Selects actors with their names; $1 organization. A publisher is named as `nameOfPublisher` names the caller. */
export const selectActorNames = ({ users, keys, publishers }: ActorIds): string => `
  SELECT 'user:' || u.id AS actor, u.name FROM auth.find_users(${users}) AS u
  UNION ALL
  SELECT 'api_key:' || k.id, k.name FROM auth.api_keys k WHERE k.org_id = $1 AND k.id = ANY (${keys})
  UNION ALL
  SELECT 'trusted_publisher:' || p.id,
    concat_ws(' ', p.kind, coalesce(p.claims ->> 'repository_id', p.claims ->> 'project_id', p.claims ->> 'sub'))
  FROM trusted_publishers p WHERE p.org_id = $1 AND p.id = ANY (${publishers})`;
