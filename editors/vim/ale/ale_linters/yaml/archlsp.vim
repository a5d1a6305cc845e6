call archlsp#Define('yaml')
