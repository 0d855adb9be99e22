import type { CoverageFormat as Format } from '../src/domain/coverage/coverage-report.js';

export declare const SEED_REPORTS: Readonly<Record<Format, string>>;
export declare function randomFrom(seed: number): () => number;
export declare function mutatedReport(format: Format, seed: number): Buffer;
export declare function mutatedText(text: string, seed: number): Buffer;
