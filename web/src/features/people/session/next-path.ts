/** Search of the sign-in page that leads back to an address of ours. */
export const searchBackTo = (href: string): { next?: string } => (href === '/' ? {} : { next: href });

/** Path to return to after signing in: one of our own pages, else the overview. */
export const safeNext = (next: unknown): string => (typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/');
