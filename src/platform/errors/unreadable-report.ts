import type { ReportError } from '../../domain/report-error.js';
import { AppError } from './app-error.js';
import type { ErrorCode } from './error-codes.js';

const CODES: Readonly<Record<ReportError['code'], ErrorCode>> = {
  empty: 'unreadable_report',
  malformed: 'unreadable_report',
  limit_exceeded: 'unreadable_report',
  unsupported_version: 'unreadable_report',
  unknown_format: 'unknown_format',
  format_mismatch: 'format_mismatch',
};

/** The answer to a report that cannot be read: what is wrong, and where. */
export function toUnreadableReport(error: ReportError): AppError {
  const sentence = error.message.charAt(0).toUpperCase() + error.message.slice(1).replace(/\.$/, '');
  const place = error.line === undefined ? '' : ` (line ${error.line}, column ${error.column ?? 1})`;
  return new AppError(CODES[error.code], `${sentence}${place}.`);
}
