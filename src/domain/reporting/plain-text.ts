/** Text on one line, without control characters and marks of bidirectional text. */
export const oneLine = (text: string): string =>
  text.replace(/[\s\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
