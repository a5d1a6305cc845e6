-- How things stand with the AI, as the server last said it: by client and folder.
local clients = require("archlsp.client")
local M = {}
local states = {}

function M.take(value, client_id)
  if type(value) ~= "table" or type(value.folder) ~= "string" then return end
  states[client_id] = states[client_id] or {}
  states[client_id][value.folder] = value
  vim.api.nvim_exec_autocmds("User", { pattern = "ArchlspStatus", modeline = false, data = value })
  vim.cmd.redrawstatus({ bang = true })
end

function M.forget(client_id)
  states[client_id] = nil
end

-- The state of the folder that a buffer lies in; nil when the server has not said anything yet.
function M.of(buffer)
  local client = vim.lsp.get_clients({ name = "archlsp", bufnr = buffer })[1]
  if not client then return nil end
  local uri, found = clients.uri(client, buffer) or "", nil
  for folder, value in pairs(states[client.id] or {}) do
    local inside = vim.startswith(uri, folder:gsub("/*$", "/"))
    if not found or (inside and #folder > #found.folder) then found = value end
  end
  return found
end

-- Every state that is known.
function M.all()
  local found = {}
  for _, folders in pairs(states) do vim.list_extend(found, vim.tbl_values(folders)) end
  return found
end

return M
