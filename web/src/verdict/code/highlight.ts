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

/** Languages that are usual, each fetched with the first file that is written in it. */
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
  swift: { endings: ['swift'], load: () => import('highlight.js/lib/languages/swift') },
  scala: { endings: ['scala', 'sc'], load: () => import('highlight.js/lib/languages/scala') },
  dart: { endings: ['dart'], load: () => import('highlight.js/lib/languages/dart') },
  bash: { endings: ['sh', 'bash'], load: () => import('highlight.js/lib/languages/bash') },
  sql: { endings: ['sql'], load: () => import('highlight.js/lib/languages/sql') },
  xml: { endings: ['xml', 'html', 'vue', 'svelte'], load: () => import('highlight.js/lib/languages/xml') },
  css: { endings: ['css', 'scss', 'less'], load: () => import('highlight.js/lib/languages/css') },
  yaml: { endings: ['yml', 'yaml'], load: () => import('highlight.js/lib/languages/yaml') },
  json: { endings: ['json'], load: () => import('highlight.js/lib/languages/json') },
  dockerfile: { endings: ['dockerfile'], load: () => import('highlight.js/lib/languages/dockerfile') },
};

/** Characters beyond which a text stays plain, since the page would stand still. */
const MAX_CHARACTERS = 200_000;

const lowlight = createLowlight();

/** Lines of a text in pieces, by the ending of its path or its name; null where the language is not known. */
export async function highlightLines(text: string, path: string): Promise<readonly (readonly Token[])[] | null> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
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
