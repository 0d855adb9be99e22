/** Path to return to after signing in: one of our own pages, else the overview. */
export const safeNext = (next: unknown): string => (typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/');
