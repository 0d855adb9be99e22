/**
 * Contestants of the comparison: our readers, the readers on npm, a standalone program, and the least that reading a
 * file can cost, a loop over its bytes. Each takes the bytes of a report and returns the number of lines in it (the
 * loops: of bytes).
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

/** npm packages by format; `folder` is where they are installed. */
export const PACKAGES = {
  lcov: ['lcov-parse', 'parse-lcov'],
  cobertura: ['cobertura-parse'],
  jacoco: ['@cvrg-report/jacoco-json'],
  clover: ['@cvrg-report/clover-json'],
  go: [],
  simplecov: [],
  sonarqube: [],
  istanbul: ['istanbul-lib-coverage'],
  coveragepy: [],
  opencover: [],
  llvm: [],
};

/** Programs by format, used where they are installed; each run is a process of its own and reads the report's file. */
export const PROGRAMS = {
  ...Object.fromEntries(Object.keys(PACKAGES).map((format) => [format, []])),
  lcov: ['lcov --summary'],
};

export const OURS = 'quality-gate';
/** The least that a format's report can cost: a loop over its bytes, or the parser of JSON that comes with Node. */
export const FLOOR = {
  lcov: 'newline scan',
  cobertura: '< count',
  jacoco: '< count',
  clover: '< count',
  go: 'newline scan',
  simplecov: 'JSON.parse',
  sonarqube: '< count',
  istanbul: 'JSON.parse',
  coveragepy: 'JSON.parse',
  opencover: '< count',
  llvm: 'JSON.parse',
};

export const isProgram = (name) => Object.values(PROGRAMS).flat().includes(name);

/** True when the program can be run here. */
export function isInstalled(program) {
  try {
    execFileSync(program.split(' ')[0], ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.log(`${program} is not installed and is left out`);
    return false;
  }
}

/** The function that reads a report by this name; `file` is where the report is. */
export async function contestant(name, folder, file) {
  if (name === OURS) return ours();
  if (isProgram(name)) return () => summaryOf(name, file);
  if (name === 'newline scan') return newlineScan;
  if (name === '< count') return lessCount;
  if (name === 'JSON.parse') return (bytes) => Object.keys(JSON.parse(bytes.toString())).length;
  return RIVALS[name](createRequire(`${folder}/package.json`));
}

async function ours() {
  const { parseCoverage } = await import('../dist/src/domain/coverage/parse-coverage.js');
  return (bytes) => {
    const report = parseCoverage(bytes);
    if (!report.ok) throw new Error(report.error.message);
    return report.value.files.reduce((lines, file) => lines + file.lines.length, 0);
  };
}

const RIVALS = {
  'lcov-parse': (require) => {
    const parse = promisify(require('lcov-parse').source);
    return async (bytes) => linesOf(await parse(bytes.toString()));
  },
  'parse-lcov': (require) => {
    const parse = require('parse-lcov').default;
    return (bytes) => parse(bytes.toString()).reduce((lines, file) => lines + file.lines.details.length, 0);
  },
  'cobertura-parse': (require) => {
    const parse = promisify(require('cobertura-parse').parseContent);
    return async (bytes) => linesOf(await parse(bytes.toString()));
  },
  '@cvrg-report/jacoco-json': (require) => {
    const { parseContent } = require('@cvrg-report/jacoco-json');
    return async (bytes) => linesOf(await parseContent(bytes.toString()));
  },
  'istanbul-lib-coverage': (require) => {
    const { createCoverageMap } = require('istanbul-lib-coverage');
    return (bytes) => {
      const map = createCoverageMap(JSON.parse(bytes.toString()));
      return map
        .files()
        .reduce((lines, file) => lines + Object.keys(map.fileCoverageFor(file).getLineCoverage()).length, 0);
    };
  },
  '@cvrg-report/clover-json': (require) => {
    const { parseContent } = require('@cvrg-report/clover-json');
    return async (bytes) => linesOf(await parseContent(bytes.toString()));
  },
};

function summaryOf(program, file) {
  const [command, ...options] = program.split(' ');
  const told = execFileSync(command, [...options, file], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  return Number(/ of (\d+) lines/.exec(told)[1]);
}

function linesOf(files) {
  return files.reduce((lines, file) => lines + file.lines.details.length, 0);
}

function newlineScan(bytes) {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

function lessCount(bytes) {
  let count = 0;
  const { length } = bytes;
  for (let at = 0; at < length; at++) if (bytes[at] === 0x3c) count++;
  return count;
}
