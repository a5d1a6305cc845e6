// A private virtual environment in the extension's own storage: nothing of the user's is touched.
import { type CancellationToken, type ExtensionContext, type LogOutputChannel, type Progress, ProgressLocation, window } from "vscode";
import { readdir, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { say } from "../messages";
import { programIn, PROGRAMS } from "./programs";
import { type Python } from "./python";
import { run } from "./run";

const PACKAGE = "archlsp";
const READY = ".ready";

const environmentOf = (context: ExtensionContext): string => path.join(context.globalStorageUri.fsPath, "server");

/** The server of our own environment, if its installation came to its end. */
export async function installedServer(context: ExtensionContext): Promise<string | undefined> {
  const folder = environmentOf(context);
  const names = await readdir(folder).catch(() => [] as string[]);
  return names.includes(READY) ? programIn(path.join(folder, PROGRAMS), PACKAGE) : undefined;
}

export type Installed = "done" | "failed" | "cancelled";

/** Install with progress; what failed is in the log. Nothing is left of an installation that did not end well. */
export async function install(context: ExtensionContext, python: Python, log: LogOutputChannel): Promise<Installed> {
  const options = { location: ProgressLocation.Notification, title: say("installing"), cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    const folder = environmentOf(context);
    const done = await attempt(context, folder, python, { progress, token, log });
    if (done) return "done";
    await rm(folder, { recursive: true, force: true });
    return token.isCancellationRequested ? "cancelled" : "failed";
  });
}

interface Reporting {
  readonly progress: Progress<{ message?: string }>;
  readonly token: CancellationToken;
  readonly log: LogOutputChannel;
}

async function attempt(context: ExtensionContext, folder: string, python: Python, to: Reporting): Promise<boolean> {
  const step = async (message: string, program: string, given: readonly string[]): Promise<boolean> => {
    to.progress.report({ message });
    const heard = (line: string): void => to.log.info(line);
    const told = await run(program, given, { token: to.token, heard });
    return told.ok && !to.token.isCancellationRequested;
  };
  await rm(folder, { recursive: true, force: true });
  if (!(await step(say("install-environment"), python.program, ["-m", "venv", folder]))) return false;
  const own = await programIn(path.join(folder, PROGRAMS), "python");
  if (!own) return false;
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", await whatToInstall(context)];
  if (!(await step(say("install-package"), own, pip))) return false;
  await writeFile(path.join(folder, READY), "");
  return (await installedServer(context)) !== undefined;
}

async function whatToInstall(context: ExtensionContext): Promise<string> {
  const folder = context.asAbsolutePath("wheels");
  const names = await readdir(folder).catch(() => []);
  const wheel = names.find((name) => name.endsWith(".whl"));
  return wheel ? path.join(folder, wheel) : PACKAGE;
}
