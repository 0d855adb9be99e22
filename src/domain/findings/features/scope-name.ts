const OPENING = '([{<';
const CLOSING = ')]}>';
const SEPARATORS = './#:\\$';

/**
 * The last element of a scope path, whatever separates the elements (`Cart.total`, `Cart/total`, `cart::total`,
 * `Cart#total`): `total`. Separators inside brackets belong to the element, as in `describe('a/b')`.
 */
export function lastScopeElement(scope: string): string {
  let depth = 0;
  for (let at = scope.length - 1; at > 0; at -= 1) {
    const char = scope.charAt(at);
    if (CLOSING.includes(char)) depth += 1;
    else if (OPENING.includes(char)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && SEPARATORS.includes(char) && at < scope.length - 1) return scope.slice(at + 1);
  }
  return scope;
}
