// Programs are looked for here, and never in the current folder: that may be a repository's.
import { access, constants, stat } from "node:fs/promises";
import * as path from "node:path";

const ENDINGS = process.platform === "win32" ? [".exe", ".cmd", ".bat"] : [""];

export async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** The program of this name in a folder, whatever its ending is there. */
export async function programIn(folder: string, name: string): Promise<string | undefined> {
  for (const ending of ENDINGS) {
    const file = path.join(folder, name + ending);
    if (await isProgram(file)) return file;
  }
  return undefined;
}

export async function programOnPath(name: string): Promise<string | undefined> {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  for (const folder of folders.filter((one) => path.isAbsolute(one))) {
    const found = await programIn(folder, name);
    if (found) return found;
  }
  return undefined;
}

/** Where a virtual environment keeps its programs. */
export const PROGRAMS = process.platform === "win32" ? "Scripts" : "bin";
