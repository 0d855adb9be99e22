/** Where the launcher tells what it does. A pino logger fits. */
export interface LauncherLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

export const SILENT_LOG: LauncherLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
};
