// The commands that need no server.
import { commands, type Disposable, env, type ExtensionContext, Uri, window } from "vscode";
import { GROUPINGS, type FindingTree } from "../findings/tree";
import { say } from "../messages";
import { install } from "../server/install";
import { findPython } from "../server/python";
import type { Server } from "../server/server";

export function registerOwnCommands(context: ExtensionContext, server: Server, tree: FindingTree): Disposable[] {
  return [
    commands.registerCommand("archlsp.restartServer", () => server.start()),
    commands.registerCommand("archlsp.showLog", () => server.log.show()),
    commands.registerCommand("archlsp.installServer", () => installServer(context, server)),
    ...GROUPINGS.map((by) => commands.registerCommand(`archlsp.groupBy.${by}`, () => tree.group(by))),
  ];
}

async function installServer(context: ExtensionContext, server: Server): Promise<void> {
  const found = await findPython();
  if (found.kind !== "found") return noPython(found.kind === "old" ? found.version : undefined);
  await server.stop();
  const done = await install(context, found.python, server.log);
  if (done === "done") void window.showInformationMessage(say("installed"));
  if (done === "failed") void failed(server);
  await server.start();
}

async function noPython(version: string | undefined): Promise<void> {
  const text = version ? say("python-old", { found: version }) : say("python-missing");
  const [get, settings] = [say("button-python"), say("button-settings")];
  const answer = await window.showErrorMessage(text, get, settings);
  if (answer === get) await env.openExternal(Uri.parse("https://www.python.org/downloads/"));
  if (answer === settings) await commands.executeCommand("workbench.action.openSettings", "archlsp.server.command");
}

async function failed(server: Server): Promise<void> {
  const [log, retry] = [say("button-log"), say("button-retry")];
  const answer = await window.showErrorMessage(say("install-failed"), log, retry);
  if (answer === log) server.log.show();
  if (answer === retry) await commands.executeCommand("archlsp.installServer");
}
