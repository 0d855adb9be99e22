import { type FieldError } from '../exact/field-error.js';
import { hasControls } from '../scanning/control-characters.js';

/**
 * Reads the text fields of an upload into typed values, and collects what is wrong with them. An empty field is as good as
 * none.
 */
export class TextFieldReader {
  readonly errors: FieldError[] = [];

  /** @param fields texts by the name of their field */
  constructor(private readonly fields: Readonly<Record<string, string>>) {}

  /**
   * The value that a field spells; null where it is left out, or wrong.
   *
   * @param parse null for a text that spells no such value
   * @param expected what it must be, as the rest of a sentence that begins with the field
   */
  read<Value>(field: string, parse: (text: string) => Value | null, expected: string): Value | null {
    const text = this.fields[field] ?? '';
    return text === '' ? null : this.parsed(field, parse(text), expected);
  }

  /** As `read`, but wrong where it is left out. */
  require<Value>(field: string, parse: (text: string) => Value | null, expected: string): Value | null {
    return this.parsed(field, parse(this.fields[field] ?? ''), expected);
  }

  /** One of `choices`; null where it is left out, or wrong. */
  readChoice<Choice extends string>(field: string, choices: readonly Choice[]): Choice | null {
    const find = (text: string) => choices.find((choice) => choice === text) ?? null;
    return this.read(field, find, `must be one of ${choices.join(', ')}`);
  }

  /** A name on one line without the white space around it; null where it is left out. */
  readName(field: string, maxLength: number): string | null {
    const name = (this.fields[field] ?? '').trim();
    if (name.length > maxLength) this.fail(field, `must be at most ${maxLength} characters`);
    if (hasControls(name)) this.fail(field, 'must not contain control characters');
    return name === '' ? null : name;
  }

  private parsed<Value>(field: string, value: Value | null, expected: string): Value | null {
    if (value === null) this.fail(field, expected);
    return value;
  }

  private fail(field: string, message: string): void {
    this.errors.push({ field, message });
  }
}
