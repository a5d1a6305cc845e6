call archlsp#Define('java')
