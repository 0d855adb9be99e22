/**
 * True when the whole text matches the pattern, in which `*` matches anything. Takes at most the product of both
 * lengths, whoever wrote the pattern.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let inPattern = 0;
  let inText = 0;
  let lastStar = -1;
  let starTakesTo = 0;
  while (inText < text.length) {
    if (pattern[inPattern] === '*') {
      lastStar = inPattern++;
      starTakesTo = inText;
    } else if (pattern[inPattern] === text[inText]) {
      inPattern++;
      inText++;
    } else if (lastStar !== -1) {
      inPattern = lastStar + 1;
      inText = ++starTakesTo;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}
