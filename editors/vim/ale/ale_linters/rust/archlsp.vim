call archlsp#Define('rust')
