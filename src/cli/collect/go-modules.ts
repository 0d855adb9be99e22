import path from 'node:path';
import { readWithin } from '../regular-file.js';
import { type ReportFile } from '../report-file.js';

/** Module of a repository: the name that its import paths begin with, and its folder, '' for the root. */
interface GoModule {
  readonly name: string;
  readonly folder: string;
}

const GO_MOD = 'go.mod';
const MOST_BYTES = 1024 ** 2;

/**
 * Writes the import paths of Go profiles as paths of the repository, where a `go.mod` that is committed, or lies above the
 * report, names their module. Other reports and other paths stay.
 */
export async function withPathsOfModules(
  reports: readonly ReportFile[],
  { root, tracked }: { readonly root: string; readonly tracked: ReadonlySet<string> },
): Promise<readonly ReportFile[]> {
  const committed = [...tracked].filter((file) => path.posix.basename(file) === GO_MOD);
  return Promise.all(
    reports.map(async (report) => {
      if (report.format !== 'go') return report;
      const modules = await readModules(root, [...committed, ...above(report.name)]);
      return { ...report, content: withPathsOf(modules, report.content) };
    }),
  );
}

/** Where a `go.mod` may be: the report's folder and those above it. */
function above(report: string): string[] {
  const names = report.split('/').slice(0, -1);
  return [...names.keys(), names.length].map((depth) => [...names.slice(0, depth), GO_MOD].join('/'));
}

/** The modules of these files, those with longer names first: a module may lie within another one. */
async function readModules(root: string, files: readonly string[]): Promise<readonly GoModule[]> {
  const modules = await Promise.all(
    [...new Set(files)].map(async (file): Promise<GoModule[]> => {
      const text = await readWithin(root, file, MOST_BYTES);
      const name = /^module[ \t]+"?([^\s"]+)/m.exec(text.toString())?.[1];
      return name === undefined ? [] : [{ name, folder: file.slice(0, -GO_MOD.length) }];
    }),
  );
  return modules.flat().sort((a, b) => b.name.length - a.name.length);
}

function withPathsOf(modules: readonly GoModule[], content: Buffer): Buffer {
  // One byte is one character, so that nothing of the content changes but the paths.
  const lines = content.toString('latin1').split('\n');
  const written = lines.map((line) => {
    const module = modules.find(({ name }) => line.startsWith(`${name}/`));
    return module === undefined ? line : module.folder + line.slice(module.name.length + 1);
  });
  return Buffer.from(written.join('\n'), 'latin1');
}
