call archlsp#Define('json')
