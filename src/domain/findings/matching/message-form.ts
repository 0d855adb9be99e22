const DIGITS = /\d+/gu;
const QUOTED = /(?<![\p{L}\p{N}])(["'`])(?:(?!\1).)+\1(?![\p{L}\p{N}])/gu;

/** A message with every run of digits as `0`: a complexity of 12 that grew to 13 is the same problem. */
export function withoutNumbers(message: string): string {
  return message.replace(DIGITS, '0');
}

/** A message as its rule words it: quoted parts, which name things in the code, as `Q`, and digit runs as `0`. */
export function withoutNames(message: string): string {
  return withoutNumbers(message.replace(QUOTED, 'Q'));
}
