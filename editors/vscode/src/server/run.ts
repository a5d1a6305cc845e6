import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { CancellationToken } from "vscode";

export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

export interface Watched {
  readonly token?: CancellationToken;
  readonly milliseconds?: number;
  readonly heard?: (line: string) => void;
}

/** Run a program to its end; it is ended when the user cancels or it takes too long. */
export function run(program: string, given: readonly string[], watched: Watched = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const lines: string[] = [];
    const child = spawn(program, given, { stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        watched.heard?.(line);
      });
    }
    const timer = watched.milliseconds ? setTimeout(() => child.kill(), watched.milliseconds) : undefined;
    const cancelled = watched.token?.onCancellationRequested(() => child.kill());
    const end = (ok: boolean): void => {
      clearTimeout(timer);
      cancelled?.dispose();
      resolve({ ok, output: lines.join("\n") });
    };
    child.on("error", (error) => {
      lines.push(error.message);
      end(false);
    });
    child.on("close", (code) => end(code === 0));
  });
}
