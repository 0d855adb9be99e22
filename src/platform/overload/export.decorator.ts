import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import type { Request } from 'express';
import { EXPORT, ExportInterceptor } from './export.interceptor.js';

/**
 * Marks a route whose answer grows with what the organization stores: one such answer at a time for each organization
 * (docs/adr/operations.md#one-export-at-a-time), others are 503.
 *
 * @param isExport true for requests that ask for so much, where the route also answers ordinary ones
 */
export const Export = (isExport: (query: Request['query']) => boolean = () => true) =>
  applyDecorators(SetMetadata(EXPORT, isExport), UseInterceptors(ExportInterceptor));
