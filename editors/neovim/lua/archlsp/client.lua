-- Our clients: one for each project root.
local M = {}
local with_self = vim.fn.has("nvim-0.11") == 1

-- In Neovim 0.10 a client's functions took no `self`.
function M.call(client, name, ...)
  if with_self then return client[name](client, ...) end
  return client[name](...)
end

function M.all()
  return vim.lsp.get_clients({ name = "archlsp" })
end

-- The client of a buffer; elsewhere (help, an answer) the newest one. nil when none is running.
function M.of(buffer)
  local attached = vim.lsp.get_clients({ name = "archlsp", bufnr = buffer })
  if attached[1] then return attached[1] end
  local newest
  for _, client in ipairs(M.all()) do
    if not newest or client.id > newest.id then newest = client end
  end
  return newest
end

function M.is_attached(client, buffer)
  return client.attached_buffers[buffer] == true
end

-- The URI of a buffer that the server knows; nil for any other.
function M.uri(client, buffer)
  if M.is_attached(client, buffer) then return vim.uri_from_bufnr(buffer) end
end

function M.folder_uri(client)
  local folder = client.workspace_folders and client.workspace_folders[1]
  return folder and folder.uri
end

return M
