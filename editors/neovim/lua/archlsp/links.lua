-- Links in the architect's Markdown: [src/a.py:12](file:///path/src/a.py#L12), and https.
local messages = require("archlsp.messages")
local M = {}

-- The address of the link at a column (from 1) of a line; of the only link, wherever the cursor is on the line.
function M.at(line, column)
  local found, from = {}, 1
  while true do
    local start, stop, address = line:find("%[[^%]]*%]%((%S-)%)", from)
    if not start then break end
    if column >= start and column <= stop then return address end
    table.insert(found, address)
    from = stop + 1
  end
  return #found == 1 and found[1] or nil
end

-- The path and the line (nil: none said) of a file's address.
function M.place(address)
  local uri, fragment = address:match("^(file://[^#]*)#?(.*)$")
  if not uri then return nil end
  return vim.uri_to_fname(uri), tonumber(fragment:match("^L(%d+)"))
end

local function is_code(window)
  return vim.api.nvim_win_get_config(window).relative == "" and vim.bo[vim.api.nvim_win_get_buf(window)].buftype == ""
end

-- The window that the user came from, else any with a file in it, else a new one.
local function code_window()
  local here = vim.api.nvim_get_current_win()
  local candidates = { vim.fn.win_getid(vim.fn.winnr("#")) }
  vim.list_extend(candidates, vim.api.nvim_tabpage_list_wins(0))
  for _, window in ipairs(candidates) do
    if window ~= 0 and window ~= here and is_code(window) then return window end
  end
  return vim.api.nvim_open_win(0, false, { split = "above", win = 0 })
end

local function jump(path, line)
  if vim.fn.filereadable(path) == 0 then
    messages.tell("link-outside", vim.log.levels.WARN, path)
    return
  end
  vim.api.nvim_set_current_win(code_window())
  vim.cmd("normal! m'")
  local buffer = vim.fn.bufadd(path)
  vim.bo[buffer].buflisted = true
  vim.api.nvim_win_set_buf(0, buffer)
  if line then
    vim.api.nvim_win_set_cursor(0, { math.min(math.max(line, 1), vim.api.nvim_buf_line_count(0)), 0 })
    vim.cmd("normal! ^zv")
  end
end

-- Follow the link under the cursor; without one do what the key does elsewhere.
function M.follow(key)
  local column = vim.api.nvim_win_get_cursor(0)[2] + 1
  local address = M.at(vim.api.nvim_get_current_line(), column)
  local path, line = M.place(address or "")
  if path then
    jump(path, line)
  elseif address and address:match("^https?://") then
    vim.ui.open(address)
  else
    vim.api.nvim_feedkeys(vim.keycode(key), "n", false)
  end
end

function M.attach(buffer)
  for _, key in ipairs({ "gf", "<CR>" }) do
    vim.keymap.set("n", key, function() M.follow(key) end, { buffer = buffer, desc = "archlsp: follow the link" })
  end
end

return M
