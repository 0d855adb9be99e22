/** A fenced block that no text within it can end. */
export function suggestionBlock(text: string, language: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...(text === '' ? [] : [text]), fence].join('\n');
}
