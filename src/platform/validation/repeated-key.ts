/**
 * True when an object in the JSON text has one key twice, however it is spelt. Parsers differ on which of the two
 * counts, so a proxy or a log that reads the body along may see another request than the service does.
 *
 * @param json a text that `JSON.parse` accepts
 */
export function hasRepeatedKey(json: string): boolean {
  // For each container that is open, the keys met so far; null for a list.
  const open: (Set<string> | null)[] = [];
  let isKeyNext = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at]!;
    if (character === '"') {
      const end = endOfString(json, at);
      if (isKeyNext) {
        const keys = open.at(-1)!;
        const key = JSON.parse(json.slice(at, end + 1)) as string;
        if (keys.has(key)) return true;
        keys.add(key);
        isKeyNext = false;
      }
      at = end;
    } else if (character === '{') {
      open.push(new Set());
      isKeyNext = true;
    } else if (character === '[') {
      open.push(null);
      isKeyNext = false;
    } else if (character === '}' || character === ']') {
      open.pop();
      isKeyNext = false;
    } else if (character === ',') {
      isKeyNext = open.at(-1) !== null;
    }
  }
  return false;
}

/**
 * Index of the closing quote of the string that begins at `start`: the first quote after an even number of backslashes.
 */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (backslashesBefore(json, end) % 2 === 1) end = json.indexOf('"', end + 1);
  return end;
}

function backslashesBefore(json: string, at: number): number {
  let count = 0;
  while (json[at - 1 - count] === '\\') count += 1;
  return count;
}
