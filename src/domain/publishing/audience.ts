/** Audience of the identity tokens that are for an organization. */
export const audienceFor = (publicUrl: string, slug: string): string => `${publicUrl}/orgs/${slug}`;

/**
 * The one audience of a token: an organization by its slug, or the service as a whole (slug null). Null for any other. A slash may
 * follow the address of the service, as people write it.
 */
export function readAudience(aud: unknown, publicUrl: string): { readonly slug: string | null } | null {
  const [audience, ...others]: unknown[] = [aud].flat();
  if (others.length > 0 || typeof audience !== 'string' || !audience.startsWith(publicUrl)) return null;
  const path = /^\/?(?:\/orgs\/([a-z0-9-]{1,63}))?$/.exec(audience.slice(publicUrl.length));
  return path && { slug: path[1] ?? null };
}
