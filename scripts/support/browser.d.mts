import type { Browser } from 'playwright-core';

export function findBrowser(): string | null;
export function launchBrowser(executablePath: string): Promise<Browser>;
