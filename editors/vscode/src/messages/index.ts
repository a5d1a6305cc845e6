// Every sentence of the extension itself; what the server says arrives in its own language.
import { env, workspace } from "vscode";
import { en } from "./en";
import { ja } from "./ja";

export type Key = keyof typeof ja;
export type Texts = Readonly<Record<Key, string>>;

/** Japanese unless the setting says otherwise; "auto" follows the editor's display language. */
export function language(): "ja" | "en" {
  const chosen = workspace.getConfiguration("archlsp").get<string>("language", "ja");
  if (chosen === "auto") return env.language.startsWith("ja") ? "ja" : "en";
  return chosen === "en" ? "en" : "ja";
}

export function say(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  const texts: Texts = language() === "ja" ? ja : en;
  return texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
