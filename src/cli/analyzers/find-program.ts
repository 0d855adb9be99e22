import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/** Path of a program as the shell would resolve it; null when it is not on the PATH. */
export async function findProgram(name: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const suffixes = process.platform === 'win32' ? (env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';') : [''];
  for (const folder of folders) {
    for (const suffix of suffixes) {
      const file = path.join(folder, `${name}${suffix}`);
      if (await isExecutable(file)) return file;
    }
  }
  return null;
}

/** True when the file exists and may be executed. */
export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
