type Format = 'lcov' | 'cobertura' | 'jacoco' | 'clover';

export declare const SEED_REPORTS: Readonly<Record<Format, string>>;
export declare function randomFrom(seed: number): () => number;
export declare function mutatedReport(format: Format, seed: number): Buffer;
