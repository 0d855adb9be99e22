/** Forms in which a subject or the last lines of a merge name the pull request that landed. */
const NUMBERS = [
  /\((?:pull request )?#(\d{1,9})\)\s*$/m,
  /^Merge pull request #(\d{1,9})\b/m,
  /^Merged PR (\d{1,9}):/m,
  /^(?:Merge(?: of)?|Auto merge of)((?: #\d{1,9})+)\b/m,
  /(?:^|[\s(\w/-])!(\d{1,9})\b/m,
];

/** Numbers of the pull requests that a commit's message, or its first line, names as merged. */
export const mergedNumbersIn = (message: string): number[] =>
  NUMBERS.flatMap((pattern) => Array.from(pattern.exec(message)?.[1]?.matchAll(/\d+/g) ?? [], Number)).filter(
    (number) => number > 0,
  );
