/**
 * Columns with ids of people, which are others in each service, by table: SQL that is true for rows whose value is one. The export
 * names these people.
 */
export const PEOPLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'auth.api_keys': { created_by_user_id: 'true' },
  'public.audit_log': { actor_id: `r.actor_type = 'user'`, target_id: `r.target_type IN ('member', 'user')` },
  'public.invitations': { invited_by_user_id: 'true' },
  'public.members': { user_id: 'true' },
  'public.trusted_publishers': { created_by_user_id: 'true' },
  'public.waiver_requests': { created_by_user_id: 'true', decided_by_user_id: 'true' },
  'public.waivers': { created_by_user_id: 'true' },
};
