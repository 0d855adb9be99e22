/** Reason why a report cannot be read; `line` and `column` count from 1 when a place can be named. */
export interface ReportError {
  readonly code:
    | 'empty'
    | 'unknown_format'
    | 'format_mismatch'
    | 'malformed'
    | 'limit_exceeded'
    | 'unsupported_version';
  /** A sentence for the person who uploaded it: the fault and the expected text. Never echoes the input at length. */
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/** The outcome of reading a report: expected failure is a value. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ReportError };

export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });
export const unreadable = (
  code: ReportError['code'],
  message: string,
  at?: { line: number; column: number },
): Parsed<never> => ({ ok: false, error: { code, message, ...at } });
