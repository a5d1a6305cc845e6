// Where the server is: the setting, beside the configured Python, on the PATH, in our own environment.
import { type ExtensionContext, workspace } from "vscode";
import * as path from "node:path";
import { installedServer } from "./install";
import { isProgram, programIn, programOnPath } from "./programs";
import { configuredPython } from "./python";

const NAME = "archlsp";
const SERVE = ["serve"];

export type Located =
  | { readonly kind: "found"; readonly program: string; readonly given: readonly string[] }
  | { readonly kind: "wrong-setting"; readonly program: string }
  | { readonly kind: "missing" };

export async function locate(context: ExtensionContext): Promise<Located> {
  const setting = workspace.getConfiguration(NAME).get<string[]>("server.command", []);
  const [named, ...given] = setting;
  if (named) return fromSetting(named, given);
  const program = (await besidePython()) ?? (await programOnPath(NAME)) ?? (await installedServer(context));
  return program ? { kind: "found", program, given: SERVE } : { kind: "missing" };
}

async function fromSetting(named: string, given: readonly string[]): Promise<Located> {
  const program = path.isAbsolute(named) ? named : await programOnPath(named);
  if (!program || !(await isProgram(program))) return { kind: "wrong-setting", program: named };
  return { kind: "found", program, given: given.length > 0 ? given : SERVE };
}

async function besidePython(): Promise<string | undefined> {
  const python = await configuredPython();
  return python ? programIn(path.dirname(python), NAME) : undefined;
}
