-- Buffers and windows for Markdown: written without disturbing whoever reads it.
local M = {}
local api = vim.api

local function first_difference(old, new)
  local same = 0
  while same < #old and same < #new and old[same + 1] == new[same + 1] do same = same + 1 end
  return same
end

local function common_end(old, new, from)
  local same = 0
  while same < #old - from and same < #new - from and old[#old - same] == new[#new - same] do same = same + 1 end
  return same
end

-- Where each window that shows the buffer stands; one at the very end follows the text as it grows.
local function stands(buffer, lines)
  local found = {}
  for _, window in ipairs(vim.fn.win_findbuf(buffer)) do
    api.nvim_win_call(window, function()
      local view = vim.fn.winsaveview()
      found[window] = { view = view, follows = lines > 1 and view.lnum == lines }
    end)
  end
  return found
end

local function restore(windows, buffer)
  local last = api.nvim_buf_line_count(buffer)
  for window, stand in pairs(windows) do
    api.nvim_win_call(window, function()
      if stand.follows then
        api.nvim_win_set_cursor(window, { last, 0 })
      else
        vim.fn.winrestview(stand.view)
      end
    end)
  end
end

-- Replace a buffer's text; only the lines that differ are touched.
function M.write(buffer, text)
  local old, new = api.nvim_buf_get_lines(buffer, 0, -1, false), vim.split(text, "\r?\n")
  if #new > 1 and new[#new] == "" then table.remove(new) end
  local from = first_difference(old, new)
  if from == #old and from == #new then return end
  local tail = common_end(old, new, from)
  local windows = stands(buffer, #old)
  vim.bo[buffer].modifiable = true
  api.nvim_buf_set_lines(buffer, from, #old - tail, false, vim.list_slice(new, from + 1, #new - tail))
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].modified = false
  restore(windows, buffer)
end

local function readable(window)
  local set = function(name, value) api.nvim_set_option_value(name, value, { win = window, scope = "local" }) end
  set("wrap", true)
  set("linebreak", true)
  set("breakindent", true)
  set("conceallevel", 2) -- the addresses behind links
  set("concealcursor", "nc")
end

local function split(buffer, enter)
  local wide = api.nvim_win_get_width(0) >= 160
  return api.nvim_open_win(buffer, enter, { split = wide and "right" or "below", win = 0 })
end

-- Show a buffer beside the current window; the cursor stays where the user types unless `enter`.
function M.open(buffer, enter)
  local window = vim.fn.win_findbuf(buffer)[1]
  if window and enter then
    api.nvim_set_current_win(window)
  elseif not window then
    window = split(buffer, enter)
    readable(window)
  end
end

function M.create()
  local buffer = api.nvim_create_buf(true, true)
  vim.bo[buffer].bufhidden = "hide"
  vim.bo[buffer].swapfile = false
  vim.bo[buffer].undolevels = -1
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].filetype = "markdown"
  require("archlsp.links").attach(buffer)
  return buffer
end

-- Name a buffer by a title; two of the same title get numbers.
function M.name(buffer, title)
  local plain = vim.trim(title:gsub("[%c/\\]+", " "))
  for number = 1, 99 do
    local name = "archlsp://design/" .. plain .. (number > 1 and (" (%d)"):format(number) or "")
    if api.nvim_buf_get_name(buffer) == name then return end
    if vim.fn.bufexists(name) == 0 then
      api.nvim_buf_set_name(buffer, name)
      return
    end
  end
end

-- A page of the server's own lies outside of every project.
local function is_page(params, context)
  if params.external or not params.uri:match("%.md$") then return false end
  local client = vim.lsp.get_client_by_id(context.client_id)
  local root = client and client.config.root_dir
  return not root or not vim.startswith(vim.uri_to_fname(params.uri), root .. "/")
end

-- window/showDocument: Neovim's own, but a page comes beside the code, its links work, and it is what was written last.
function M.show_document(failure, params, context)
  if failure or not is_page(params, context) then
    return vim.lsp.handlers["window/showDocument"](failure, params, context)
  end
  local buffer = vim.uri_to_bufnr(params.uri)
  M.open(buffer, params.takeFocus)
  api.nvim_buf_call(buffer, function() vim.cmd("silent! edit!") end)
  require("archlsp.links").attach(buffer)
  return { success = true }
end

return M
