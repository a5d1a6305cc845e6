call archlsp#Define('dosini')
