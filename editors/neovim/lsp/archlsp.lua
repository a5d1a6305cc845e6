-- Neovim 0.11+: put this folder on the runtimepath (or copy the file to ~/.config/nvim/lsp/), then
--   vim.lsp.enable("archlsp")
return {
  cmd = { "archlsp", "serve" },
  filetypes = {
    "python", "javascript", "javascriptreact", "typescript", "typescriptreact",
    "go", "java", "rust", "sql", "yaml", "dockerfile",
  },
  root_markers = { "archlsp.toml", ".git" },
  -- A file outside every repository is reviewed too, all of it.
  workspace_required = false,
  settings = { archlsp = {} },
}
