// Plays a session in VS Code and prints, a line of JSON each, what was seen at every step.
//
//   node drive.mjs '{"installed": ..., "url": ..., "pictures": ..., "steps": [...]}'
import { openWindow } from "./window.mjs";
import * as steps from "./steps.mjs";

const given = JSON.parse(process.argv[2]);
const begun = Date.now();
const tell = (step, seen) => console.log(JSON.stringify({ step, seen, milliseconds: Date.now() - begun }));

const window = await openWindow(given.installed, given.url, given.pictures);
let failed = false;
try {
  for (const name of given.steps) {
    tell(name, await steps[name](window, given));
    await window.picture(name);
  }
} catch (error) {
  failed = true;
  tell("failed", String(error?.stack ?? error));
  await window.picture("failed").catch(() => {});
}
await window.close();
process.exit(failed ? 1 : 0);
