call archlsp#Define('typescript')
