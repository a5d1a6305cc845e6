local M = {}

-- For a statusline: "" where archlsp is not at work. Cheap enough for every redraw.
function M.status(buffer)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  if #vim.lsp.get_clients({ name = "archlsp", bufnr = buffer }) == 0 then return "" end
  local state = require("archlsp.state").of(buffer)
  return state and state.text and "archlsp: " .. state.text or "archlsp"
end

function M.restart()
  require("archlsp.lifecycle").restart()
end

return M
