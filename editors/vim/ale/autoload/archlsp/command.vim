" The :Archlsp... commands. Names are the server's own, without their prefix.

let s:DISMISSALS = ['here', 'rule-in-file', 'false-positive']

function! archlsp#command#Run(name, first, last, words, ranged) abort
    let l:buffer = archlsp#connection#Buffer()

    if !l:buffer
        call archlsp#text#Tell('not-running')

        return
    endif

    call ale#lsp#NotifyForChanges(archlsp#connection#Id(l:buffer), l:buffer)
    let l:given = {
    \   'name': a:name,
    \   'buffer': l:buffer,
    \   'uri': ale#util#ToURI(fnamemodify(bufname(l:buffer), ':p')),
    \   'lines': {'startLine': a:first - 1, 'endLine': a:last - 1},
    \   'words': trim(a:words),
    \   'ranged': a:ranged,
    \}
    call s:RUN[a:name](l:given)
endfunction

function! archlsp#command#Dismissals(lead, line, position) abort
    return filter(copy(s:DISMISSALS), {_, kind -> stridx(kind, a:lead) == 0})
endfunction

function! s:Send(given, argument, ...) abort
    call archlsp#connection#Ask(a:given.buffer, a:given.name, a:argument, a:0 ? a:1 : {-> 0})
endfunction

function! s:Reviewed(result) abort
    if get(a:result, 'stopped', v:false)
        call archlsp#text#Tell('cancelled')

        return
    endif

    let l:found = get(a:result, 'findings', 0)

    for l:folder in get(a:result, 'folders', [])
        let l:found += get(l:folder, 'findings', 0)
    endfor

    call archlsp#text#Tell('findings', l:found)
endfunction

function! s:OnFile(given) abort
    call s:Send(a:given, {'uri': a:given.uri})
endfunction

function! s:Plain(given) abort
    call s:Send(a:given, {})
endfunction

function! s:ReviewFile(given) abort
    call s:Send(a:given, {'uri': a:given.uri}, function('s:Reviewed'))
endfunction

function! s:ReviewLines(given) abort
    call s:Send(a:given, extend({'uri': a:given.uri}, a:given.lines), function('s:Reviewed'))
endfunction

function! s:ReviewFolder(given) abort
    let l:folder = ale#util#ToURI(archlsp#Root(a:given.buffer))
    call s:Send(a:given, {'folder': l:folder}, function('s:Reviewed'))
endfunction

" The finding under the cursor; the first of its line where it is under none.
function! s:Finding(given) abort
    let l:found = archlsp#connection#Findings(a:given.buffer, line('.'))
    let l:column = col('.') - 1
    let l:exact = filter(copy(l:found), {_, one -> l:column >= one.range.start.character && l:column < one.range.end.character})

    if empty(l:found)
        call archlsp#text#Tell('no-finding')
    endif

    return get(l:exact + l:found, 0, {})
endfunction

function! s:OnFinding(given, ...) abort
    let l:finding = s:Finding(a:given)

    if !empty(l:finding)
        call s:Send(a:given, extend({'uri': a:given.uri, 'identity': l:finding.data.identity}, a:0 ? a:1 : {}))
    endif
endfunction

function! s:Dismiss(given) abort
    let [l:kind; l:reason] = split(a:given.words . ' ', ' ', 1)

    if index(s:DISMISSALS, l:kind) < 0
        let [l:kind, l:reason] = ['here', [a:given.words]]
    endif

    call s:OnFinding(a:given, {'kind': l:kind, 'reason': trim(join(l:reason))})
endfunction

function! s:Explain(given) abort
    let l:rule = empty(a:given.words) ? get(s:Finding(a:given), 'code', '') : a:given.words

    if !empty(l:rule)
        call s:Send(a:given, {'uri': a:given.uri, 'rule': l:rule})
    endif
endfunction

function! s:Question(given, prompt) abort
    return empty(a:given.words) ? trim(input(archlsp#text#Say(a:prompt))) : a:given.words
endfunction

" The answer that the current window shows.
function! s:Answer() abort
    let l:id = get(b:, 'archlsp_answer', '')

    return empty(l:id) ? {} : {'id': l:id}
endfunction

function! s:Design(given) abort
    let l:question = s:Question(a:given, 'ask-question')

    if !empty(l:question)
        let l:argument = {'question': l:question, 'uri': a:given.uri}
        call s:Send(a:given, extend(l:argument, a:given.ranged ? a:given.lines : {}))
    endif
endfunction

function! s:FollowUp(given) abort
    let l:question = s:Question(a:given, 'ask-follow-up')

    if !empty(l:question)
        call s:Send(a:given, extend({'question': l:question, 'uri': a:given.uri}, s:Answer()))
    endif
endfunction

function! s:OnAnswer(given) abort
    call s:Send(a:given, extend({'uri': a:given.uri}, s:Answer()))
endfunction

function! s:Designs(given) abort
    call s:Send(a:given, {'uri': a:given.uri}, {result -> s:Choose(a:given, get(result, 'designs', []))})
endfunction

function! s:Choose(given, designs) abort
    if empty(a:designs)
        call archlsp#text#Tell('no-answers')

        return
    endif

    let l:lines = map(copy(a:designs), {i, one -> printf('%d. %s  %s', i + 1, tr(one.asked[:15], 'T', ' '), one.title)})
    let l:chosen = inputlist([archlsp#text#Say('which-answer')] + l:lines)

    if l:chosen > 0 && l:chosen <= len(a:designs)
        call s:Open(a:given, a:designs[l:chosen - 1].id)
    endif
endfunction

function! s:Open(given, id) abort
    if !archlsp#answer#Show(a:id)
        call archlsp#connection#Ask(a:given.buffer, 'openDesign', {'id': a:id}, {-> 0})
    endif
endfunction

" ALE drops a connection when its process has ended, by name: a new one must not be there before that.
function! s:Restart(given) abort
    call archlsp#text#Tell('restarting')
    call archlsp#connection#Stop(a:given.buffer)
    call s:StartAgain(a:given.buffer)
endfunction

function! s:StartAgain(buffer, ...) abort
    if archlsp#connection#IsOpen(a:buffer)
        call timer_start(20, function('s:StartAgain', [a:buffer]))
    elseif bufloaded(a:buffer)
        call ale#Queue(0, 'lint_file', a:buffer)
    endif
endfunction

let s:RUN = {
\   'applyFix': function('s:OnFinding'),
\   'cancel': function('s:Plain'),
\   'deepen': function('s:OnFinding'),
\   'design': function('s:Design'),
\   'designFollowUp': function('s:FollowUp'),
\   'designs': function('s:Designs'),
\   'disableAi': function('s:Plain'),
\   'dismiss': function('s:Dismiss'),
\   'enableAi': function('s:Plain'),
\   'explain': function('s:Explain'),
\   'implement': function('s:OnAnswer'),
\   'improve': function('s:ReviewLines'),
\   'openDesign': {given -> s:Open(given, given.words)},
\   'restart': function('s:Restart'),
\   'restore': function('s:OnFile'),
\   'reviewChanges': function('s:ReviewFolder'),
\   'reviewFile': function('s:ReviewFile'),
\   'reviewRepository': function('s:ReviewFolder'),
\   'reviewSelection': function('s:ReviewLines'),
\   'saveAsAdr': function('s:OnAnswer'),
\   'showMap': function('s:OnFile'),
\   'showPayload': function('s:OnFile'),
\   'showSpend': function('s:Plain'),
\   'showStatus': function('s:Plain'),
\   'suggestFix': function('s:OnFinding'),
\   'writeTest': function('s:OnFinding'),
\}
