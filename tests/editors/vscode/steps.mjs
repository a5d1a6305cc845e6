// The steps of a session: what a user does, and what is then to be seen.
import { readdirSync, readFileSync } from "node:fs";

const RULE = "タイムアウト";
const WRITING = "書いています…";
const count = (wanted) => (seen) => seen.length === wanted;

export async function start(window) {
  const status = await window.until(() => window.status(), (text) => /archlsp \d/.test(text));
  await window.showProblems();
  return { status };
}

export async function findings(window) {
  await window.open("notify.py");
  await window.showProblems();
  return window.until(() => window.problems(), count(3));
}

/** New code, saved: a finding more. Taken back, saved: a finding less. */
export async function save(window) {
  await window.open("notify.py");
  await window.press("Control+End");
  await window.page.keyboard.insertText("\n\ndef more(url):\n    return requests.get(url)\n");
  await window.press("Control+S");
  const more = await window.until(() => window.problems(), count(4));
  await window.picture("save-more");
  await window.open("notify.py");
  while ((await window.text()).split("def").length > 3) await window.press("Control+Z");
  await window.press("Control+S");
  const fewer = await window.until(() => window.problems(), count(3));
  return { more: more.length, fewer: fewer.length };
}

export async function fix(window, { file }) {
  await window.open("notify.py", "6:24");
  await window.press("Control+Period");
  const rows = window.page.locator(".action-widget .monaco-list-row");
  await rows.first().waitFor();
  const offered = await rows.allInnerTexts();
  await window.picture("fix-menu");
  await window.press("Enter"); // the first that is offered; a click does not reach the menu
  await window.until(() => window.text(), (text) => text.includes("timeout="));
  await window.press("Control+S");
  const left = await window.until(() => window.problems(), count(2));
  const saved = await window.until(() => readFileSync(file, "utf8").includes("timeout="), Boolean);
  return { offered, left: left.length, saved };
}

export async function tree(window) {
  await window.showTree();
  const byFile = await window.until(() => window.tree(), (rows) => rows.length === 4);
  await window.picture("tree-by-file");
  await window.command("Archlsp: Group by Category");
  const byCategory = await window.until(() => window.tree(), (rows) => rows.join() !== byFile.join());
  await window.picture("tree-by-category");
  await window.command("Archlsp: Group by Severity");
  const bySeverity = await window.until(() => window.tree(), (rows) => rows.join() !== byCategory.join());
  await window.picture("tree-by-severity");
  await window.command("Archlsp: Group by File");
  await window.until(() => window.tree(), (rows) => rows.join() === byFile.join());
  return { byFile, byCategory, bySeverity };
}

/** A click in the tree opens the other folder's file where the finding is. */
export async function jump(window) {
  await window.treeRow("depot").waitFor();
  const rows = await window.tree();
  const after = rows.findIndex((row) => row.includes("depot"));
  await window.page.locator(".tree-explorer-viewlet-tree-view .monaco-list-row").nth(after + 1).click();
  await window.page.waitForSelector('.tab.active[data-resource-name="ship.py"]');
  return window.until(() => window.cursor(), (text) => text.includes("selected"));
}

export async function explain(window) {
  await window.treeRow(RULE).hover();
  await window.treeRow(RULE).locator('[aria-label^="Explain"]').first().click();
  const seen = await window.until(() => window.previewText(), (text) => text.includes(RULE));
  await window.picture("explain-page");
  await window.page.locator(".tab.active .codicon-close").first().click(); // a page takes the keyboard to itself
  return seen;
}

export async function dismiss(window) {
  const before = (await window.problems()).length;
  await window.treeRow(RULE).hover();
  await window.treeRow(RULE).locator('[aria-label^="Dismiss"]').first().click();
  await window.choose("この指摘だけを却下");
  await window.answer("社内の呼び出しなので待ってよい");
  await window.showProblems();
  const after = await window.until(() => window.problems(), count(before - 1));
  return { before, after: after.length };
}

