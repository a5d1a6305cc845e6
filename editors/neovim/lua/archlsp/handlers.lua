-- What the server sends of its own accord. Each module is loaded when its first message comes.
return {
  ["archlsp/status"] = function(_, value, context)
    require("archlsp.state").take(value, context.client_id)
  end,
  ["archlsp/answer"] = function(_, answer, context)
    require("archlsp.answers").take(answer, context.client_id)
  end,
  ["window/showDocument"] = function(...)
    return require("archlsp.pages").show_document(...)
  end,
  ["workspace/codeLens/refresh"] = function(_, _, context)
    require("archlsp.lens").refresh_all(context.client_id)
    return vim.NIL
  end,
}
