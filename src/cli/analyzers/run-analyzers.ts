import { rm } from 'node:fs/promises';
import { makeScratch } from '../scratch.js';
import { type Analyzer, type AnalyzerResult, type AnalyzerTask } from './analyzer.js';

/** Runs one analyzer in a folder of its own, which is gone afterwards. */
export async function runAnalyzer(analyzer: Analyzer, task: Omit<AnalyzerTask, 'scratch'>): Promise<AnalyzerResult> {
  const scratch = await makeScratch('qgate-');
  try {
    return await analyzer.run({ ...task, scratch });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
