call archlsp#Define('sh')
