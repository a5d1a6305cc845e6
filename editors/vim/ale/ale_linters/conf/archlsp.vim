call archlsp#Define('conf')
