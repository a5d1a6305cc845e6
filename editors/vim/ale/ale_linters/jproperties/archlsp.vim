call archlsp#Define('jproperties')
