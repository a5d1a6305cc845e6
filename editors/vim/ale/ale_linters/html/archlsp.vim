call archlsp#Define('html')
