const foldAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/**
 * Whether two email addresses are the same but for the case of ASCII letters. A database may go further and take `İ` for
 * `i`; that somebody else's server vouched for the one says nothing of the other.
 */
export const isSameAddress = (one: string, other: string): boolean => foldAscii(one) === foldAscii(other);
