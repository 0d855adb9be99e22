import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const CODE_FOLDERS = ['.ci', 'bench', 'bin', 'docs', 'migrations', 'recipes', 'scripts', 'src', 'test', 'web'];
/** Folders that documents name without `src/` before them. */
const ROOMS = ['cli', 'domain', 'embedded-postgres', 'modules', 'openapi', 'platform'];

/** Files of users, and rules of analyzers, that look like ours. */
const NOT_OURS = new Set([
  '.d.ts',
  'AfterAgent',
  'FileLength',
  'src/**/*Stub.java',
  'src/**Stub.java',
  'src/generated/**',
  'src/index.js',
  'src/index.ts',
  'web/src/main/java/p/A.java',
]);

const allFiles = [
  ...readdirSync(ROOT).filter((name) => statSync(path.join(ROOT, name)).isFile()),
  ...CODE_FOLDERS.flatMap((folder) => [
    folder,
    ...readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  ]),
];
const isCode = (file: string): boolean => /\.(?:tsx?|mjs|cjs|js)$/.test(file);
const identifiers = new Set(
  allFiles.filter((file) => isCode(file)).flatMap((file) => read(file).match(/[A-Za-z_$][\w$]*/g) ?? []),
);

/** Pages whose names have to be those of today: all but the change log. */
function currentPages(): string[] {
  return allFiles.filter((file) => /^(?:docs\/(?:adr\/)?)?[^/]+\.md$/.test(file) && file !== 'CHANGELOG.md');
}

/** The inline code of a page. */
const codeIn = (page: string): string[] => {
  const text = read(page).replace(/^```[^]*?^```/gm, '');
  return [...new Set([...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!))];
};

/** The file pattern that a name stands for; upper-case words (`read-NAME.ts`) and `*` stand for anything. */
function patternOf(name: string): RegExp {
  const escaped = name
    .replace(/^\.\//, '')
    .replace(/\/$/, '')
    .replaceAll(/[.+?()[\]{}|^$\\]/g, String.raw`\$&`)
    .replaceAll(/\*|[A-Z]{4,}/g, '[^/]+');
  return new RegExp(`(?:^|/)${escaped}$`);
}

const isFileName = (code: string): boolean => /^[\w.*-][\w./*-]*\.(?:tsx?|mjs|cjs)$/.test(code);
const isOurFolder = (code: string): boolean => {
  const [first = '', second] = code.split('/');
  return /^[\w./*-]+$/.test(code) && second !== undefined && [...CODE_FOLDERS, ...ROOMS].includes(first);
};

const exists = (name: string): boolean => allFiles.some((file) => patternOf(name).test(file));

/** The identifier of our code that a piece of inline code names; null where it is something else. */
function identifierIn(code: string): string | null {
  const name = /^([A-Za-z_$][\w$]*)\(.*\)$/.exec(code)?.[1] ?? code;
  const isCompound = /^[A-Z]?[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+$/.test(name);
  return isCompound || (name !== code && /^\w+$/.test(name)) ? name : null;
}

describe.each(currentPages())('%s', (page) => {
  const code = codeIn(page).filter((each) => !NOT_OURS.has(each));

  it('names files and folders that exist', () => {
    expect(code.filter((each) => (isFileName(each) || isOurFolder(each)) && !exists(each))).toEqual([]);
  });

  it('names functions and classes that exist', () => {
    const named = code.map(identifierIn).filter((name) => name !== null);
    expect(named.filter((name) => !identifiers.has(name))).toEqual([]);
  });
});
