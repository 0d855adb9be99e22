import type { Request } from 'express';

/** Address of this service, without a slash at its end: the public one, else the one that the request came for. */
export const ownUrl = (publicUrl: string | null, request: Request): string =>
  publicUrl ?? `${request.protocol}://${request.host}`;
