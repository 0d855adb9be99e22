const MAX_NAME = 100;

/**
 * Makes a text from the source one element of a scope path: on one line, no longer than 100 characters, and without
 * brackets and quotes, which the path keeps for itself.
 */
export function toScopeName(text: string): string {
  const plain = text.replace(/[()[\]{}<>"'`]/g, '').replace(/\s+/gu, ' ');
  return plain.trim().slice(0, MAX_NAME).trim();
}

/** The name of a function that is handed to another one together with a title: `it(adds up)`. */
export function titledName(callee: string, title: string): string {
  return `${toScopeName(callee)}(${toScopeName(title)})`;
}
