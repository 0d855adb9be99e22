/**
 * True when the pattern matches all items: a star matches any number of them, each other part exactly one. Takes at most the
 * product of both lengths, whoever wrote the pattern.
 */
export function matchesWildcards<Part, Item>(
  pattern: ArrayLike<Part>,
  items: ArrayLike<Item>,
  isStar: (part: Part) => boolean,
  matchesOne: (part: Part, item: Item) => boolean,
): boolean {
  let inPattern = 0;
  let inItems = 0;
  let lastStar = -1;
  let starTakesTo = 0;
  const isStarAt = (at: number) => at < pattern.length && isStar(pattern[at]!);
  while (inItems < items.length) {
    if (isStarAt(inPattern)) {
      lastStar = inPattern++;
      starTakesTo = inItems;
    } else if (inPattern < pattern.length && matchesOne(pattern[inPattern]!, items[inItems]!)) {
      inPattern++;
      inItems++;
    } else if (lastStar !== -1) {
      inPattern = lastStar + 1;
      inItems = ++starTakesTo;
    } else {
      return false;
    }
  }
  while (isStarAt(inPattern)) inPattern++;
  return inPattern === pattern.length;
}
