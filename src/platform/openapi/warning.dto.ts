import type { Warning, WarningCode } from '../../domain/warning.js';

/** Something that changes no status and deserves a look. */
export class WarningDto implements Warning {
  /** For programs: the table in docs/errors.md says what each code stands for. */
  code!: WarningCode;
  /** For people: may change at any time. */
  message!: string;
}
