call archlsp#Define('javascript')
