/** A field that the service refused, by its name on the wire. */
export interface RefusedField {
  readonly field: string;
  readonly message: string;
}

/** An answer that is an error, as the service describes it (RFC 9457), or a request that got no answer. */
export class Problem extends Error {
  /**
   * @param status the HTTP status; 0 where no answer came
   * @param code   name of the error on the wire; `offline` where no answer came
   * @param detail sentence for people
   */
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly extra: {
      readonly errors?: readonly RefusedField[];
      readonly retryAfterSeconds?: number;
      readonly body?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(detail);
    this.name = 'Problem';
  }

  /** True for objects that do not exist or are another organization's: both answer alike. The router has a use of its own for `isNotFound`. */
  get isAbsent(): boolean {
    return this.status === 404 || this.code === 'invalid_id';
  }

  get isOffline(): boolean {
    return this.status === 0;
  }

  /** True where nobody is signed in, or no longer. */
  get isSignedOut(): boolean {
    return this.status === 401 && this.code === 'unauthenticated';
  }
}

/** Any failure as a problem; what is none is a fault of the page. */
export const problemOf = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem(-1, 'page_error', error instanceof Error ? error.message : String(error));

/** Sentence for people about a failure; null where nothing failed. */
export const failureWords = (error: unknown): string | null => (error == null ? null : problemOf(error).detail);

/** As `failureWords`, but of a form of one field that can be refused: the fault of the field, where it has one. */
export const firstFault = (error: unknown): string | null =>
  error == null ? null : (problemOf(error).extra.errors?.[0]?.message ?? failureWords(error));
