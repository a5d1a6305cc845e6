-- Design answers: one scratch buffer each, growing while the architect writes.
local messages = require("archlsp.messages")
local pages = require("archlsp.pages")
local M = {}
local api = vim.api

local answers = {} -- by id: { buffer, client_id, title, state }
local entered = {} -- ids that the user asked to see: their window gets the cursor
local newest
local marks = api.nvim_create_namespace("archlsp.answers")

-- Below the text while it grows; how it ended stands in the text itself, unless nobody was left to write it.
local function show_state(answer)
  api.nvim_buf_clear_namespace(answer.buffer, marks, 0, -1)
  local highlight = ({ streaming = "Comment", lost = "WarningMsg" })[answer.state]
  if not highlight then return end
  local line = { { messages.say("state-" .. answer.state), highlight } }
  local last = api.nvim_buf_line_count(answer.buffer) - 1
  api.nvim_buf_set_extmark(answer.buffer, marks, last, 0, { virt_lines = { line } })
end

local function opened(id, client_id)
  local known = answers[id]
  if known and api.nvim_buf_is_valid(known.buffer) then return known, false end
  answers[id] = { buffer = pages.create(), client_id = client_id }
  vim.b[answers[id].buffer].archlsp_answer = id
  return answers[id], true
end

-- `archlsp/answer`. A window is opened once: who closes it while the answer grows does not want it back.
function M.take(said, client_id)
  if type(said) ~= "table" or type(said.id) ~= "string" then return end
  local answer, is_new = opened(said.id, client_id)
  answer.client_id, answer.state = client_id, said.state
  if said.title ~= answer.title and type(said.title) == "string" and said.title ~= "" then
    answer.title = said.title
    pages.name(answer.buffer, said.title)
  end
  pages.write(answer.buffer, said.markdown or "")
  show_state(answer)
  newest = said.id
  local enter = entered[said.id]
  entered[said.id] = nil
  if is_new or enter then pages.open(answer.buffer, enter) end
end

-- Show an answer again; false when this Neovim has not got it and the server must be asked.
function M.show(id)
  local answer = answers[id]
  if answer and api.nvim_buf_is_valid(answer.buffer) then
    pages.open(answer.buffer, true)
    return true
  end
  entered[id] = true
  return false
end

-- The answer that a buffer shows, with the client that gave it.
function M.of(buffer)
  local id = vim.b[buffer].archlsp_answer
  return id, id and answers[id] and answers[id].client_id
end

function M.newest()
  return newest
end

-- A server has ended: what it was writing stays unfinished.
function M.lost(client_id)
  for _, answer in pairs(answers) do
    if answer.client_id == client_id and answer.state == "streaming" and api.nvim_buf_is_valid(answer.buffer) then
      answer.state = "lost"
      show_state(answer)
    end
  end
end

return M
