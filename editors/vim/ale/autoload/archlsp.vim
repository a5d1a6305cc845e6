" archlsp as a linter of ALE: how it is started, and what a statusline may ask.

call ale#Set('archlsp_executable', 'archlsp')
call ale#Set('archlsp_config', {})

" ALE's `initialize` is fixed, and it counts columns in bytes: this is laid over it. See README.md.
let s:CAPABILITIES = {
\   'general': {'positionEncodings': ['utf-8']},
\   'workspace': {'applyEdit': v:true},
\   'window': {'showDocument': {'support': v:true}},
\}

function! archlsp#Define(filetype) abort
    call ale#linter#Define(a:filetype, {
    \   'name': 'archlsp',
    \   'lsp': 'stdio',
    \   'executable': {buffer -> ale#Var(buffer, 'archlsp_executable')},
    \   'command': '%e serve',
    \   'project_root': function('archlsp#Root'),
    \   'initialization_options': function('archlsp#Options'),
    \   'lsp_config': function('archlsp#Config'),
    \})
endfunction

" The repository of a file; its own folder where there is none.
function! archlsp#Root(buffer) abort
    for l:found in [
    \   ale#path#FindNearestFile(a:buffer, 'archlsp.toml'),
    \   ale#path#FindNearestDirectory(a:buffer, '.git'),
    \   ale#path#FindNearestFile(a:buffer, '.git'),
    \]
        if !empty(l:found)
            return fnamemodify(substitute(l:found, '[/\\]$', '', ''), ':h')
        endif
    endfor

    return fnamemodify(bufname(a:buffer), ':p:h')
endfunction

function! archlsp#Options(buffer) abort
    " ALE makes the connection right after this; then there is something to listen to.
    call timer_start(0, {-> archlsp#connection#Listen(a:buffer)})

    return {
    \   'status': v:true,
    \   'answers': v:true,
    \   'capabilities': s:CAPABILITIES,
    \   'archlsp': ale#Var(a:buffer, 'archlsp_config'),
    \}
endfunction

function! archlsp#Config(buffer) abort
    let l:config = ale#Var(a:buffer, 'archlsp_config')

    return empty(l:config) ? {} : {'archlsp': l:config}
endfunction

" For a statusline: '' where archlsp is not at work.
function! archlsp#Status(...) abort
    return archlsp#connection#Status(a:0 ? a:1 : bufnr(''))
endfunction
