" :Archlsp... commands for ALE; everything else is loaded when it is used.
if exists('g:loaded_archlsp') || !has('patch-8.2.1978')
    finish
endif

let g:loaded_archlsp = 1

function! s:Command(name, attributes) abort
    execute printf(
    \   "command! %s Archlsp%s call archlsp#command#Run('%s', <line1>, <line2>, %s, <range> > 0)",
    \   a:attributes,
    \   toupper(a:name[0]) . a:name[1:],
    \   a:name,
    \   a:attributes =~# 'nargs' ? '<q-args>' : "''",
    \)
endfunction

for s:name in [
\   'applyFix', 'cancel', 'deepen', 'designs', 'disableAi', 'enableAi', 'implement', 'restart', 'restore',
\   'reviewChanges', 'reviewFile', 'reviewRepository', 'saveAsAdr', 'showMap', 'showPayload', 'showSpend',
\   'showStatus', 'suggestFix', 'writeTest', 'improve', 'reviewSelection',
\]
    call s:Command(s:name, '-range')
endfor

for s:name in ['design', 'designFollowUp', 'explain', 'openDesign']
    call s:Command(s:name, '-range -nargs=*')
endfor

call s:Command('dismiss', '-range -nargs=* -complete=customlist,archlsp#command#Dismissals')
