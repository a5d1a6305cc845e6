// There is no server, or it does not stay: said once, with what can be done about it.
import { commands, window } from "vscode";
import { say } from "./messages";
import type { Trouble } from "./server/server";

const BUTTONS = {
  "button-install": () => commands.executeCommand("archlsp.installServer"),
  "button-settings": () => commands.executeCommand("workbench.action.openSettings", "archlsp.server.command"),
  "button-log": () => commands.executeCommand("archlsp.showLog"),
  "button-restart": () => commands.executeCommand("archlsp.restartServer"),
} as const;
type Button = keyof typeof BUTTONS;

export async function showTrouble(trouble: Trouble): Promise<void> {
  const [text, ...buttons] = told(trouble);
  const titles = new Map(buttons.map((key) => [say(key), BUTTONS[key]]));
  const answer = await window.showErrorMessage(text, ...titles.keys());
  if (answer) await titles.get(answer)?.();
}

function told(trouble: Trouble): [string, ...Button[]] {
  switch (trouble.kind) {
    case "missing":
      return [say("missing"), "button-install", "button-settings"];
    case "wrong-setting":
      return [say("missing-setting", { program: trouble.what }), "button-settings"];
    case "gave-up":
      return [say("died-often"), "button-log", "button-restart"];
    case "start-failed":
      return [say("start-failed", { reason: trouble.what }), "button-log", "button-restart"];
  }
}
