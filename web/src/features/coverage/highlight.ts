import { type LanguageFn } from 'highlight.js';
import { createLowlight } from 'lowlight';

/** A piece of a line; `kind` names what it is in its language, such as `keyword`, and is null for the rest. */
export interface Token {
  readonly text: string;
  readonly kind: string | null;
}

interface Grammar {
  readonly endings: readonly string[];
  readonly load: () => Promise<{ readonly default: LanguageFn }>;
}

/** Languages of which coverage is usual, each fetched with the first file that is written in it. */
const GRAMMARS: Readonly<Record<string, Grammar>> = {
  typescript: { endings: ['ts', 'tsx', 'mts', 'cts'], load: () => import('highlight.js/lib/languages/typescript') },
  javascript: { endings: ['js', 'jsx', 'mjs', 'cjs'], load: () => import('highlight.js/lib/languages/javascript') },
  python: { endings: ['py'], load: () => import('highlight.js/lib/languages/python') },
  java: { endings: ['java'], load: () => import('highlight.js/lib/languages/java') },
  kotlin: { endings: ['kt', 'kts'], load: () => import('highlight.js/lib/languages/kotlin') },
  go: { endings: ['go'], load: () => import('highlight.js/lib/languages/go') },
  csharp: { endings: ['cs'], load: () => import('highlight.js/lib/languages/csharp') },
  php: { endings: ['php'], load: () => import('highlight.js/lib/languages/php') },
  ruby: { endings: ['rb'], load: () => import('highlight.js/lib/languages/ruby') },
  rust: { endings: ['rs'], load: () => import('highlight.js/lib/languages/rust') },
  cpp: { endings: ['c', 'h', 'cc', 'cpp', 'hpp'], load: () => import('highlight.js/lib/languages/cpp') },
};

/** Characters beyond which a text stays plain, since the page would stand still. */
const MAX_CHARACTERS = 200_000;

const lowlight = createLowlight();

/** Lines of a text in pieces, by the ending of its path; null where the language is none of the known ones. */
export async function highlightLines(text: string, path: string): Promise<readonly (readonly Token[])[] | null> {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const found = Object.entries(GRAMMARS).find(([, { endings }]) => endings.includes(ending));
  if (found === undefined || text.length > MAX_CHARACTERS) return null;
  const [language, { load }] = found;
  if (!lowlight.registered(language)) lowlight.register(language, (await load()).default);
  return linesOf(lowlight.highlight(language, text).children);
}

type Nodes = ReturnType<typeof lowlight.highlight>['children'];

/** Pieces line by line: a comment over several lines is a piece of each. */
function linesOf(nodes: Nodes): Token[][] {
  const lines: Token[][] = [[]];
  const walk = (children: Nodes, kind: string | null): void => {
    for (const node of children) {
      if (node.type === 'element') walk(node.children, kindOf(node.properties.className) ?? kind);
      else if (node.type === 'text')
        node.value.split('\n').forEach((text, at) => {
          if (at > 0) lines.push([]);
          if (text !== '') lines.at(-1)!.push({ text, kind });
        });
    }
  };
  walk(nodes, null);
  return lines;
}

/** Kind from a class such as `hljs-keyword`. */
const kindOf = (classes: unknown): string | null =>
  Array.isArray(classes) && typeof classes[0] === 'string' ? classes[0].replace('hljs-', '') : null;
