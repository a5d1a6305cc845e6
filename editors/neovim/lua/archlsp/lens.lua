-- The line above a reviewed file. Only our own server is asked: other servers' lenses are the user's affair.
local clients = require("archlsp.client")
local M = {}

local function wanted()
  return vim.g.archlsp_codelens ~= false
end

function M.refresh(client, buffer)
  if not wanted() or not vim.api.nvim_buf_is_loaded(buffer) then return end
  local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
  clients.call(client, "request", "textDocument/codeLens", params, function(failure, lenses, context)
    -- The lens is a comfort: the next refresh makes good what failed.
    if failure or not vim.api.nvim_buf_is_valid(buffer) then return end
    vim.lsp.codelens.on_codelens(nil, lenses or {}, context)
  end, buffer)
end

function M.refresh_all(client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  if not client then return end
  for buffer in pairs(client.attached_buffers) do M.refresh(client, buffer) end
end

function M.attach(client, buffer)
  if not wanted() then return end
  -- From Neovim 0.12 on it keeps lenses fresh itself.
  if vim.lsp.codelens.enable then
    vim.lsp.codelens.enable(true, { bufnr = buffer, client_id = client.id })
    return
  end
  M.refresh(client, buffer)
  vim.api.nvim_create_autocmd({ "BufEnter", "BufWritePost", "InsertLeave" }, {
    group = vim.api.nvim_create_augroup("archlsp.lens." .. buffer, {}),
    buffer = buffer,
    callback = function()
      local attached = vim.lsp.get_clients({ name = "archlsp", bufnr = buffer })[1]
      if attached then M.refresh(attached, buffer) end
    end,
  })
end

return M
