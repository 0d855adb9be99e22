/** Log of the launcher. A pino logger fits. */
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
