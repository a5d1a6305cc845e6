-- Registers only; everything else is loaded when it is used.
if vim.g.loaded_archlsp or vim.fn.has("nvim-0.10") == 0 then return end
vim.g.loaded_archlsp = true

vim.api.nvim_create_user_command("Archlsp", function(given) require("archlsp.command").run(given) end, {
  nargs = "*",
  range = true,
  complete = function(...) return require("archlsp.command").complete(...) end,
  desc = "archlsp: review recent code, ask the architect",
})

local group = vim.api.nvim_create_augroup("archlsp", {})
vim.api.nvim_create_autocmd("LspAttach", {
  group = group,
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == "archlsp" then require("archlsp.lens").attach(client, event.buf) end
  end,
})

-- vim.lsp.enable itself would load Neovim's LSP modules at startup: wait for the first file that matters.
if vim.fn.has("nvim-0.11") == 1 and vim.g.archlsp_autostart ~= false then
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    callback = function(event)
      if not vim.list_contains(require("archlsp.filetypes"), event.match) then return end
      require("archlsp.lifecycle").enable(event.buf)
      return true -- once
    end,
  })
end
