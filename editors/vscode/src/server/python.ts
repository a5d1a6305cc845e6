import { extensions, Uri, workspace } from "vscode";
import * as path from "node:path";
import { programOnPath } from "./programs";
import { run } from "./run";

const NAMES = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11"];
const OLDEST = [3, 11] as const;
const ASK = "import sys; print('%d.%d.%d' % sys.version_info[:3])";

export interface Python {
  readonly program: string;
  readonly version: string;
}

export type Found = { readonly kind: "found"; readonly python: Python } | { readonly kind: "old"; readonly version: string } | { readonly kind: "none" };

interface PythonExtension {
  readonly environments?: { getActiveEnvironmentPath(resource?: Uri): { readonly path: string } };
}

/** The interpreter chosen for this workspace. It may lie in the repository: only for a trusted workspace. */
export async function configuredPython(): Promise<string | undefined> {
  if (!workspace.isTrusted) return undefined;
  const extension = extensions.getExtension<PythonExtension>("ms-python.python");
  if (extension) {
    const api = await extension.activate();
    const chosen = api.environments?.getActiveEnvironmentPath().path;
    if (chosen && path.isAbsolute(chosen)) return chosen;
  }
  const setting = workspace.getConfiguration("python").get<string>("defaultInterpreterPath", "");
  return path.isAbsolute(setting) ? setting : undefined;
}

/** A Python that the server can be installed with; else the newest that is too old. */
export async function findPython(): Promise<Found> {
  let old: string | undefined;
  for (const program of await candidates()) {
    const version = await versionOf(program);
    if (version && isNewEnough(version)) return { kind: "found", python: { program, version } };
    old ??= version;
  }
  return old ? { kind: "old", version: old } : { kind: "none" };
}

async function candidates(): Promise<string[]> {
  const named = await Promise.all(NAMES.map(programOnPath));
  const all = [await configuredPython(), ...named].filter((one) => one !== undefined);
  return [...new Set(all)];
}

async function versionOf(program: string): Promise<string | undefined> {
  const told = await run(program, ["-I", "-c", ASK], { milliseconds: 10_000 });
  return told.ok ? /^\d+\.\d+\.\d+/m.exec(told.output)?.[0] : undefined;
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
