" What the server sends of its own accord: ALE hands every message to those who listen.

let s:states = {}
let s:diagnostics = {}
let s:last = 0

function! archlsp#connection#Id(buffer) abort
    return ale#Var(a:buffer, 'archlsp_executable') . ':' . ale#lsp_linter#FindProjectRoot(a:buffer, {
    \   'name': 'archlsp',
    \   'project_root': function('archlsp#Root'),
    \})
endfunction

function! archlsp#connection#Listen(buffer) abort
    if !bufexists(a:buffer)
        return
    endif

    let s:last = a:buffer
    let l:id = archlsp#connection#Id(a:buffer)
    call ale#lsp#RegisterCallback(l:id, function('archlsp#connection#Receive'))
    " ALE itself applies workspace/applyEdit, but only once it has listened for code actions.
    call ale#lsp#RegisterCallback(l:id, function('ale#codefix#HandleLSPResponse'))
endfunction

function! archlsp#connection#IsOpen(buffer) abort
    return has_key(ale#lsp#GetConnections(), archlsp#connection#Id(a:buffer))
endfunction

function! archlsp#connection#Stop(buffer) abort
    let l:connection = get(ale#lsp#GetConnections(), archlsp#connection#Id(a:buffer), {})

    if has_key(l:connection, 'job_id')
        call ale#job#Stop(l:connection.job_id)
    endif
endfunction

" The buffer that a command is about: the current one, in an answer or help the one last at work.
function! archlsp#connection#Buffer() abort
    for l:buffer in [bufnr(''), bufnr('#'), s:last]
        if l:buffer > 0 && bufexists(l:buffer) && empty(getbufvar(l:buffer, '&buftype'))
        \&& !empty(getbufvar(l:buffer, '&filetype')) && archlsp#connection#IsOpen(l:buffer)
            return l:buffer
        endif
    endfor

    return 0
endfunction

" Run archlsp.<name> with one object; `Done` gets its result.
function! archlsp#connection#Ask(buffer, name, argument, Done) abort
    let l:message = ale#lsp#message#ExecuteCommand('archlsp.' . a:name, [a:argument])
    call ale#lsp_linter#SendRequest(a:buffer, 'archlsp', l:message, function('s:Answered', [a:Done]))
endfunction

function! s:Answered(Done, response) abort
    if has_key(a:response, 'error')
        if index([-32800, -32802], get(a:response.error, 'code')) < 0
            call archlsp#text#Show(a:response.error.message)
        endif
    else
        let l:result = get(a:response, 'result', {})
        call a:Done(type(l:result) is v:t_dict ? l:result : {})
    endif
endfunction

function! archlsp#connection#Receive(id, message) abort
    let l:Handler = get(s:HANDLERS, get(a:message, 'method', ''), v:null)

    if l:Handler isnot v:null
        let l:answer = l:Handler(a:id, get(a:message, 'params', {}))

        if has_key(a:message, 'id')
            call s:Reply(a:id, a:message.id, l:answer)
        endif
    endif
endfunction

" ALE sends requests and notifications alone; an answer goes straight to its job.
function! s:Reply(id, message_id, result) abort
    let l:connection = get(ale#lsp#GetConnections(), a:id, {})

    if has_key(l:connection, 'job_id')
        let l:body = json_encode({'jsonrpc': '2.0', 'id': a:message_id, 'result': a:result})
        call ale#job#SendRaw(l:connection.job_id, 'Content-Length: ' . strlen(l:body) . "\r\n\r\n" . l:body)
    endif
endfunction

function! s:TakeStatus(id, state) abort
    let s:states[a:id] = a:state
    redrawstatus!
    silent doautocmd <nomodeline> User ArchlspStatus
endfunction

function! s:TakeDiagnostics(id, params) abort
    let s:diagnostics[ale#util#ToResource(a:params.uri)] = a:params.diagnostics
endfunction

function! s:ShowMessage(id, params) abort
    " ALE shows errors alone unless it is told otherwise.
    let l:shown = index(['error', 'warning', 'info', 'information', 'log'], tolower(get(g:, 'ale_lsp_show_message_severity', 'error')))

    if a:params.type > max([l:shown, 0]) + 1 && a:params.type <= 3
        call archlsp#text#Show(a:params.message)
    endif
endfunction

function! s:AskUser(id, params) abort
    let l:titles = map(copy(get(a:params, 'actions', [])), 'v:val.title')
    let l:chosen = archlsp#text#Choose(a:params.message, l:titles)

    return l:chosen > 0 ? {'title': l:titles[l:chosen - 1]} : v:null
endfunction

function! s:ShowDocument(id, params) abort
    let l:path = ale#util#ToResource(a:params.uri)

    if get(a:params, 'external', v:false) || !filereadable(l:path)
        return {'success': v:false}
    endif

    call archlsp#answer#OpenFile(l:path)

    return {'success': v:true}
endfunction

" ALE has applied it just now, and would tell the server only at its next look at the file.
function! s:EditApplied(id, params) abort
    for l:info in getbufinfo({'bufloaded': 1})
        call ale#lsp#NotifyForChanges(a:id, l:info.bufnr)
    endfor

    return {'applied': v:true}
endfunction

let s:HANDLERS = {
\   'archlsp/status': function('s:TakeStatus'),
\   'archlsp/answer': {id, params -> archlsp#answer#Take(params)},
\   'textDocument/publishDiagnostics': function('s:TakeDiagnostics'),
\   'window/showMessage': function('s:ShowMessage'),
\   'window/showMessageRequest': function('s:AskUser'),
\   'window/showDocument': function('s:ShowDocument'),
\   'workspace/applyEdit': function('s:EditApplied'),
\}

function! archlsp#connection#Status(buffer) abort
    if !empty(getbufvar(a:buffer, '&buftype')) || !archlsp#connection#IsOpen(a:buffer)
        return ''
    endif

    let l:text = get(get(s:states, archlsp#connection#Id(a:buffer), {}), 'text', '')

    return empty(l:text) ? 'archlsp' : 'archlsp: ' . l:text
endfunction

" The findings on a line (from 1) as the server sent them: ALE drops their identities.
function! archlsp#connection#Findings(buffer, line) abort
    let l:path = fnamemodify(bufname(a:buffer), ':p')

    return filter(copy(get(s:diagnostics, l:path, [])), {_, one ->
    \   has_key(get(one, 'data', {}), 'identity')
    \   && one.range.start.line < a:line && one.range.end.line >= a:line - 1
    \})
endfunction
