import type { Browser, BrowserServer } from 'playwright-core';

export function findBrowser(): string | null;
export function launchBrowser(executablePath: string): Promise<Browser>;
export function launchBrowserServer(executablePath: string): Promise<BrowserServer>;
export function connectToBrowser(endpoint: string): Promise<Browser>;
