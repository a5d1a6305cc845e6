// Work that takes long shows itself, with a button that stops it; quick work does not.
import { CancellationTokenSource, ProgressLocation, window } from "vscode";
import type { Step } from "../server/server";

const QUICK = 700;
type Work<T> = (token: CancellationTokenSource["token"], heard: (step: Step) => void) => Promise<T>;

export async function withProgress<T>(work: Work<T>): Promise<T> {
  const source = new CancellationTokenSource();
  let title = "archlsp";
  let report = (_step: Step): void => undefined;
  const done = work(source.token, (step) => {
    title = step.title ?? title;
    report(step);
  });
  try {
    if (!(await settles(done))) {
      const options = { location: ProgressLocation.Notification, title, cancellable: true };
      await window.withProgress(options, async (progress, token) => {
        token.onCancellationRequested(() => source.cancel());
        report = (step) => progress.report({ message: step.message ?? "" });
        await done.catch(() => undefined);
      });
    }
    return await done;
  } finally {
    source.dispose();
  }
}

async function settles(work: Promise<unknown>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), QUICK));
  const done = work.then(() => true, () => true);
  return Promise.race([done, late]);
}
