import { window } from "vscode";
import { say } from "../messages";
import { chosen, finding, identified } from "./given";

const KINDS = [
  ["dismiss-here", "here"],
  ["dismiss-rule", "rule-in-file"],
  ["dismiss-false", "false-positive"],
] as const;

/** Which finding, how, and why. */
export async function dismissal(passed: readonly unknown[]): Promise<object> {
  const one = await finding(passed);
  const items = KINDS.map(([key, kind]) => ({ label: say(key), value: kind }));
  const { value: kind } = chosen(await window.showQuickPick(items, { placeHolder: say("dismiss-which"), ignoreFocusOut: true }));
  const reason = chosen(await window.showInputBox({ prompt: say("dismiss-reason"), ignoreFocusOut: true }));
  return { ...identified(one), kind, reason };
}
