import { countOf } from '../../domain/count-of.js';
import { CliError } from '../exit-code.js';
import { packageVersion } from '../package-root.js';
import { type MeasuredLanguage, measuredLanguageOf } from '../source/grammars/languages.js';
import { loadMeasure, type MeasuredFunction, type MeasureFunctions } from '../source/grammars/measure-functions.js';
import { type Inventory, MAX_SOURCE_BYTES } from '../source/inventory.js';
import { readTrackedFile } from '../source/read-tracked-file.js';
import { extensionWithoutDot } from '../source/scopes/read-scopes.js';
import { type SourceFile } from '../source/source-file.js';
import { alwaysThere, type Analyzer, type AnalyzerResult, type AnalyzerTask } from './analyzer.js';
import { type PlainResult, toSarif } from './sarif.js';

/** Name of the tool in reports. */
const TOOL = 'qgate';
/** Functions above this are reported, as by the bundled ESLint; the service grades them by their number. */
const MAX_COMPLEXITY = 10;
/** Longest parse time of one file. */
const FILE_MS = 5_000;

/** Functions with a cyclomatic complexity above 10, read with the bundled grammars; JavaScript is left to ESLint. */
export const complexity: Analyzer = {
  name: 'complexity',
  family: TOOL,
  runsRepositoryCode: false,
  isApplicable: (inventory, reporting) => filesToMeasure(inventory, reporting).length > 0,
  findObstacle: alwaysThere,
  run: measureFiles,
};

/** Sources of the measured languages that no other tool of this run measures: lizard all of them, radon Python. */
function filesToMeasure({ sources }: Inventory, reporting: ReadonlySet<string>): readonly string[] {
  if (reporting.has('lizard')) return [];
  return sources.filter((file) => {
    const language = languageOf(file);
    return language !== null && !(language.name === 'Python' && reporting.has('radon'));
  });
}

const languageOf = (file: string): MeasuredLanguage | null => measuredLanguageOf(extensionWithoutDot(file));

async function measureFiles(task: AnalyzerTask): Promise<AnalyzerResult> {
  const { inventory, reporting, timeLimitSeconds, signal, cache } = task;
  const known = await cache.open<readonly MeasuredFunction[]>(TOOL, { MAX_COMPLEXITY });
  const files = filesToMeasure(inventory, reporting);
  const tracked = new Set(files);
  const measures = new Map<MeasuredLanguage, MeasureFunctions>();
  const results: PlainResult[] = [];
  const unparsed: string[] = [];
  const deadline = performance.now() + timeLimitSeconds * 1000;
  const measure = async (file: string): Promise<readonly MeasuredFunction[] | null> => {
    const language = languageOf(file)!;
    const measureText = measures.get(language) ?? (await loadMeasure(language));
    measures.set(language, measureText);
    const text = await readTrackedFile(inventory.root, tracked, file, MAX_SOURCE_BYTES);
    const complex = measureFile(text, measureText)?.filter(isComplex) ?? null;
    if (complex !== null) known.keep(file, complex);
    return complex;
  };
  for (const file of files) {
    if (signal.aborted) throw new CliError('interrupted', 'Interrupted.');
    if (performance.now() > deadline)
      throw new CliError('analyzer_broke', `complexity took longer than ${timeLimitSeconds} s.`);
    const complex = known.find(file) ?? (await measure(file));
    if (complex === null) unparsed.push(file);
    else results.push(...complex.map((each) => toResult(each, file)));
  }
  await known.save();
  const version = packageVersion();
  const { format, content, count } = toSarif(TOOL, version, results);
  return {
    reports: [{ kind: 'findings', format, name: 'qgate (complexity)', content: Buffer.from(content) }],
    outcome: countOf(count, 'complex function'),
    tool: { name: TOOL, version },
    unparsed,
  };
}

/** Null for a file that cannot be read, that took too long or that is minified: nobody maintains the functions in it. */
function measureFile(file: SourceFile | string, measure: MeasureFunctions): readonly MeasuredFunction[] | null {
  if (typeof file === 'string') return null;
  if (file.isMinified) return [];
  const until = performance.now() + FILE_MS;
  return measure(file.text, () => performance.now() > until);
}

const isComplex = ({ cyclomaticNumber }: MeasuredFunction): boolean => cyclomaticNumber > MAX_COMPLEXITY;

const toResult = ({ name, line, column, cyclomaticNumber }: MeasuredFunction, file: string): PlainResult => ({
  rule: 'cyclomatic-complexity',
  level: 'warning',
  message: `${name === null ? 'This function' : `Function '${name}'`} has a cyclomatic complexity of ${cyclomaticNumber}`,
  file,
  startLine: line,
  startColumn: column,
});
