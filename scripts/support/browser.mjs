// The system's Chromium, for tests, pictures and measurements of pages.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

/**
 * The headless shell first: it takes half of the processor time, since it draws no window around a page. Debian packages it by
 * itself, of the same version as its Chromium.
 */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** The path of a Chromium on the PATH, or null where there is none. */
export function findBrowser() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return candidates.find(isExecutable) ?? null;
}

export function launchBrowser(executablePath) {
  return chromium.launch({ executablePath, args: QUIET });
}

/** Launches a browser that other processes connect to. */
export function launchBrowserServer(executablePath) {
  return chromium.launchServer({ executablePath, args: QUIET });
}

/** @param endpoint address of a browser server */
export function connectToBrowser(endpoint) {
  return chromium.connect(endpoint);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
