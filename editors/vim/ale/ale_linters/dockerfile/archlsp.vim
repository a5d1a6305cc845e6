call archlsp#Define('dockerfile')
