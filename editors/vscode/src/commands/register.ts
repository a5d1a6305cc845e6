import { commands, type Disposable, window } from "vscode";
import { LSPErrorCodes, ResponseError } from "vscode-languageclient/node";
import type { Answers } from "../answers/answers";
import { say } from "../messages";
import type { Server } from "../server/server";
import { NothingToDo } from "./given";
import { withProgress } from "./progress";
import { type ServerCommand, serverCommands } from "./table";

const STOPPED: readonly number[] = [LSPErrorCodes.RequestCancelled, LSPErrorCodes.ServerCancelled];

/** Register every command of the server's, from the palette, the tree, a lens or a code action. */
export function registerServerCommands(server: Server, answers: Answers): Disposable[] {
  return Object.entries(serverCommands(server, answers)).map(([name, command]) => {
    const full = `archlsp.${name}`;
    return commands.registerCommand(full, (...passed: unknown[]) => carryOut(server, full, command, passed));
  });
}

async function carryOut(server: Server, name: string, command: ServerCommand, passed: readonly unknown[]): Promise<unknown> {
  try {
    if (server.state !== "running") return await notRunning();
    if (!server.knows(name)) return void window.showWarningMessage(say("not-known", { command: name }));
    const result = await ask(server, name, command, await given(command, passed));
    if (result !== undefined && result !== null) command.done?.(result);
    return result;
  } catch (error) {
    tell(server, error);
    return undefined;
  }
}

/** What the server itself put into a lens or an action goes back as it came. */
async function given(command: ServerCommand, passed: readonly unknown[]): Promise<readonly unknown[]> {
  if (typeof passed[0] === "string") return passed;
  const filled = await command.fill(passed);
  return filled ? [filled] : [];
}

function ask(server: Server, name: string, command: ServerCommand, passed: readonly unknown[]): Promise<unknown> {
  if (!command.slow) return server.ask(name, passed);
  return withProgress((token, heard) => server.ask(name, passed, token, heard));
}

async function notRunning(): Promise<void> {
  const restart = say("button-restart");
  const answer = await window.showWarningMessage(say("not-running"), restart);
  if (answer === restart) await commands.executeCommand("archlsp.restartServer");
}

function tell(server: Server, error: unknown): void {
  if (error instanceof NothingToDo) return;
  if (error instanceof ResponseError && STOPPED.includes(error.code)) {
    window.setStatusBarMessage(say("cancelled"), 5_000);
    return;
  }
  const text = error instanceof Error ? error.message : String(error);
  server.log.warn(text);
  void window.showErrorMessage(text);
}
