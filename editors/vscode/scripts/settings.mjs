// The settings in package.json, and the list of those the server is told, from the project's own JSON schema.
//
//   node scripts/settings.mjs            check that both are as the schema wants them, in both languages
//   node scripts/settings.mjs --write    write them
import { readFileSync, writeFileSync } from "node:fs";

const path = (name) => new URL(`../${name}`, import.meta.url);
const json = (name) => JSON.parse(readFileSync(path(name), "utf8"));
const SCHEMA = json("../../src/archlsp/settings/settings.schema.json");

// A workspace's settings file lies in the repository: what decides where code goes, and what it costs, is the user's
// own; where code is sent, and with which key, is not even the editor's.
const USERS_OWN = /^(ai\..*|linters|typing_delay_ms|max_file_bytes)$/;
const NOT_IN_EDITORS = new Set(["ai.base_url", "ai.provider", "ai.key_command"]);

const own = {
  "archlsp.server.command": {
    type: "array",
    items: { type: "string" },
    default: [],
    scope: "machine",
    markdownDescription: "%setting.server.command%",
  },
  "archlsp.trace.server": {
    type: "string",
    enum: ["off", "messages", "verbose"],
    default: "off",
    scope: "window",
    description: "%setting.trace.server%",
  },
};

function leaves(properties, above = "") {
  return Object.entries(properties).flatMap(([name, said]) => {
    const schema = said.$ref ? { ...SCHEMA.$defs[said.$ref.split("/").at(-1)], ...said } : said;
    return schema.properties ? leaves(schema.properties, `${above}${name}.`) : [[above + name, schema]];
  });
}

function setting(key, { $ref, description, default: value, items, ...schema }) {
  const type = schema.type ?? (schema.enum ? "string" : undefined);
  const inner = items?.$ref ? { items: SCHEMA.$defs[items.$ref.split("/").at(-1)] } : items ? { items } : {};
  return {
    ...schema,
    ...inner,
    type: value === undefined ? [type, "null"] : type,
    ...(value === undefined && schema.enum ? { enum: [null, ...schema.enum] } : {}),
    default: value ?? null,
    scope: USERS_OWN.test(key) ? "application" : "resource",
    description: `%setting.${key}%`,
  };
}

const told = leaves(SCHEMA.properties).filter(([key]) => !NOT_IN_EDITORS.has(key));
const properties = { ...Object.fromEntries(told.map(([key, schema]) => [`archlsp.${key}`, setting(key, schema)])), ...own };
const keys = `// Written by scripts/settings.mjs from the project's schema of settings.
export const KEYS = [
${told.map(([key]) => `  ${JSON.stringify(key)},`).join("\n")}
] as const;
`;

const manifest = json("package.json");
const wanted = { ...manifest, contributes: { ...manifest.contributes, configuration: { title: "Archlsp", properties } } };
const files = { "package.json": `${JSON.stringify(wanted, null, 2)}\n`, "src/client/keys.ts": keys };
const wrong = [];
for (const [name, text] of Object.entries(files)) {
  if (process.argv.includes("--write")) writeFileSync(path(name), text);
  else if (readFileSync(path(name), "utf8") !== text) wrong.push(`${name} is not what the schema makes: npm run settings`);
}

const texts = { en: json("package.nls.json"), ja: json("package.nls.ja.json") };
const used = new Set([...JSON.stringify(wanted).matchAll(/%([\w.-]+)%/g)].map((match) => match[1]));
for (const [language, known] of Object.entries(texts)) {
  for (const key of used) if (!known[key]) wrong.push(`package.nls (${language}) has no ${key}`);
  for (const key of Object.keys(known)) if (!used.has(key)) wrong.push(`package.nls (${language}): nobody uses ${key}`);
}
for (const line of wrong) console.error(line);
process.exit(wrong.length ? 1 : 0);
