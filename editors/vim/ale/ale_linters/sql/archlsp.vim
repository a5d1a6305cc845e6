call archlsp#Define('sql')
