import type { Warning, WarningCode } from '../../domain/warning.js';

/** Something that changes no status and deserves a look. */
export class WarningDto implements Warning {
  /** For programs. The table in docs/errors.md explains each code. */
  code!: WarningCode;
  /** For people. The text may change at any time. */
  message!: string;
}
