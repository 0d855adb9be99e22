const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** True for requests that change nothing. */
export const isRead = ({ method }: { readonly method?: string | undefined }): boolean => READS.has(method ?? '');
