call archlsp#Define('proto')
