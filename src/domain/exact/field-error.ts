/**
 * A fault of one field of an input: `field` is its path in the body or query (`policy.rating_min`,
 * `files[2].added[0]`).
 */
export interface FieldError {
  readonly field: string;
  /** Requirement on the field; reads as the rest of a sentence that begins with the field. Never echoes the input. */
  readonly message: string;
}
