call archlsp#Define('terraform')
