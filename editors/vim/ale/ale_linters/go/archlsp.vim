call archlsp#Define('go')
