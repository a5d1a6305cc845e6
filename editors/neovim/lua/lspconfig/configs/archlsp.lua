-- For Neovim 0.10 with nvim-lspconfig: require("lspconfig").archlsp.setup({})
local config = vim.deepcopy(require("archlsp.config"))
local markers = config.root_markers
config.root_markers, config.workspace_required = nil, nil
config.single_file_support = true
config.root_dir = function(file)
  for _, marker in ipairs(markers) do
    local root = vim.fs.root(file, marker)
    if root then return root end
  end
end
return { default_config = config }
