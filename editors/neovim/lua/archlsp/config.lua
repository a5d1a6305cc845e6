-- How Neovim starts the server and what it takes from it. Shared by vim.lsp.config and nvim-lspconfig.
return {
  cmd = { "archlsp", "serve" },
  filetypes = require("archlsp.filetypes"),
  root_markers = { "archlsp.toml", ".git" },
  -- A file outside every repository is reviewed too, all of it.
  workspace_required = false,
  init_options = { status = true, answers = true },
  -- With the settings from the start the first findings are in the user's language.
  before_init = function(params, config)
    local settings = vim.tbl_get(config, "settings", "archlsp") or vim.empty_dict()
    params.initializationOptions = vim.tbl_extend("force", params.initializationOptions or {}, { archlsp = settings })
  end,
  -- Neovim 0.11 leaves this to plugins; the handler is in archlsp.handlers.
  capabilities = { workspace = { codeLens = { refreshSupport = true } } },
  handlers = require("archlsp.handlers"),
  on_exit = function(code, signal, client_id) require("archlsp.lifecycle").exited(code, signal, client_id) end,
  settings = { archlsp = vim.empty_dict() },
}
