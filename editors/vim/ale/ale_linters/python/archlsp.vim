call archlsp#Define('python')
