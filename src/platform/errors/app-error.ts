import type { FieldError } from '../../domain/exact/field-error.js';
import { ERROR_CODES, type ErrorCode, type RequestKind, statusOf } from './error-codes.js';

/** A failure that the caller should hear of, thrown by services and mapped to HTTP by the one filter. */
export class AppError extends Error {
  readonly status: number;
  readonly title: string;

  /**
   * @param detail what happened and what to do, for the person who reads it; never internal, never an echo of the input
   * @param extra  `errors` for validation, `retryAfterSeconds` for 429 and 503, `total` of what is too many, `count` where
   *   another number was expected, `expiredAt` of what is deleted, `methods` by which a second factor can be given, `endsConnection` where the rest of the
   *   request is not to be read, `challenge` by which `WWW-Authenticate` of a 401 says the same, `isAction` and `isPublic` for a code with several statuses
   */
  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    readonly extra: RequestKind & {
      readonly errors?: readonly FieldError[];
      readonly retryAfterSeconds?: number;
      readonly endsConnection?: boolean;
      readonly total?: number;
      readonly count?: number;
      readonly expiredAt?: Date;
      readonly methods?: readonly string[];
      readonly challenge?: 'missing_token' | 'invalid_token';
    } = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'AppError';
    this.status = statusOf(code, extra);
    this.title = ERROR_CODES[code].title;
  }
}

/** An object that is absent or belongs to another organization: both answer exactly the same. */
export class NotFoundInOrg extends AppError {
  constructor(what: string) {
    super('not_found', `This organization has no such ${what}.`);
  }
}

/** Findings and line coverage of a scan that are not stored any longer, and since when: requested, or needed for an evaluation. */
export class DetailsExpired extends AppError {
  constructor(purpose: 'read' | 'evaluate', expiredAt: Date) {
    const end = 'See GET /org/retention for how long they are stored, and start a new scan of the commit.';
    super('details_expired', `The scan's findings and line coverage are no longer stored. ${end}`, {
      isAction: purpose === 'evaluate',
      expiredAt,
    });
  }
}

/** Only of the platform's staff: to others, an organization that is not theirs is 403 whether it exists or not. */
export class NoSuchOrganization extends AppError {
  constructor() {
    super('not_found', 'There is no such organization.');
  }
}

/** Every bad field at once. */
export class ValidationFailed extends AppError {
  constructor(errors: readonly FieldError[]) {
    super('validation_failed', 'See errors for each field that is not valid.', { errors });
  }
}

/** Names are repeated in part: longer ones are none of ours. */
const MAX_NAME = 100;
const MAX_NAMES = 100;

/** Query parameters that a route does not know. */
export class UnknownParameters extends AppError {
  constructor(names: readonly string[], known: readonly string[]) {
    const message = known.length === 0 ? 'this route accepts no parameters' : `is not one of ${known.join(', ')}`;
    super('unknown_parameter', 'See errors for each parameter that this route does not accept.', {
      errors: errorsOf(names, message),
    });
  }
}

/** Fields of a body that a route does not know, where ignoring them would change the meaning of the others. */
export class UnknownFields extends AppError {
  constructor(names: readonly string[], known: readonly string[]) {
    super('unknown_field', 'See errors for each field that this route does not accept.', {
      errors: errorsOf(names, `is not one of ${known.join(', ')}`),
    });
  }
}

const errorsOf = (names: readonly string[], message: string) =>
  names.slice(0, MAX_NAMES).map((name) => ({ field: name.slice(0, MAX_NAME), message }));
