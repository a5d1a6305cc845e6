// The extension: everything is registered at once; the server comes when it comes.
import { commands, type ExtensionContext, window, workspace } from "vscode";
import { Answers, type Answer } from "./answers/answers";
import { registerOwnCommands } from "./commands/own";
import { registerServerCommands } from "./commands/register";
import { FindingTree } from "./findings/tree";
import { say } from "./messages";
import { Server, type ServerState } from "./server/server";
import { type FolderStatus, StatusBar } from "./statusbar";
import { showTrouble } from "./trouble";

let server: Server | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel(say("output-name"), { log: true });
  const own = new Server(context, log);
  const answers = new Answers();
  const bar = new StatusBar();
  const tree = new FindingTree(context.workspaceState);
  server = own;
  own.listen<FolderStatus>("archlsp/status", (status) => bar.folder(status));
  own.listen<Answer>("archlsp/answer", (answer) => answers.take(answer));
  own.onState((state) => showState(bar, state));
  own.onTrouble((trouble) => void showTrouble(trouble));
  context.subscriptions.push(log, own, answers, bar, tree);
  context.subscriptions.push(...registerOwnCommands(context, own, tree), ...registerServerCommands(own, answers));
  context.subscriptions.push(workspace.onDidGrantWorkspaceTrust(() => own.start()));
  context.subscriptions.push(
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("archlsp.server")) void own.start();
      if (event.affectsConfiguration("archlsp.language")) tree.refresh();
    }),
  );
  void own.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

function showState(bar: StatusBar, state: ServerState): void {
  bar.server(state);
  void commands.executeCommand("setContext", "archlsp.state", state);
}
