-- What a back-end architect reads. The server itself decides by the path; this only saves starting it for the rest.
return {
  "python", "javascript", "javascriptreact", "typescript", "typescriptreact", "go", "java", "rust",
  "sql", "mysql", "plsql", "yaml", "yaml.docker-compose", "helm", "dockerfile", "terraform", "json", "jsonc",
  "graphql", "proto", "html", "htmldjango", "htmlangular", "jinja", "jsp", "pug", "mustache", "handlebars",
  "sh", "bash", "conf", "cfg", "dosini", "jproperties", "toml", "env", "requirements", "groovy",
}
