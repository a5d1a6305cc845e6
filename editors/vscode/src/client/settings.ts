// What the user has set in VS Code, and nothing else: our defaults must not hide the files' settings.
import { type Uri, workspace } from "vscode";
import { KEYS } from "./keys";

type Json = Record<string, unknown>;

/** The values of `archlsp.*` that somebody wrote, nested as the server expects them. */
export function settingsOf(resource: Uri | undefined): Json {
  const configuration = workspace.getConfiguration("archlsp", resource);
  // A client that sends nothing is not listened to, and a setting taken away would stay in force.
  const values: Json = { exclude: [] };
  for (const key of KEYS) {
    const value = written(configuration.inspect(key));
    if (value !== undefined) put(values, key.split("."), value);
  }
  return values;
}

interface Layers {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

function written(layers: Layers | undefined): unknown {
  const all = [layers?.globalValue, layers?.workspaceValue, layers?.workspaceFolderValue];
  const set = all.filter((value) => value !== undefined && value !== null);
  if (set.length > 1 && set.every(isTable)) return Object.assign({}, ...set);
  return set.at(-1);
}

function isTable(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function put(values: Json, [name = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    values[name] = value;
    return;
  }
  const inner = values[name];
  const table = isTable(inner) ? inner : {};
  values[name] = table;
  put(table, rest, value);
}