export async function restart(window) {
  const before = await window.problems();
  await window.command("Archlsp: Restart the Server");
  await window.until(() => window.status(), (text) => !/archlsp \d/.test(text));
  await window.until(() => window.status(), (text) => /archlsp \d/.test(text));
  const after = await window.until(() => window.problems(), count(before.length));
  return { before: before.length, after: after.length };
}

/** The server dies as it would of a crash; VS Code starts it again. */
export async function kill(window, { state }) {
  const [victim] = servers(state);
  process.kill(victim, "SIGKILL");
  await window.until(() => servers(state), (pids) => pids.length > 0 && !pids.includes(victim));
  const seen = await window.until(() => window.problems(), count(1));
  return { again: servers(state).some((pid) => pid !== victim), count: seen.length };
}

/** Our servers: nobody else's has this state folder. */
function servers(state) {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    const command = read(`/proc/${pid}/cmdline`).split("\0");
    const serves = command.some((one) => one.split("/").at(-1) === "archlsp") && command.includes("serve");
    return serves && read(`/proc/${pid}/environ`).includes(state);
  });
}

function read(name) {
  try {
    return readFileSync(name, "utf8");
  } catch {
    return "";
  }
}

/** The user is asked once, by the server, and agrees. */
export async function consent(window) {
  await window.command("Notifications: Clear All Notifications"); // the server that died had asked, too
  await window.command("Archlsp: Enable AI");
  await window.choose("shop");
  const told = await window.until(() => window.notifications(), (all) => all.some((one) => one.includes("http")));
  await window.picture("consent-question");
  await window.button("許可する");
  return told.join("\n");
}

/** The answer's page opens beside the code while it is written. */
export async function design(window, { question }) {
  await window.open("notify.py", "6:24");
  await window.command("Archlsp: Ask a Design Question");
  await window.answer(question);
  return window.until(() => window.previewText(), (text) => text.includes(question) && text.includes(WRITING));
}

export async function whole(window, { question }) {
  return window.until(() => window.previewText(), (text) => text.includes(question) && !text.includes(WRITING));
}

/** A link in the answer leads to the line. */
export async function link(window) {
  const pages = await window.previews();
  await pages.at(-1).locator('.markdown-body a[href*="#L"]').first().click();
  await window.page.waitForSelector('.tab.active[data-resource-name="notify.py"]');
  return window.until(() => window.cursor(), (text) => text.startsWith("Ln 6,"));
}

/** The record of the decision is seen before it is made: refused, nothing is there; agreed to, it is. */
export async function adr(window, { shop }) {
  const records = () => filesIn(`${shop}/docs/adr`);
  await window.command("Archlsp: Save the Design Answer as an ADR");
  await window.preview("Discard");
  const refused = records();
  await window.command("Archlsp: Save the Design Answer as an ADR");
  const preview = await window.until(() => window.refactoring(), (text) => text.includes("docs"));
  await window.picture("adr-preview");
  await window.tickAll();
  await window.preview("Apply");
  const made = await window.until(records, (all) => all.length === 1);
  await window.page.waitForSelector(`.tab.active[data-resource-name="${made[0]}"]`);
  const text = await window.until(() => window.text(), (shown) => shown.includes("proposed"));
  await window.press("Control+S");
  await window.until(() => readFileSync(`${shop}/docs/adr/${made[0]}`, "utf8").includes("proposed"), Boolean);
  return { refused, preview, made, text };
}

/** The edits of an answer: several files, ticked one by one, nothing before "Apply". */
export async function implement(window, { shop }) {
  const there = () => filesIn(shop).filter((name) => name === "queue.py" || name === "tests");
  await window.command("Archlsp: Implement the Design Answer");
  const preview = await window.until(() => window.refactoring(), (text) => text.includes("queue.py"));
  const before = there();
  await window.picture("implement-preview");
  await window.tickAll();
  await window.picture("implement-ticked");
  await window.preview("Apply");
  const after = await window.until(there, (all) => all.length === 2);
  await window.page.waitForSelector('.tab.dirty[data-resource-name="queue.py"]'); // it is the user's to read first
  await window.command("File: Save All");
  const written = await window.until(() => readFileSync(`${shop}/queue.py`, "utf8"), (text) => text !== "");
  return { preview, before, after, written };
}

function filesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

export async function cancel(window, { followUp }) {
  await window.command("Archlsp: Ask a Follow-up Question");
  await window.answer(followUp);
  await window.until(() => window.previewText(), (text) => text.includes(followUp) && text.includes(WRITING));
  await window.page.locator(".notification-list-item .monaco-button", { hasText: "Cancel" }).first().waitFor();
  await window.picture("cancel-asked");
  await window.button("Cancel");
  return window.until(() => window.previewText(), (text) => !text.includes(WRITING) && text.includes("中止"));
}

/** An earlier answer is chosen from the list and opened. */
export async function open(window, { question }) {
  await window.command("View: Close All Editors");
  await window.command("Archlsp: Open a Design Answer");
  await window.choose(question);
  return window.until(() => window.previewText(), (text) => text.includes(question) && text.includes("監視"));
}

/** What could be better in the selected lines: a finding with its edit. */
export async function improve(window) {
  await window.open("notify.py", "4:1");
  await window.press("Control+A");
  await window.command("Archlsp: Improve the Selection");
  await window.showProblems();
  return window.until(() => window.problems(), (all) => all.some((one) => one.includes("待ち続けます")));
}

export async function map(window) {
  await window.open("notify.py");
  await window.command("Archlsp: Show the Map of the System");
  const seen = await window.until(() => window.previewText(), (text) => text.includes("リポジトリの地図"));
  await window.open("notify.py");
  await window.until(() => window.lens(), (text) => text.includes("待機中"));
  return seen;
}

// ------------------------------------------------------------------ a first start

const MISSING = "インストール";

export async function distrust(window) {
  const button = window.page.locator(".monaco-dialog-box .monaco-button", { hasText: "No, I don't trust" }).first();
  await button.waitFor();
  const asked = await window.page.locator(".monaco-dialog-box").first().innerText();
  await window.picture("trust-question");
  await button.click();
  return asked;
}

/** Said once, with a button that helps. */
export async function missing(window) {
  const told = await window.until(() => window.notifications(), (all) => all.some((one) => one.includes("archlsp")));
  return told.join("\n");
}

/** This machine's Python is too old. */
export async function old(window) {
  await window.button(MISSING);
  const told = await window.until(() => window.notifications(), (all) => all.some((one) => one.includes("3.11")));
  return told.join("\n");
}

/** With a newer one it is installed, and starts. */
export async function install(window) {
  await window.command("Notifications: Clear All Notifications");
  await window.command("Archlsp: Install the Server");
  const progress = await window.until(() => window.notifications(), (all) => all.length > 0);
  await window.picture("install-progress");
  const status = await window.until(() => window.status(), (text) => /archlsp \d/.test(text), 180_000);
  return { progress: progress.join("\n"), status };
}

/** The rules need no trust. */
export async function works(window) {
  await window.open("notify.py");
  await window.showProblems();
  return window.until(() => window.problems(), count(2));
}

/** The user trusts the folder: its settings hold from now on, without a restart of VS Code. */
export async function trust(window) {
  await window.command("Workspaces: Manage Workspace Trust");
  await window.page.locator(".workspace-trust-editor .monaco-button", { hasText: "Trust" }).first().click();
  await window.until(() => window.status(), (text) => !/archlsp \d/.test(text));
  await window.until(() => window.status(), (text) => /archlsp \d/.test(text));
  await window.open("notify.py");
  await window.showProblems();
  return window.until(() => window.problems(), count(2));
}

/** The first page of the extension. */
export async function walkthrough(window) {
  await window.command("View: Hide Panel");
  await window.command("Welcome: Open Walkthrough...");
  await window.choose("Archlsp");
  const steps = window.page.locator(".gettingStartedContainer .step-title");
  return window.until(() => steps.allInnerTexts(), (all) => all.length > 0);
}
