import { SetMetadata } from '@nestjs/common';
import type { ErrorCode } from '../errors/error-codes.js';

export const PROBLEMS = 'openapi:problems';

/**
 * The errors that the work of a route itself can end in. Those that follow from how it is declared (credentials, role,
 * input, id in the path, rate) are documented without being named.
 */
export const Problems = (...codes: ErrorCode[]) => SetMetadata(PROBLEMS, codes);
