const foldAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/**
 * True when two email addresses are equal but for the case of ASCII letters. A database may go further and take `İ` for
 * `i`; another server that vouches for the one says nothing of the other.
 */
export const isSameAddress = (one: string, other: string): boolean => foldAscii(one) === foldAscii(other);
