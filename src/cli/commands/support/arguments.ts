import { CliError } from '../../exit-code.js';
import { InvalidValue } from '../../settings/setting.js';
import { readPositiveInteger } from '../../settings/value-readers.js';

/**
 * Reads an id.
 *
 * @throws {CliError} of kind `usage`, naming the object that it should identify
 */
export function readId(text: string | undefined, what: string): number {
  return readArgument(`The id of the ${what}`, () => readPositiveInteger(text ?? ''));
}

/** Reads an argument or option that no setting describes. @throws {CliError} of kind `usage` with its name */
export function readArgument<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidValue) throw new CliError('usage', `${name} ${error.message}`);
    throw error;
  }
}
